import type { Database, Queryable } from '../ports/database.ts';

interface TableWear extends Record<string, unknown> {
  name: string;
  vacuum: boolean;
}

/** Does what is due where nobody else does: a server looks after its tables by itself. */
export async function keepUp(database: Database, signal?: AbortSignal): Promise<void> {
  if (database.kind !== 'pglite') return;
  for (const statement of await dueUpkeep(database)) {
    if (signal?.aborted) return;
    await database.query(statement);
  }
  if (await isLogLong(database)) await database.query('CHECKPOINT');
}

const longLogBytes = 64 * 2 ** 20;

/**
 * Whether more was logged since the last checkpoint than should be read again after a crash. A server's checkpointer sees to that; where
 * there is none the log would grow for as long as the process lives.
 */
async function isLogLong(database: Queryable): Promise<boolean> {
  const [row] = await database.query<{ bytes: number }>(
    'SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::int8 AS bytes FROM pg_control_checkpoint()',
  );
  return row!.bytes > longLogBytes;
}

/**
 * Statements that are due to keep plans and tables in shape where nobody else does (PostgreSQL's own rules for autovacuum,
 * manual chapter 24.1): statistics after a tenth of a table has changed, dead rows and the visibility map after a fifth. So the
 * work grows with what changes, not with what is stored. A table that has grown past its last statistics counts as changed, for
 * the counters begin anew with each start.
 */
export async function dueUpkeep(database: Queryable): Promise<string[]> {
  const rows = await database.query<TableWear>(
    `SELECT s.relname AS name,
       s.n_dead_tup > 500 + 0.2 * greatest(c.reltuples, 0) OR s.n_ins_since_vacuum > 5000 + 0.2 * greatest(c.reltuples, 0) AS vacuum
     FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
     WHERE s.schemaname = current_schema() AND (
       s.n_dead_tup > 500 + 0.2 * greatest(c.reltuples, 0) OR s.n_ins_since_vacuum > 5000 + 0.2 * greatest(c.reltuples, 0)
       OR s.n_mod_since_analyze > 500 + 0.1 * greatest(c.reltuples, 0)
       OR pg_relation_size(c.oid) / current_setting('block_size')::int8 > 50 + 1.2 * c.relpages)
     ORDER BY s.relname`,
  );
  return rows.map(({ name, vacuum }) => `${vacuum ? 'VACUUM (ANALYZE)' : 'ANALYZE'} "${name}"`);
}
