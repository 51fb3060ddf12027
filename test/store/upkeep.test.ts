import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PgliteDatabase } from '../../src/adapters/databases/pglite.ts';
import type { Database } from '../../src/ports/database.ts';
import { dueUpkeep, keepUp } from '../../src/store/upkeep.ts';
import { openTestDatabase } from '../support/database.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const dueOf = async (table: string) => (await dueUpkeep(database)).filter((statement) => statement.includes(table));

/** Takes part in no statistics of the test's making until it is told to the counters that everybody sees. */
async function change(sql: string): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query(sql);
    await tx.query('SELECT pg_stat_force_next_flush()');
  });
  await database.query('SELECT 1');
}

const minutes = (from: number, to: number) =>
  `INSERT INTO changed_minute (brand, minute) SELECT 'northwind', n FROM generate_series(${from}, ${to}) AS n`;

describe('upkeep', () => {
  it('is due where a table has grown, once, and again only when a part of it has changed', async () => {
    expect(await dueOf('changed_minute')).toEqual([]);
    await change(minutes(1, 20_000));
    const due = await dueOf('changed_minute');
    expect(due).toEqual(['VACUUM (ANALYZE) "changed_minute"']);
    for (const statement of due) await database.query(statement);
    expect(await dueOf('changed_minute')).toEqual([]);
    await change(minutes(20_001, 21_000));
    expect(await dueOf('changed_minute')).toEqual([]);
    await change(minutes(21_001, 23_000));
    expect(await dueOf('changed_minute')).toEqual(['ANALYZE "changed_minute"']);
    await change('DELETE FROM changed_minute WHERE minute <= 8000');
    expect(await dueOf('changed_minute')).toEqual(['VACUUM (ANALYZE) "changed_minute"']);
  });

  it('keeps the log of the embedded database short, however much is written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outcry-log-'));
    const embedded = await PgliteDatabase.open(folder);
    await embedded.script('CREATE TABLE written (text text)');
    const logMib = () => {
      const log = join(folder, 'pg_wal');
      return readdirSync(log).reduce((sum, name) => sum + statSync(join(log, name)).size, 0) / 2 ** 20;
    };
    const most: number[] = [];
    for (let round = 0; round < 12; round++) {
      await embedded.query("INSERT INTO written SELECT repeat('x', 1000) FROM generate_series(1, 25000)");
      await embedded.query('TRUNCATE written');
      await keepUp(embedded);
      most.push(logMib());
    }
    expect(Math.max(...most)).toBeLessThanOrEqual(144);
    await embedded.close();
    rmSync(folder, { recursive: true });
  }, 60_000);
});
