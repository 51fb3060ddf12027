import type { Interval } from '../../core/words/interval.ts';
import type { Queryable } from '../../ports/database.ts';

export const breakdowns = ['symptom', 'surface', 'area', 'source', 'kind'] as const;
export type BreakdownBy = (typeof breakdowns)[number];

/** Distinct people with a current report (for `kind`: with any report) per value, largest first; `total` in all. */
export async function readBreakdown(
  database: Queryable,
  question: { brand: string; by: BreakdownBy; range: Interval },
): Promise<{ total: number; rows: { key: string; people: number }[] }> {
  const { brand, by, range } = question;
  const parameters = [brand, range.from, range.to];
  const rows = await database.query<{ key: string; people: number }>(
    `SELECT key, count(DISTINCT author_key) AS people FROM (${valuesBy[by]}) AS value
     GROUP BY key ORDER BY people DESC, key`,
    parameters,
  );
  const [total] = await database.query<{ n: number }>(
    `SELECT count(DISTINCT author_key) AS n FROM report
     WHERE brand = $1 AND minute >= $2 AND minute < $3 ${by === 'kind' ? '' : "AND kind = 'current'"}`,
    parameters,
  );
  return { total: total!.n, rows };
}

const within = 'FROM report WHERE brand = $1 AND minute >= $2 AND minute < $3';
const current = `${within} AND kind = 'current'`;

const valuesBy: Record<BreakdownBy, string> = {
  symptom: `SELECT unnest(symptoms) AS key, author_key ${current}`,
  surface: `SELECT unnest(surfaces) AS key, author_key ${current}`,
  area: `SELECT country || '-' || state AS key, author_key ${current} AND state IS NOT NULL`,
  source: `SELECT source AS key, author_key ${current}`,
  kind: `SELECT kind AS key, author_key ${within}`,
};
