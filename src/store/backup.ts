import type { Database, Queryable } from '../ports/database.ts';
import { signingSecretKey } from './settings.ts';

/** One row of a backup: its table, and the row as JSON text. */
export interface BackupRow extends Record<string, unknown> {
  table: string;
  row: string;
}

const ledger = 'migration';
/** Not part of what is kept: how the tables were made, and who works on them at the moment. */
const passing = new Set([ledger, 'worker', 'lease']);
const rowsAtOnce = 500;

/** Our tables, those that others refer to first. */
export async function readTables(database: Queryable): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY c.oid`,
  );
  return rows.map(({ name }) => name);
}

export async function readMigrationNames(database: Queryable): Promise<string[]> {
  const rows = await database.query<{ name: string }>(`SELECT name FROM ${ledger} ORDER BY number`);
  return rows.map(({ name }) => name);
}

/** Every row of every table that is kept: one statement, so that all of them are of one instant. */
export async function* streamRows(database: Database): AsyncIterable<BackupRow[]> {
  const tables = (await readTables(database)).filter((name) => !passing.has(name));
  const kept = (name: string) => (name === 'setting' ? ` WHERE key <> '${signingSecretKey}'` : '');
  const parts = tables.map(
    (name) => `SELECT '${name}' AS "table", to_jsonb(t)::text AS row FROM "${name}" t${kept(name)}`,
  );
  yield* database.stream<BackupRow>(parts.join(' UNION ALL '), [], rowsAtOnce);
}

/** First table that holds something, null when a backup may be restored here. */
export async function findFilledTable(database: Queryable): Promise<string | null> {
  for (const name of await readTables(database)) {
    if (passing.has(name)) continue;
    const [row] = await database.query(`SELECT 1 FROM "${name}" LIMIT 1`);
    if (row) return name;
  }
  return null;
}

/** Rows of one table, as JSON text. */
export async function insertRows(tx: Queryable, table: string, rows: readonly string[]): Promise<void> {
  await tx.query(`INSERT INTO "${table}" SELECT * FROM jsonb_populate_recordset(NULL::"${table}", $1::jsonb)`, [
    `[${rows.join(',')}]`,
  ]);
}

interface Reference extends Record<string, unknown> {
  table: string;
  name: string;
}

/** Runs `work` with references judged at its end, for rows may come before those that they refer to. */
export async function withReferencesJudgedLast(tx: Queryable, work: () => Promise<void>): Promise<void> {
  const references = await tx.query<Reference>(
    `SELECT r.relname AS "table", c.conname AS name FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
     JOIN pg_namespace n ON n.oid = r.relnamespace WHERE c.contype = 'f' AND n.nspname = current_schema()`,
  );
  const alter = async (how: string) => {
    for (const { table, name } of references)
      await tx.query(`ALTER TABLE "${table}" ALTER CONSTRAINT "${name}" ${how}`);
  };
  await alter('DEFERRABLE INITIALLY DEFERRED');
  await work();
  await tx.query('SET CONSTRAINTS ALL IMMEDIATE');
  await alter('NOT DEFERRABLE');
}

/** Numbers given out from now on follow those that were restored. */
export async function setNumbering(tx: Queryable): Promise<void> {
  const columns = await tx.query<{ table: string; column: string }>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
     WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%'`,
  );
  for (const { table, column } of columns)
    await tx.query(
      `SELECT setval(pg_get_serial_sequence($1, $2), coalesce(max("${column}"), 0) + 1, false) FROM "${table}"`,
      [`"${table}"`, column],
    );
}
