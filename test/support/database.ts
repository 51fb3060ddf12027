import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { PgliteDatabase } from '../../src/adapters/databases/pglite.ts';
import { PostgresDatabase } from '../../src/adapters/databases/postgres.ts';
import type { Database } from '../../src/ports/database.ts';
import { migrate } from '../../src/store/migrate.ts';

/**
 * A migrated, empty database of one's own: embedded by default, a schema of its own on the PostgreSQL that
 * OUTCRY_TEST_DATABASE_URL names. Close it when done; a PostgreSQL schema goes with it.
 */
export async function openTestDatabase(): Promise<Database> {
  const url = process.env.OUTCRY_TEST_DATABASE_URL;
  if (url === undefined) return PgliteDatabase.open('memory://', { template: inject('databaseTemplate') });
  const schema = `test_${randomBytes(6).toString('hex')}`;
  const owner = new PostgresDatabase(url, { poolSize: 1 });
  await owner.query(`CREATE SCHEMA ${schema}`);
  const database = new PostgresDatabase(url, { schema, poolSize: 4 });
  await migrate(database);
  const close = database.close.bind(database);
  database.close = async () => {
    await close();
    await owner.query(`DROP SCHEMA ${schema} CASCADE`);
    await owner.close();
  };
  return database;
}
