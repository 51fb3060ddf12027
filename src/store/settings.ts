import type { Queryable } from '../ports/database.ts';

/** Key of the one value that no backup of ours holds. */
export const signingSecretKey = 'signing-secret';

/** A value of the installation, such as its salt; null when it was never set. */
export async function readSetting(database: Queryable, key: string): Promise<string | null> {
  const [row] = await database.query<{ value: string }>('SELECT value FROM setting WHERE key = $1', [key]);
  return row?.value ?? null;
}

/** Sets a value only if there is none yet and returns the one that holds: two starters agree. */
export async function settleSetting(database: Queryable, key: string, proposal: string): Promise<string> {
  await database.query('INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING', [
    key,
    proposal,
  ]);
  return (await readSetting(database, key)) ?? proposal;
}

export async function writeSetting(database: Queryable, key: string, value: string): Promise<void> {
  await database.query(
    'INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    [key, value],
  );
}
