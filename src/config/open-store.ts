import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { openDatabase } from '../adapters/databases/open-database.ts';
import type { Database, Queryable } from '../ports/database.ts';
import { migrate } from '../store/migrate.ts';
import { settleSetting, signingSecretKey } from '../store/settings.ts';
import type { Config } from './schema.ts';

/** Opens the database as it is. */
export function openBareStore({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Database> {
  return openDatabase({ databaseUrl, dataDir: resolve(dataDir) });
}

/** What signs sessions and challenges: a restored installation has another one, so that a backup opens no door. */
export function settleSigningSecret(database: Queryable): Promise<string> {
  return settleSetting(database, signingSecretKey, randomSecret());
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Opens the database, brings its schema up to date and finds the salt of this installation. */
export async function openStore(config: Config): Promise<{ database: Database; salt: string; applied: string[] }> {
  const database = await openBareStore(config);
  try {
    const applied = await migrate(database);
    return { database, applied, salt: await settleSetting(database, 'salt', randomSecret()) };
  } catch (error) {
    await database.close();
    throw error;
  }
}
