import type { Database, Queryable } from '../ports/database.ts';
import { findFilledTable, insertRows, setNumbering, withReferencesJudgedLast } from '../store/backup.ts';
import { migrate } from '../store/migrate.ts';
import { readAgain } from '../store/page-queue.ts';
import { backupVersion } from './back-up.ts';

/** The file is no whole backup, or the database is no place for one. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError';
}

interface Head {
  at: string;
  migrations: string[];
}

export interface Restored {
  rows: number;
  /** When the backup was made, ISO 8601. */
  at: string;
  /** Migrations that came after it. */
  applied: string[];
}

const rowsAtOnce = 500;
const entry = /^\{"table":"([a-z_]+)","row":(\{.*\})\}$/;

/**
 * Brings an empty database to the backup's schema, puts all rows in in one transaction, and then brings the schema up to date. A backup
 * that is broken off leaves the database empty.
 */
export async function restoreBackup(database: Database, lines: AsyncIterable<string>): Promise<Restored> {
  const reader = lines[Symbol.asyncIterator]();
  const first = await reader.next();
  const head = headOf(first.done ? '' : first.value);
  const { migrations } = head;
  await migrate(database, { upTo: migrations.length });
  const filled = await findFilledTable(database);
  if (filled !== null)
    throw new RestoreError(`the database is not empty (${filled} has rows): choose an empty one to restore into`);
  const rows = await database.transaction(async (tx) => {
    let found = 0;
    await withReferencesJudgedLast(tx, async () => {
      found = await putIn(tx, { [Symbol.asyncIterator]: () => reader });
    });
    await setNumbering(tx);
    return found;
  });
  const applied = await migrate(database);
  // What was on its way then is read again.
  await database.transaction((tx) => readAgain(tx, 'all'));
  return { rows, at: head.at, applied };
}

function headOf(line: string): Head {
  const head = parsed(line) as Partial<Head & { outcry: string; version: number }> | null;
  if (head?.outcry !== 'backup' || !Array.isArray(head.migrations))
    throw new RestoreError('this is no backup of Outcry, or not a whole one');
  if (head.version !== backupVersion)
    throw new RestoreError(`the backup has version ${head.version}; this program reads ${backupVersion}`);
  return head as Head;
}

/** Rows of one table at a time, in their order, until the end that a whole backup has. */
async function putIn(tx: Queryable, lines: AsyncIterable<string>): Promise<number> {
  let rows = 0;
  let table = '';
  let waiting: string[] = [];
  const write = async () => {
    if (waiting.length > 0) await insertRows(tx, table, waiting);
    rows += waiting.length;
    waiting = [];
  };
  for await (const line of lines) {
    const [, name, row] = entry.exec(line) ?? [];
    if (name === undefined || row === undefined) {
      await write();
      const end = parsed(line) as { end?: boolean; rows?: number } | null;
      if (end?.end === true && end.rows === rows) return rows;
      throw new RestoreError(`line ${rows + 2} of the backup is no row of it`);
    }
    if (name !== table || waiting.length >= rowsAtOnce) await write();
    table = name;
    waiting.push(row);
  }
  throw new RestoreError('the backup is broken off: it has no end');
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
