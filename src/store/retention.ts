import type { Database } from '../ports/database.ts';

const busyTables = [
  'post',
  'report',
  'stratum_count',
  'brand_minute',
  'touched_minute',
  'changed_minute',
  'detector',
  'expectation',
  'source',
  'outbox',
];

/** Gives dead rows back. The embedded database has no autovacuum; PostgreSQL sees to itself. */
export async function tidyTables(database: Database): Promise<void> {
  if (database.kind !== 'pglite') return;
  for (const table of busyTables) await database.query(`VACUUM (ANALYZE) ${table}`);
}
