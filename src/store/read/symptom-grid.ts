import type { Interval } from '../../core/words/interval.ts';
import type { Queryable } from '../../ports/database.ts';

/** Distinct people; null in place of a symptom or surface: any. */
export interface GridCount {
  symptom: string | null;
  surface: string | null;
  people: number;
}

/** People with a current report by symptom and surface, with both margins and all; an app is an app, whatever it runs on. */
export async function readSymptomGrid(
  database: Queryable,
  { brand, range }: { brand: string; range: Interval },
): Promise<GridCount[]> {
  return database.query<GridCount & Record<string, unknown>>(
    `SELECT symptom, surface, count(DISTINCT author_key)::int4 AS people FROM (
       SELECT author_key, unnest(CASE WHEN symptoms = '{}' THEN '{other}' ELSE symptoms END) AS symptom, surface
       FROM report CROSS JOIN LATERAL (
         SELECT DISTINCT CASE WHEN named IN ('ios', 'android') THEN 'app' ELSE named END AS surface
         FROM unnest(CASE WHEN surfaces = '{}' THEN '{unknown}' ELSE surfaces END) AS s(named)) AS at
       WHERE brand = $1 AND minute >= $2 AND minute < $3 AND kind = 'current') AS said
     GROUP BY CUBE (symptom, surface) ORDER BY people DESC, symptom, surface`,
    [brand, range.from, range.to],
  );
}
