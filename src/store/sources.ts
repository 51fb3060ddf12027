import type { Queryable } from '../ports/database.ts';
import { settleSetting } from './settings.ts';

export type SourceState = 'starting' | 'ok' | 'limited' | 'failing' | 'silent' | 'off';

/** What is remembered of a source between its turns. */
export interface SourceRecord extends Record<string, unknown> {
  id: string;
  kind: string;
  cursor: string | null;
  state: SourceState;
  state_since: number;
  failures: number;
  retry_at: number | null;
  last_success_at: number | null;
  last_post_at: number | null;
  message: string;
}

/** Since when a source is asked, epoch ms: before that nobody read it. The source's id follows. */
export const askedSince = 'asked-since:';

/** `readFrom`: for a source that is fetched, epoch ms from which on it is unread until its first turn. */
export async function registerSource(
  database: Queryable,
  source: { id: string; kind: string; atMs: number; readFrom?: number },
): Promise<void> {
  await database.query(
    `INSERT INTO source (id, kind, state_since, read_to) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, read_to = coalesce(source.read_to, excluded.read_to)`,
    [source.id, source.kind, source.atMs, source.readFrom ?? null],
  );
  if (source.readFrom !== undefined)
    await settleSetting(database, `${askedSince}${source.id}`, String(source.readFrom));
}

/** Sources that are no longer configured are off, not failing. */
export async function switchOffOthers(database: Queryable, ids: string[], atMs: number): Promise<void> {
  await database.query(
    "UPDATE source SET state = 'off', state_since = $2, message = 'not configured' WHERE NOT id = ANY($1::text[]) AND state <> 'off'",
    [ids, atMs],
  );
}

export async function readSource(database: Queryable, id: string): Promise<SourceRecord | null> {
  const [row] = await database.query<SourceRecord>(
    'SELECT id, kind, cursor, state, state_since, failures, retry_at, last_success_at, last_post_at, message FROM source WHERE id = $1',
    [id],
  );
  return row ?? null;
}

/** What is known of a source as soon as it has answered. */
export interface Fetched {
  id: string;
  cursor: string;
  atMs: number;
  lastPostAt: number | null;
  state: SourceState;
  message: string;
  /** US dollars in the running UTC month; absent where reading costs nothing. */
  spentUsd?: number;
}

/** Moves the cursor; belongs into the transaction after which the page can't be lost. No last post stays ahead of the present. */
export async function recordFetched(tx: Queryable, fetched: Fetched): Promise<void> {
  const { id, cursor, atMs, lastPostAt, state, message, spentUsd = null } = fetched;
  await tx.query(
    `UPDATE source SET cursor = $2, last_attempt_at = $3, last_success_at = $3, last_post_at = greatest($4::int8, CASE WHEN last_post_at > $3 THEN $3 ELSE last_post_at END),
       retry_at = NULL, failures = 0, message = $6, spent_usd = coalesce($7::float8, spent_usd),
       state_since = CASE WHEN state = $5 THEN state_since ELSE $3 END, state = $5
     WHERE id = $1`,
    [id, cursor, atMs, lastPostAt, state, message, spentUsd],
  );
}

/** Counts what is stored of a source, up to `readTo` (epoch ms; null while more is waiting). */
export async function recordRead(
  tx: Queryable,
  { id, posts, malformed, readTo }: { id: string; posts: number; malformed: number; readTo: number | null },
): Promise<void> {
  await tx.query(
    `UPDATE source SET posts = posts + $2, malformed = malformed + $3, read_to = coalesce($4::int8, read_to) WHERE id = $1`,
    [id, posts, malformed, readTo],
  );
}

export interface SourceFailure {
  id: string;
  atMs: number;
  state: SourceState;
  message: string;
  retryAt: number;
}

export async function recordSourceFailure(database: Queryable, failure: SourceFailure): Promise<void> {
  await database.query(
    `UPDATE source SET last_attempt_at = $2, retry_at = $3, failures = failures + 1, message = $4,
       state_since = CASE WHEN state = $5 THEN state_since ELSE $2 END, state = $5 WHERE id = $1`,
    [failure.id, failure.atMs, failure.retryAt, failure.message, failure.state],
  );
}

/** Opens a gap at a minute unless one is open already. */
export async function openGap(tx: Queryable, source: string, minute: number, reason: string): Promise<void> {
  await tx.query(
    `INSERT INTO source_gap (source, from_minute, reason) SELECT $1, $2, $3
     WHERE NOT EXISTS (SELECT 1 FROM source_gap WHERE source = $1 AND to_minute IS NULL) ON CONFLICT DO NOTHING`,
    [source, minute, reason],
  );
}

/**
 * Ends the open gap of a source. One that has caught up from its cursor missed nothing but what it tells itself; one that had
 * to start over leaves the gap behind, closed at `minute`. Silence ends with the next post, not with an answer.
 */
export async function closeGap(
  tx: Queryable,
  source: string,
  { minute, caughtUp }: { minute: number; caughtUp: boolean },
): Promise<void> {
  const open = "source = $1 AND to_minute IS NULL AND reason <> 'silent'";
  if (caughtUp) await tx.query(`DELETE FROM source_gap WHERE ${open}`, [source]);
  else await tx.query(`UPDATE source_gap SET to_minute = greatest(from_minute, $2) WHERE ${open}`, [source, minute]);
}

export interface Gap extends Record<string, unknown> {
  source: string;
  from_minute: number;
  to_minute: number | null;
}

/** What is not known of a half-open range of minutes: gaps of sources, and what was not read yet. */
export async function readMissing(database: Queryable, range: { from: number; to: number }): Promise<Gap[]> {
  return database.query<Gap>(
    `SELECT source, from_minute, to_minute FROM source_gap WHERE from_minute < $2 AND (to_minute IS NULL OR to_minute > $1)
     UNION ALL SELECT id, read_to / 60000, NULL FROM source WHERE read_to / 60000 < $2 AND state <> 'off' ORDER BY 1, 2`,
    [range.from, range.to],
  );
}

/** Writes a gap whose both ends are known. */
export async function recordGap(
  tx: Queryable,
  gap: { source: string; from: number; to: number; reason: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO source_gap (source, from_minute, to_minute, reason) VALUES ($1, $2, $3, $4)
     ON CONFLICT (source, from_minute) DO UPDATE SET to_minute = greatest(source_gap.to_minute, excluded.to_minute)`,
    [gap.source, gap.from, gap.to, gap.reason],
  );
}

export async function forgetCursor(tx: Queryable, id: string): Promise<void> {
  await tx.query('UPDATE source SET cursor = NULL WHERE id = $1', [id]);
}
