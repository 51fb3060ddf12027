import type { Queryable } from '../ports/database.ts';

/** Something that one worker alone does as long as it is not given up. */
export interface Lease extends Record<string, unknown> {
  name: string;
  worker: string;
}

const databaseNow = '(extract(epoch FROM clock_timestamp()) * 1000)::int8';

export async function enterWorker(
  database: Queryable,
  { name, kinds, forMs }: { name: string; kinds: readonly string[]; forMs: number },
): Promise<void> {
  await database.query(`INSERT INTO worker (name, kinds, until_at) VALUES ($1, $2, ${databaseNow} + $3::int8)`, [
    name,
    kinds,
    forMs,
  ]);
}

/** Says that a worker is alive. False when it was given up before. */
export async function renewWorker(database: Queryable, name: string, forMs: number): Promise<boolean> {
  const rows = await database.query(
    `UPDATE worker SET until_at = ${databaseNow} + $2::int8 WHERE name = $1 RETURNING name`,
    [name, forMs],
  );
  return rows.length === 1;
}

/** Ends a worker and, with it, all that it holds. */
export async function removeWorker(database: Queryable, name: string): Promise<void> {
  await database.query('DELETE FROM worker WHERE name = $1', [name]);
}

/** Gives up workers whose time has run out. One that is in the middle of a transaction is left for the next time. */
export async function removeDeadWorkers(database: Queryable): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `DELETE FROM worker WHERE name IN (SELECT name FROM worker WHERE until_at <= ${databaseNow} FOR UPDATE SKIP LOCKED) RETURNING name`,
  );
  return rows.map(({ name }) => name);
}

/**
 * Whether a worker has not been given up; it can't be before the transaction ends. The server ends one in which nothing happens for
 * `idleMs`: its worker hangs, or its machine is gone.
 */
export async function lockWorker(tx: Queryable, name: string, idleMs: number): Promise<boolean> {
  const rows = await tx.query(
    `SELECT name, set_config('idle_in_transaction_session_timeout', $2, true) FROM worker WHERE name = $1 FOR KEY SHARE`,
    [name, String(idleMs)],
  );
  return rows.length === 1;
}

/** How many workers share in a kind. */
export async function countWorkers(database: Queryable, kind: string): Promise<number> {
  const [row] = await database.query<{ n: number }>('SELECT count(*)::int4 AS n FROM worker WHERE $1 = ANY(kinds)', [
    kind,
  ]);
  return row!.n;
}

export async function readLeases(database: Queryable, kind: string): Promise<Lease[]> {
  return database.query<Lease>('SELECT name, worker FROM lease WHERE kind = $1 ORDER BY name', [kind]);
}

/** Takes what is free. Returns what was had. Fails with `conflict` when the worker was given up. */
export async function takeLeases(
  database: Queryable,
  { kind, names, worker }: { kind: string; names: readonly string[]; worker: string },
): Promise<string[]> {
  if (names.length === 0) return [];
  const rows = await database.query<{ name: string }>(
    `INSERT INTO lease (kind, name, worker) SELECT $1, name, $3 FROM unnest($2::text[]) AS n(name) ORDER BY name
     ON CONFLICT DO NOTHING RETURNING name`,
    [kind, names, worker],
  );
  return rows.map(({ name }) => name);
}

export async function giveLeasesBack(
  database: Queryable,
  { kind, names, worker }: { kind: string; names: readonly string[]; worker: string },
): Promise<void> {
  if (names.length === 0) return;
  await database.query('DELETE FROM lease WHERE kind = $1 AND name = ANY($2::text[]) AND worker = $3', [
    kind,
    names,
    worker,
  ]);
}
