import { readdirSync, readFileSync } from 'node:fs';
import type { Database } from '../ports/database.ts';

interface Migration {
  number: number;
  name: string;
  sql: string;
}

/** The database was written by a newer program, or a migration's name is wrong. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/**
 * Brings the schema up to date and returns the names applied. Safe with two starters: each migration is one transaction
 * whose first statement locks the ledger, so the second starter waits and then finds the work done. `upTo`: number of the last one wanted.
 */
export async function migrate(
  database: Database,
  { directory = migrationsDirectory(), upTo = Number.POSITIVE_INFINITY }: { directory?: URL; upTo?: number } = {},
): Promise<string[]> {
  await database
    .query(
      'CREATE TABLE IF NOT EXISTS migration (number int4 PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    )
    .catch(ignoreConcurrentCreation);
  const migrations = readMigrations(directory);
  if (Number.isFinite(upTo) && upTo > migrations.length)
    throw new MigrationError(
      `migration ${upTo} is wanted and this program knows ${migrations.length}: take the program that made the backup, or a newer one`,
    );
  const applied: string[] = [];
  for (const migration of migrations.slice(0, upTo)) {
    if (await apply(database, migration)) applied.push(migration.name);
  }
  await refuseNewer(database, migrations.at(-1)?.number ?? 0);
  return applied;
}

/** Indexes for what is asked of a live system alone: by its pages, for the posts of one person, and for those to be looked at again. */
const readersIndexes = ['post_author', 'post_recheck', 'report_minute'];

/**
 * Makes the schema in a database that nobody opens again: its tables keep no log from which to recover, which is a sixth of the
 * work of writing posts, and no indexes for readers.
 */
export async function migrateScratch(database: Database): Promise<void> {
  await migrate(database);
  for (const name of readersIndexes) await database.query(`DROP INDEX "${name}"`);
  // A table that keeps a log may not refer to one that keeps none: those that refer go first.
  for (let names = await loggedTables(database); names.length > 0; names = await loggedTables(database))
    for (const name of names) await database.query(`ALTER TABLE "${name}" SET UNLOGGED`);
}

/** Tables that keep a log and to which no other such table refers. */
async function loggedTables(database: Database): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT t.relname AS name FROM pg_class t
     WHERE t.relkind = 'r' AND t.relpersistence = 'p' AND t.relnamespace = current_schema()::regnamespace AND NOT EXISTS (
       SELECT FROM pg_constraint k JOIN pg_class other ON other.oid = k.conrelid
       WHERE k.contype = 'f' AND k.confrelid = t.oid AND other.oid <> t.oid AND other.relpersistence = 'p')`,
  );
  return rows.map(({ name }) => name);
}

async function apply(database: Database, { number, name, sql }: Migration): Promise<boolean> {
  return database.transaction(async (tx) => {
    await tx.query('LOCK TABLE migration IN EXCLUSIVE MODE');
    const known = await tx.query<{ name: string }>('SELECT name FROM migration WHERE number = $1', [number]);
    if (known.length > 0) return false;
    for (const statement of statementsOf(sql)) await tx.query(statement);
    await tx.query('INSERT INTO migration (number, name) VALUES ($1, $2)', [number, name]);
    return true;
  });
}

async function refuseNewer(database: Database, newest: number): Promise<void> {
  const ahead = await database.query<{ name: string }>('SELECT name FROM migration WHERE number > $1 ORDER BY number', [
    newest,
  ]);
  if (ahead.length === 0) return;
  throw new MigrationError(
    `the database has migrations that this program doesn't know (${ahead.map(({ name }) => name).join(', ')}): start the newer program, or restore a backup`,
  );
}

function readMigrations(directory: URL): Migration[] {
  const files = readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return files.map((file, index) => {
    const match = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(file);
    if (!match || Number(match[1]) !== index + 1)
      throw new MigrationError(`migration ${file} must be named ${String(index + 1).padStart(4, '0')}-what.sql`);
    return { number: index + 1, name: file.slice(0, -4), sql: readFileSync(new URL(file, directory), 'utf8') };
  });
}

/** The embedded database takes one statement per query. Migrations hold no semicolon inside a literal or a body. */
function statementsOf(sql: string): string[] {
  return sql
    .replace(/--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** Two first starters may both find the ledger missing: PostgreSQL then lets one of them fail on its catalog. */
function ignoreConcurrentCreation(error: unknown): never[] {
  if ((error as { kind?: string }).kind === 'conflict') return [];
  throw error;
}

/** tsc doesn't copy SQL: both src and dist read the files in src. */
function migrationsDirectory(): URL {
  return new URL('../../src/store/migrations/', import.meta.url);
}
