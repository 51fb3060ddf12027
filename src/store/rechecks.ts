import type { Queryable } from '../ports/database.ts';

/** The place of a post in the order in which posts are asked about again. */
export interface PostPlace {
  createdAt: number;
  id: string;
}

/** How far the posts of a source were asked about again. `Sweeps` is for whoever plans them to say. */
export interface RecheckRecord<Sweeps = unknown> {
  sweeps: Sweeps;
  memory: string | null;
  turns: number;
  failures: number;
  retryAt: number | null;
  /** US dollars in the UTC month of an instant (epoch ms); null where looking costs nothing. */
  spent: { usd: number; at: number } | null;
}

export async function readRecheck(database: Queryable, source: string): Promise<RecheckRecord | null> {
  const [row] = await database.query<RecheckRecord & Record<string, unknown>>(
    `SELECT sweeps, memory, turns, failures, retry_at AS "retryAt",
       CASE WHEN spent_at IS NOT NULL THEN json_build_object('usd', spent_usd, 'at', spent_at) END AS spent
     FROM recheck WHERE source = $1`,
    [source],
  );
  return row ?? null;
}

/** Writes what holds after a turn that began with `record.turns`. False when another one had its turn meanwhile. */
export async function saveRecheck(tx: Queryable, source: string, record: RecheckRecord): Promise<boolean> {
  const { sweeps, memory, turns, failures, retryAt, spent } = record;
  const rows = await tx.query(
    `INSERT INTO recheck (source, sweeps, memory, turns, failures, retry_at, spent_usd, spent_at)
     VALUES ($1, $2::jsonb, $3, $4::int8 + 1, $5, $6, $7, $8)
     ON CONFLICT (source) DO UPDATE SET sweeps = excluded.sweeps, memory = excluded.memory, turns = excluded.turns,
       failures = excluded.failures, retry_at = excluded.retry_at, spent_usd = excluded.spent_usd, spent_at = excluded.spent_at
     WHERE recheck.turns = $4::int8 RETURNING 1`,
    [source, JSON.stringify(sweeps), memory, turns, failures, retryAt, spent?.usd ?? 0, spent?.at ?? null],
  );
  return rows.length === 1;
}

/** Posts of a source that are stored with text, written before `before` (epoch ms), from behind a place on. */
export async function findPostsToRecheck(
  database: Queryable,
  { source, after, before, limit }: { source: string; after: PostPlace; before: number; limit: number },
): Promise<PostPlace[]> {
  return database.query<PostPlace & Record<string, unknown>>(
    `SELECT id, created_at AS "createdAt" FROM post
     WHERE source = $1 AND deleted_at IS NULL AND (created_at, id) > ($2::int8, $3::text) AND created_at < $4::int8
     ORDER BY created_at, id LIMIT $5`,
    [source, after.createdAt, after.id, before, limit],
  );
}
