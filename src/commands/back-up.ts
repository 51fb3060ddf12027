import { isoInstant } from '../core/words/interval.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import { readMigrationNames, streamRows } from '../store/backup.ts';

/** The shape of a backup; another one is refused. */
export const backupVersion = 1;

/**
 * The whole database as lines of JSON, of one instant and in constant memory: a head with the schema, a line a row, and an end that tells
 * a whole backup from a broken-off one. It restores into either kind of database.
 */
export async function* backupLines({ database, clock }: { database: Database; clock: Clock }): AsyncIterable<string> {
  const migrations = await readMigrationNames(database);
  const head = { outcry: 'backup', version: backupVersion, at: isoInstant(clock.now()), migrations };
  yield `${JSON.stringify(head)}\n`;
  let rows = 0;
  for await (const batch of streamRows(database)) {
    rows += batch.length;
    yield batch.map(({ table, row }) => `{"table":"${table}","row":${row}}\n`).join('');
  }
  yield `${JSON.stringify({ end: true, rows })}\n`;
}
