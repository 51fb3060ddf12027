import type { Kind } from '../../src/core/words/report.ts';
import type { Queryable } from '../../src/ports/database.ts';

/** Something that a brand said by an account of its own, as ingest writes it. */
export async function insertOwnPost(
  database: Queryable,
  {
    minute,
    kind,
    brand,
    text = 'We are aware of an issue',
  }: { minute: number; kind: Kind; brand: string; text?: string },
): Promise<void> {
  const id = `x:own-${kind}-${minute}`;
  await database.query(
    `INSERT INTO post (id, source, author_key, text, lang, created_at, fetched_at, url, from_brand, fingerprint, outcome)
     VALUES ($1, 'x', 'own', $2, 'en', $3, $3, 'https://x.example/1', true, '', 'kept')`,
    [id, text, minute * 60_000],
  );
  await database.query(
    `INSERT INTO report (post_id, brand, source, kind, p_current, symptoms, surfaces, author_key, fingerprint, minute, model)
     VALUES ($1, $2, 'x', $3, 0.1, '{}', '{}', 'own', '', $4, 'kind@1')`,
    [id, brand, kind, minute],
  );
}
