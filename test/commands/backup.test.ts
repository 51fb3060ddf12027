import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PgliteDatabase } from '../../src/adapters/databases/pglite.ts';
import { PostgresDatabase } from '../../src/adapters/databases/postgres.ts';
import { backupLines } from '../../src/commands/back-up.ts';
import { restoreBackup } from '../../src/commands/restore-backup.ts';
import type { Database } from '../../src/ports/database.ts';
import { readTables } from '../../src/store/backup.ts';
import { migrate } from '../../src/store/migrate.ts';
import { seed } from '../http/seed.ts';
import { openTestDatabase } from '../support/database.ts';
import { isLong } from '../support/long-tests.ts';
import { postgresPrograms, startPostgres } from '../support/postgres-server.ts';

let filled: Database;
let lines: string[];
const clock = { now: () => Date.UTC(2026, 2, 11) };

beforeAll(async () => {
  filled = await openTestDatabase();
  await seed(filled);
  await filled.query("INSERT INTO setting VALUES ('salt', 'pepper'), ('signing-secret', 'opens every door')");
  // The younger of two merged incidents may come before the elder in the file.
  await filled.query(
    'UPDATE incident SET merged_into = (SELECT max(id) FROM incident) WHERE id = (SELECT min(id) FROM incident)',
  );
  await filled.query("INSERT INTO audit (at, actor, action, detail) VALUES (1, 'a', 'b', '{}'), (2, 'a', 'c', '{}')");
  lines = (await textOf(filled)).split('\n').slice(0, -1);
});
afterAll(() => filled.close());

async function textOf(database: Database): Promise<string> {
  let text = '';
  for await (const part of backupLines({ database, clock })) text += part;
  return text;
}

async function* from(some: string[]): AsyncIterable<string> {
  yield* some;
}

const inOrder = (some: string[]) => [...some].sort();

/** Restores into an empty database and proves that a backup of that one says the same. */
async function restoresInto(database: Database): Promise<void> {
  const { rows, at } = await restoreBackup(database, from(lines));
  expect({ rows, at }).toEqual({ rows: lines.length - 2, at: '2026-03-11T00:00:00Z' });
  expect(inOrder((await textOf(database)).split('\n').slice(0, -1))).toEqual(inOrder(lines));
  const next = await database.query(
    "INSERT INTO audit (at, actor, action, detail) VALUES (3, 'a', 'd', '{}') RETURNING id",
  );
  const ids = await filled.query<{ id: number }>('SELECT max(id) AS id FROM audit');
  expect(next).toEqual([{ id: ids[0]!.id + 1 }]);
}

describe('a backup', () => {
  it('does not hold what signs sessions: who reads it could make one', () => {
    expect(lines.some((line) => line.includes('pepper'))).toBe(true);
    expect(lines.some((line) => line.includes('opens every door') || line.includes('signing-secret'))).toBe(false);
  });

  it('holds every table', async () => {
    const tables = new Set(lines.slice(1, -1).map((line) => (JSON.parse(line) as { table: string }).table));
    expect(tables.size).toBeGreaterThan(12);
    expect(JSON.parse(lines[0]!)).toMatchObject({ outcry: 'backup', version: 1 });
    expect((await readTables(filled)).length).toBeGreaterThanOrEqual(tables.size);
  });

  it('restores into an empty embedded database, to the last bit', async () => {
    const database = await openTestDatabase();
    await restoresInto(database);
    await database.close();
  });

  it.skipIf(postgresPrograms === null)('restores into an empty PostgreSQL', async () => {
    const server = await startPostgres();
    try {
      const database = new PostgresDatabase(server.url);
      await restoresInto(database);
      await database.close();
    } finally {
      await server.close();
    }
  });

  it.runIf(isLong)('of an older program is brought up to date', async () => {
    const old = await PgliteDatabase.open('memory://');
    await migrate(old, { upTo: 6 });
    await old.query("INSERT INTO source (id, kind, state_since) VALUES ('rss', 'rss', 7)");
    const some = (await textOf(old)).split('\n').slice(0, -1);
    await old.query('DROP SCHEMA public CASCADE');
    await old.query('CREATE SCHEMA public');
    const { applied } = await restoreBackup(old, from(some));
    expect(applied[0]).toMatch(/^0007-/);
    expect(await old.query('SELECT id, read_to FROM source')).toEqual([{ id: 'rss', read_to: null }]);
    await old.close();
  });

  it('is refused where something is stored, and nothing is left of one that is broken off or no backup', async () => {
    await expect(restoreBackup(filled, from(lines))).rejects.toThrow(/is not empty/);
    const database = await openTestDatabase();
    const newer = JSON.stringify({ ...JSON.parse(lines[0]!), migrations: Array(99).fill('x') });
    const bad: [string[], RegExp][] = [
      [lines.slice(0, -1), /broken off/],
      [[...lines.slice(0, 20), lines.at(-1)!], /no row of it/],
      [[...lines.slice(0, 20), 'nonsense'], /no row of it/],
      [['nonsense'], /no backup/],
      [[], /no backup/],
      [[JSON.stringify({ outcry: 'backup', version: 2, migrations: [] })], /version 2/],
      [[newer, ...lines.slice(1)], /newer/],
    ];
    for (const [some, says] of bad) {
      await expect(restoreBackup(database, from(some))).rejects.toThrow(says);
      expect(await database.query('SELECT 1 FROM post LIMIT 1')).toEqual([]);
    }
    expect((await restoreBackup(database, from(lines))).rows).toBe(lines.length - 2);
    await database.close();
  });
});
