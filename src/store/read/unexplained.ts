import type { Queryable } from '../../ports/database.ts';
import { pseudonymOf } from './pseudonym.ts';

/** A current report that no named symptom explains. */
export interface UnexplainedPost {
  id: string;
  author: string;
  at: number;
  text: string;
  lang: string | null;
  url: string | null;
}

/** Below this probability of what it told the model declined to decide (`abstainBelow` of the shipped models). */
const unsureBelow = 0.45;

const unexplained = `r.kind = 'current' AND (r.symptoms <@ ARRAY['other'] OR r.p_current < ${unsureBelow})`;

/** The newest posts of a range of minutes whose symptom is only "other", or of which the model was not sure. */
export async function readUnexplained(
  database: Queryable,
  brand: string,
  { from, to, limit }: { from: number; to: number; limit: number },
): Promise<UnexplainedPost[]> {
  const rows = await database.query<UnexplainedPost & Record<string, unknown>>(
    `SELECT r.post_id AS id, r.author_key AS author, p.created_at AS at, p.text, p.lang, p.url
     FROM report r JOIN post p ON p.id = r.post_id
     WHERE r.brand = $1 AND r.minute >= $2 AND r.minute < $3 AND ${unexplained} AND p.deleted_at IS NULL AND p.text <> ''
     ORDER BY r.minute DESC, r.post_id LIMIT $4`,
    [brand, from, to, limit],
  );
  return rows.map((row) => ({ ...row, author: pseudonymOf(row.author) }));
}

/** How many current reports a range holds, and how many of them nothing explains. */
export async function countUnexplained(
  database: Queryable,
  brand: string,
  { from, to }: { from: number; to: number },
): Promise<{ n: number; of: number }> {
  const [row] = await database.query<{ n: number; of: number }>(
    `SELECT count(*) FILTER (WHERE ${unexplained}) AS n, count(*) AS of FROM report r
     WHERE r.brand = $1 AND r.minute >= $2 AND r.minute < $3 AND r.kind = 'current'`,
    [brand, from, to],
  );
  return row ?? { n: 0, of: 0 };
}
