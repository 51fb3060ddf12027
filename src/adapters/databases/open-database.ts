import type { Database } from '../../ports/database.ts';
import { PgliteDatabase } from './pglite.ts';
import { PostgresDatabase } from './postgres.ts';

/** PostgreSQL where an address is given, else the embedded database in `dataDir`. */
export async function openDatabase(settings: { databaseUrl: string | null; dataDir: string }): Promise<Database> {
  if (settings.databaseUrl === null) return PgliteDatabase.open(`${settings.dataDir}/database`);
  const database = new PostgresDatabase(settings.databaseUrl);
  await database.query('SELECT 1');
  return database;
}
