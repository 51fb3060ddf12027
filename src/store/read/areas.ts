import type { Interval } from '../../core/words/interval.ts';
import type { Queryable } from '../../ports/database.ts';

export interface AreaCount {
  area: string;
  observed: number;
  /** Null when the baseline doesn't cover the whole range. */
  expected: number | null;
}

/** Counts and expectation of every area of a brand with reports or with an expectation in the range. */
export async function readAreas(
  database: Queryable,
  question: { brand: string; symptom: string; range: Interval },
): Promise<AreaCount[]> {
  return database.query<AreaCount & Record<string, unknown>>(
    `WITH counted AS (
       SELECT area, sum(observed)::float8 AS observed FROM stratum_count
       WHERE brand = $1 AND symptom = $2 AND surface = '*' AND position('-' IN area) > 0 AND minute >= $3 AND minute < $4
       GROUP BY area),
     expected AS (
       SELECT area, sum(mean * (least(quarter * 15 + 15, $4) - greatest(quarter * 15, $3))) AS expected,
         sum(least(quarter * 15 + 15, $4) - greatest(quarter * 15, $3)) AS minutes FROM expectation
       WHERE brand = $1 AND symptom = $2 AND surface = '*' AND position('-' IN area) > 0
         AND quarter >= $3 / 15 AND quarter * 15 < $4
       GROUP BY area)
     SELECT area, coalesce(c.observed, 0)::int4 AS observed,
       CASE WHEN e.minutes = $4 - $3 THEN e.expected END AS expected
     FROM counted c FULL JOIN expected e USING (area) ORDER BY observed DESC, area`,
    [question.brand, question.symptom, question.range.from, question.range.to],
  );
}

/** Of the current reports of a brand, how many could be placed in a state. */
export async function readLocated(
  database: Queryable,
  brand: string,
  range: Interval,
): Promise<{ n: number; of: number }> {
  const [row] = await database.query<{ n: number; of: number }>(
    `SELECT coalesce(sum(located), 0)::int4 AS n, coalesce(sum(current), 0)::int4 AS of
     FROM brand_minute WHERE brand = $1 AND minute >= $2 AND minute < $3`,
    [brand, range.from, range.to],
  );
  return row!;
}
