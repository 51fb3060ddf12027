import type { JudgedPost } from '../core/words/judged-post.ts';
import { keptReach } from '../core/words/reach.ts';
import type { Queryable } from '../ports/database.ts';

/** What is already known of a post id. */
export interface KnownPost extends Record<string, unknown> {
  id: string;
  text: string;
  outcome: string;
  edited_at: number | null;
  deleted_at: number | null;
  created_at: number;
  fingerprint: string;
  author_key: string;
}

export async function findKnownPosts(tx: Queryable, ids: string[]): Promise<Map<string, KnownPost>> {
  const rows = await tx.query<KnownPost>(
    'SELECT id, text, outcome, edited_at, deleted_at, created_at, fingerprint, author_key FROM post WHERE id = ANY($1::text[])',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** So many texts are locked one by one: a server's table of locks holds some thousands, for all of its transactions. */
const mostLocks = 400;

/** Until the transaction ends, others with copies of these texts wait. In one order for all, so that no two wait for each other. */
export async function lockFingerprints(tx: Queryable, fingerprints: readonly string[]): Promise<void> {
  const all = 0;
  if (fingerprints.length > mostLocks) {
    await tx.query('SELECT pg_advisory_xact_lock($1::int8)', [all]);
    return;
  }
  await tx.query('SELECT pg_advisory_xact_lock_shared($1::int8)', [all]);
  await tx.query(
    `SELECT pg_advisory_xact_lock(key) FROM (
       SELECT DISTINCT hashtextextended(f, 0) AS key FROM unnest($1::text[]) AS f ORDER BY 1) AS keys`,
    [fingerprints],
  );
}

/** First post within the window before each text, by fingerprint: the original that later near copies repeat. */
export async function findOriginals(
  tx: Queryable,
  fingerprints: string[],
  range: { fromMs: number; toMs: number },
): Promise<Map<string, { id: string; createdAt: number }>> {
  if (fingerprints.length === 0) return new Map();
  const rows = await tx.query<{ fingerprint: string; id: string; created_at: number }>(
    `SELECT DISTINCT ON (fingerprint) fingerprint, id, created_at FROM post
     WHERE fingerprint = ANY($1::text[]) AND fingerprint <> '' AND outcome = 'kept' AND created_at BETWEEN $2 AND $3
     ORDER BY fingerprint, created_at, id`,
    [fingerprints, range.fromMs, range.toMs],
  );
  return new Map(rows.map((row) => [row.fingerprint, { id: row.id, createdAt: row.created_at }]));
}

/** Posts of a source that are stored with text, by id or author key. */
export async function findStoredPosts(
  tx: Queryable,
  { source, ids, authors }: { source: string; ids: string[]; authors: string[] },
): Promise<{ id: string; created_at: number }[]> {
  return tx.query<{ id: string; created_at: number }>(
    'SELECT id, created_at FROM post WHERE source = $1 AND deleted_at IS NULL AND (id = ANY($2::text[]) OR author_key = ANY($3::text[]))',
    [source, ids, authors],
  );
}

/** Inserts or replaces posts as they are now. A deleted post keeps its row without text. */
export async function upsertPosts(tx: Queryable, judged: JudgedPost[], fetchedAt: number): Promise<void> {
  const posts = judged.map(({ post }) => post);
  await tx.query(
    `INSERT INTO post (id, source, author_key, text, lang, created_at, edited_at, fetched_at, deleted_at, url, repost_of, from_brand, fingerprint, outcome, reach)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::int8[], $8::int8[], $9::int8[], $10::text[], $11::text[], $12::boolean[], $13::text[], $14::text[], $15::int4[])
     ON CONFLICT (id) DO UPDATE SET text = excluded.text, lang = excluded.lang, edited_at = excluded.edited_at, deleted_at = excluded.deleted_at,
       url = excluded.url, fingerprint = excluded.fingerprint, outcome = excluded.outcome, reach = excluded.reach`,
    [
      posts.map(({ id }) => id),
      posts.map(({ source }) => source),
      judged.map(({ authorKey }) => authorKey),
      posts.map(({ text }) => text),
      posts.map(({ lang }) => lang ?? null),
      posts.map(({ createdAt }) => createdAt),
      posts.map(({ editedAt }) => editedAt ?? null),
      posts.map(() => fetchedAt),
      posts.map(({ deleted }) => (deleted ? fetchedAt : null)),
      posts.map(({ url, deleted }) => (deleted ? null : (url ?? null))),
      posts.map(({ repostOf }) => repostOf ?? null),
      posts.map(({ fromBrand }) => fromBrand ?? false),
      judged.map(({ fingerprint }) => fingerprint),
      judged.map(({ outcome }) => outcome),
      posts.map(({ reach, deleted }) => (deleted ? null : keptReach(reach))),
    ],
  );
}
