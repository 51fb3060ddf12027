import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { openDatabase } from '../adapters/databases/open-database.ts';
import type { Database } from '../ports/database.ts';
import { migrate } from '../store/migrate.ts';
import { settleSetting } from '../store/settings.ts';
import type { Config } from './schema.ts';

/** Opens the database as it is. */
export function openBareStore({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Database> {
  return openDatabase({ databaseUrl, dataDir: resolve(dataDir) });
}

/** Opens the database, brings its schema up to date and finds the salt of this installation. */
export async function openStore(config: Config): Promise<{ database: Database; salt: string; applied: string[] }> {
  const database = await openBareStore(config);
  try {
    const applied = await migrate(database);
    return { database, applied, salt: await settleSetting(database, 'salt', randomBytes(32).toString('base64url')) };
  } catch (error) {
    await database.close();
    throw error;
  }
}
