import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../ports/database.ts';
import { PgliteDatabase } from './pglite.ts';

/** An empty embedded database in a folder of its own; both are gone once it is closed. */
export async function openScratchDatabase(): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-scratch-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const database = await PgliteDatabase.open(join(folder, 'database'), { passing: true });
    const close = database.close.bind(database);
    database.close = async () => {
      await close();
      remove();
    };
    return database;
  } catch (error) {
    remove();
    throw error;
  }
}
