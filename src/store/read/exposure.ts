import type { Interval } from '../../core/words/interval.ts';
import type { Queryable } from '../../ports/database.ts';
import { askedSince, type Gap } from '../sources.ts';
import { handedIn, type SourceScope } from './source-scope.ts';

/** How much of a brand's usual mentions could be read in a minute, 0..1. */
export type ExposureAt = (minute: number) => number;

const weightWindowMinutes = 7 * 1_440;
/** So far before a range its gaps are known too: an incident may have been quiet for long, and nobody saw whether it was over. */
const lookBackMinutes = 7 * 1_440;

/** What each source brings of a brand's mentions. */
export type Weights = { source: string; weight: number }[];

/**
 * Each source weighs what it brought of the brand's mentions in the week before, as in detection. A brand without
 * mentions so far weighs its sources alike: when all of them are down, nothing is seen. Nor is what lies before the first
 * of them was ever asked.
 */
export async function readExposure(
  database: Queryable,
  brand: string,
  question: { range: Interval; sources: SourceScope },
): Promise<ExposureAt> {
  const { from, to } = question.range;
  const gaps = await readGaps(database, { from: from - lookBackMinutes, to });
  const weights =
    gaps.length === 0 ? [] : await readWeights(database, brand, { before: from, sources: question.sources });
  return onlySince(await readSince(database, brand, { from, sources: question.sources }), exposureFrom(weights, gaps));
}

/** The same, and nothing before the minute since which a brand is read. */
export function onlySince(since: number, exposureAt: ExposureAt): ExposureAt {
  return (minute) => (minute < since ? 0 : exposureAt(minute));
}

/**
 * The minute since which a brand is read, infinite before its sources were asked: of its first counts, which may have been brought in
 * later from an archive, or judgements, or, where these begin after `from`, since anything of its sources is known at all.
 */
export async function readSince(
  database: Queryable,
  brand: string,
  { from, sources }: { from: number; sources: SourceScope },
): Promise<number> {
  const [own] = await database.query<{ minute: number | null }>(
    `SELECT least((SELECT min(minute) FROM brand_minute WHERE brand = $1), (SELECT min(quarter) * 15 FROM expectation
       WHERE brand = $1 AND symptom = '*' AND surface = '*' AND area = '*')) AS minute`,
    [brand],
  );
  const first = own?.minute ?? Number.POSITIVE_INFINITY;
  return first <= from ? first : Math.min(first, await firstOfAll(database, sources));
}

/** The first minute that was counted of any brand from these sources, or in which one of them was asked. Each brand is one step in the index. */
async function firstOfAll(database: Queryable, { ids, only }: SourceScope): Promise<number> {
  const [row] = await database.query<{ minute: number | null }>(
    `WITH RECURSIVE one AS (
       SELECT min(brand) AS brand FROM brand_minute
       UNION ALL SELECT (SELECT min(m.brand) FROM brand_minute m WHERE m.brand > one.brand) FROM one WHERE one.brand IS NOT NULL),
     first AS (SELECT m.minute, m.by_source FROM one, LATERAL (
       SELECT minute, by_source FROM brand_minute b WHERE b.brand = one.brand ORDER BY minute LIMIT 1) m)
     SELECT least(
       (SELECT min(minute) FROM first, jsonb_object_keys(by_source) AS source
        WHERE (source = ANY($1::text[])) = $2 AND source <> ALL($3::text[])),
       (SELECT min(value::int8) / 60000 FROM setting
        WHERE starts_with(key, $4) AND (substr(key, length($4) + 1) = ANY($1::text[])) = $2))::int4 AS minute`,
    [ids, only, handedIn, askedSince],
  );
  return row?.minute ?? Number.POSITIVE_INFINITY;
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
  if (learned.some(({ source, weight }) => weight > 0 && source !== 'form')) return learned;
  // What people bring to the brand's own form teaches nothing of what the others would bring.
  const equal = await alike(database, question.sources);
  return equal.length > 0 ? equal : learned;
}

async function alike(database: Queryable, scope: SourceScope): Promise<Weights> {
  return database.query<{ source: string; weight: number }>(
    `SELECT id AS source, 1::float8 AS weight FROM source
     WHERE state <> 'off' AND (id = ANY($1::text[])) = $2 AND kind <> ALL($3::text[])`,
    [scope.ids, scope.only, handedIn],
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
