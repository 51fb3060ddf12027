import type { Interval } from '../../core/words/interval.ts';
import type { Queryable } from '../../ports/database.ts';
import type { Gap } from '../sources.ts';
import type { SourceScope } from './source-scope.ts';

/** How much of a brand's usual mentions could be read in a minute, 0..1. */
export type ExposureAt = (minute: number) => number;

const weightWindowMinutes = 7 * 1_440;
/** So far before a range its gaps are known too: an incident may have been quiet for long, and nobody saw whether it was over. */
const lookBackMinutes = 7 * 1_440;

/** What each source brings of a brand's mentions. */
export type Weights = { source: string; weight: number }[];

/**
 * Each source weighs what it brought of the brand's mentions in the week before, as in detection. A brand without
 * mentions so far weighs its sources alike: when all of them are down, nothing is seen.
 */
export async function readExposure(
  database: Queryable,
  brand: string,
  question: { range: Interval; sources: SourceScope },
): Promise<ExposureAt> {
  const { from, to } = question.range;
  const gaps = await readGaps(database, { from: from - lookBackMinutes, to });
  if (gaps.length === 0) return () => 1;
  return exposureFrom(await readWeights(database, brand, { before: from, sources: question.sources }), gaps);
}

/** Gaps alone, without what is merely not read yet: the page shows what was missed. */
export async function readGaps(database: Queryable, range: Interval): Promise<Gap[]> {
  return database.query<Gap>(
    'SELECT source, from_minute, to_minute FROM source_gap WHERE from_minute < $2 AND (to_minute IS NULL OR to_minute > $1)',
    [range.from, range.to],
  );
}

export async function readWeights(
  database: Queryable,
  brand: string,
  question: { before: number; sources: SourceScope },
): Promise<Weights> {
  const learned = await database.query<{ source: string; weight: number }>(
    `SELECT s.key AS source, sum((s.value ->> 'mentions')::float8) AS weight
     FROM brand_minute b, jsonb_each(b.by_source) AS s WHERE b.brand = $1 AND b.minute >= $2 AND b.minute < $3 GROUP BY s.key`,
    [brand, question.before - weightWindowMinutes, question.before],
  );
  return learned.some(({ weight }) => weight > 0) ? learned : alike(database, question.sources);
}

async function alike(database: Queryable, scope: SourceScope): Promise<Weights> {
  return database.query<{ source: string; weight: number }>(
    `SELECT id AS source, 1::float8 AS weight FROM source WHERE state <> 'off' AND (id = ANY($1::text[])) = $2`,
    [scope.ids, scope.only],
  );
}

export function exposureFrom(weights: Weights, gaps: Gap[]): ExposureAt {
  if (gaps.length === 0) return () => 1;
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return () => 1;
  const shareOf = new Map(weights.map(({ source, weight }) => [source, weight / total]));
  const edges = gaps.flatMap((gap) => {
    const lost = shareOf.get(gap.source) ?? 0;
    const begin = { minute: gap.from_minute, change: lost };
    return gap.to_minute === null ? [begin] : [begin, { minute: gap.to_minute, change: -lost }];
  });
  edges.sort((a, b) => a.minute - b.minute);
  let lost = 0;
  const seen = edges.map(({ change }) => {
    lost += change;
    return Math.min(1, Math.max(0, Math.round((1 - lost) * 1e9) / 1e9));
  });
  let at = 0;
  // Mostly asked minute by minute, so that the place of the last answer is near.
  return (minute) => {
    while (at > 0 && edges[at - 1]!.minute > minute) at--;
    while (at < edges.length && edges[at]!.minute <= minute) at++;
    return at === 0 ? 1 : seen[at - 1]!;
  };
}
