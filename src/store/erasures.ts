import type { Queryable } from '../ports/database.ts';
import { noteCopyChanges } from './copies.ts';

/** Remembers an author key whose posts are not to be stored again. */
export async function rememberErased(tx: Queryable, authorKey: string, atMs: number): Promise<void> {
  await tx.query('INSERT INTO erased_author (author_key, at) VALUES ($1, $2) ON CONFLICT (author_key) DO NOTHING', [
    authorKey,
    atMs,
  ]);
}

/** Whether anybody was erased at all: asked with every page, so it must cost nothing where nobody was. */
export async function isAnybodyErased(tx: Queryable): Promise<boolean> {
  return (await tx.query('SELECT 1 FROM erased_author LIMIT 1')).length > 0;
}

export async function findErased(tx: Queryable, authorKeys: string[]): Promise<Set<string>> {
  const rows = await tx.query<{ author_key: string }>(
    'SELECT author_key FROM erased_author WHERE author_key = ANY($1::text[])',
    [authorKeys],
  );
  return new Set(rows.map(({ author_key }) => author_key));
}

/** Ids of all posts of an author, those without text too. */
export async function postIdsOf(tx: Queryable, source: string, authorKey: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>('SELECT id FROM post WHERE source = $1 AND author_key = $2', [
    source,
    authorKey,
  ]);
  return rows.map(({ id }) => id);
}

/** Takes posts away with their rows; what was said of them by hand goes with them. */
export async function deletePosts(tx: Queryable, ids: string[]): Promise<void> {
  const gone = await tx.query<{ source: string; minute: number; outcome: string }>(
    'DELETE FROM post WHERE id = ANY($1::text[]) RETURNING source, floor(created_at / 60000.0)::int4 AS minute, outcome',
    [ids],
  );
  await noteCopyChanges(
    tx,
    gone.filter(({ outcome }) => outcome === 'near-copy'),
  );
}
