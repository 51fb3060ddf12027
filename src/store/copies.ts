import type { Interval } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';

/** How often a text was left out as a near copy. */
export interface CopiedText extends Record<string, unknown> {
  fingerprint: string;
  n: number;
}

/** When a text was last reported. */
export interface ReportedText extends Record<string, unknown> {
  fingerprint: string;
  minute: number;
}

/** Near copies that were written in a half-open range of minutes, by text. */
export function copiedTexts(database: Queryable, range: Interval): Promise<CopiedText[]> {
  return database.query<CopiedText>(
    `SELECT fingerprint, count(*) AS n FROM post
     WHERE outcome = 'near-copy' AND created_at >= $1::int4::int8 * 60000 AND created_at < $2::int4::int8 * 60000 GROUP BY fingerprint`,
    [range.from, range.to],
  );
}

/** Those of the texts that a brand has current reports of in a half-open range, with the last: one look-up a text (migration 7). */
export async function findReportedTexts(
  database: Queryable,
  brand: string,
  { fingerprints, range }: { fingerprints: readonly string[]; range: Interval },
): Promise<ReportedText[]> {
  if (fingerprints.length === 0) return [];
  return database.query<ReportedText>(
    `SELECT said.fingerprint, last.minute FROM unnest($2::text[]) AS said(fingerprint) CROSS JOIN LATERAL (
       SELECT max(r.minute) AS minute FROM report r WHERE r.brand = $1 AND r.kind = 'current' AND r.fingerprint <> ''
         AND r.fingerprint = said.fingerprint AND r.minute + 0 >= $3::int4 AND r.minute + 0 < $4::int4 OFFSET 0) AS last
     WHERE last.minute IS NOT NULL`,
    [brand, fingerprints, range.from, range.to],
  );
}

/** The texts of a brand's current reports in a half-open range. `kind || ''` fits no partial index, of which one would be read whole. */
export function reportedTexts(database: Queryable, brand: string, range: Interval): Promise<ReportedText[]> {
  return database.query<ReportedText>(
    `SELECT fingerprint, max(minute) AS minute FROM report
     WHERE brand = $1 AND minute >= $2 AND minute < $3 AND kind || '' = 'current' AND fingerprint <> '' GROUP BY fingerprint`,
    [brand, range.from, range.to],
  );
}

/** How often near copies of half-open ranges changed, as of one instant; of a range that only grows. */
export async function copyChanges(database: Queryable, known: Interval, range: Interval): Promise<[number, number]> {
  const [row] = await database.query<{ known: number; changes: number }>(
    `SELECT coalesce(sum(changes) FILTER (WHERE minute >= $1 AND minute < $2), 0)::int8 AS known,
       coalesce(sum(changes) FILTER (WHERE minute >= $3 AND minute < $4), 0)::int8 AS changes
     FROM copied_minute WHERE minute >= least($1::int4, $3::int4) AND minute < greatest($2::int4, $4::int4)`,
    [known.from, known.to, range.from, range.to],
  );
  return [row!.known, row!.changes];
}

/** Notes that the near copies of these minutes of a source changed; each once, in one order for all writers. */
export async function noteCopyChanges(
  tx: Queryable,
  copies: readonly { source: string; minute: number }[],
): Promise<void> {
  if (copies.length === 0) return;
  await tx.query(
    `INSERT INTO copied_minute (minute, source, changes)
     SELECT minute, source, 1 FROM unnest($1::int4[], $2::text[]) AS c(minute, source) GROUP BY minute, source ORDER BY minute, source
     ON CONFLICT (minute, source) DO UPDATE SET changes = copied_minute.changes + 1`,
    [copies.map(({ minute }) => minute), copies.map(({ source }) => source)],
  );
}
