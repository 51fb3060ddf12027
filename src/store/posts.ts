import type { JudgedPost } from '../core/words/judged-post.ts';
import { keptReach } from '../core/words/reach.ts';
import { DatabaseError, type Queryable } from '../ports/database.ts';

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

/** Stores posts that aren't known. Rejects with a `conflict` when one of them is stored meanwhile. */
export async function insertPosts(tx: Queryable, judged: JudgedPost[], fetchedAt: number): Promise<void> {
  if (judged.length === 0) return;
  const posts = judged.map(({ post }) => post);
  await tx.query(
    `INSERT INTO post (id, source, author_key, created_at, fetched_at, repost_of, from_brand, text, lang, edited_at, deleted_at, url, fingerprint, outcome, reach, app_version, app_country, app_rating)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::text[], $7::boolean[], $8::text[], $9::text[], $10::int8[], $11::int8[], $12::text[], $13::text[], $14::text[], $15::int4[], $16::text[], $17::text[], $18::int4[])`,
    [
      posts.map(({ id }) => id),
      posts.map(({ source }) => source),
      judged.map(({ authorKey }) => authorKey),
      posts.map(({ createdAt }) => createdAt),
      posts.map(() => fetchedAt),
      posts.map(({ repostOf }) => repostOf ?? null),
      posts.map(({ fromBrand }) => fromBrand ?? false),
      ...changeable(judged, fetchedAt),
    ],
  );
}

/**
 * Replaces known posts by what they are now. A deleted post keeps its row without text. Rejects with a `conflict` when one of them isn't
 * what was known of it any more.
 */
export async function updatePosts(
  tx: Queryable,
  judged: JudgedPost[],
  { known, fetchedAt }: { known: ReadonlyMap<string, KnownPost>; fetchedAt: number },
): Promise<void> {
  if (judged.length === 0) return;
  const ids = judged.map(({ post }) => post.id);
  const changed = await tx.query(
    `UPDATE post SET text = now.text, lang = now.lang, edited_at = now.edited_at, deleted_at = now.deleted_at, url = now.url,
       fingerprint = now.fingerprint, outcome = now.outcome, reach = now.reach,
       app_version = now.app_version, app_country = now.app_country, app_rating = now.app_rating
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::int8[], $7::text[], $8::text[], $9::text[], $10::int4[], $11::text[], $12::text[], $13::int4[])
       AS now(id, known_text, text, lang, edited_at, deleted_at, url, fingerprint, outcome, reach, app_version, app_country, app_rating)
     WHERE post.id = now.id AND post.text = now.known_text AND post.deleted_at IS NULL RETURNING 1`,
    [ids, ids.map((id) => known.get(id)?.text ?? null), ...changeable(judged, fetchedAt)],
  );
  if (changed.length < judged.length)
    throw new DatabaseError('conflict', 'a post was changed by another one meanwhile');
}

/** What an edit or a deletion changes. */
function changeable(judged: JudgedPost[], fetchedAt: number): unknown[][] {
  const posts = judged.map(({ post }) => post);
  const apps = posts.map(({ app, deleted }) => (deleted ? undefined : app));
  return [
    posts.map(({ text }) => text),
    posts.map(({ lang }) => lang ?? null),
    posts.map(({ editedAt }) => editedAt ?? null),
    posts.map(({ deleted }) => (deleted ? fetchedAt : null)),
    posts.map(({ url, deleted }) => (deleted ? null : (url ?? null))),
    judged.map(({ fingerprint }) => fingerprint),
    judged.map(({ outcome }) => outcome),
    posts.map(({ reach, deleted }) => (deleted ? null : keptReach(reach))),
    apps.map((app) => app?.version ?? null),
    apps.map((app) => app?.country ?? null),
    apps.map((app) => app?.rating ?? null),
  ];
}
