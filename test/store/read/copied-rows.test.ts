import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/ports/database.ts';
import { copiedRows } from '../../../src/store/read/copied-rows.ts';
import { openTestDatabase } from '../../support/database.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const back = async (rows: (string | null)[][]) => {
  const columns = rows[0]!.length;
  const cell = (row: number, column: number) => `$${row * columns + column + 1}::text`;
  const values = rows.map((row, r) => `(${[r, ...row.map((_, c) => cell(r, c))].join(', ')})`).join(', ');
  const names = rows[0]!.map((_, c) => `c${c}`).join(', ');
  const sql = `SELECT ${names} FROM (VALUES ${values}) AS t (n, ${names}) ORDER BY n`;
  return [...copiedRows(await database.copy(sql, rows.flat()), columns)];
};

describe('copied rows', () => {
  it.each([
    [
      'plain cells, the same as before and beginnings of the ones before',
      [
        ['a', 'walmart'],
        ['a', 'wal'],
        ['', 'walmart'],
        ['a', 'walmart'],
      ],
    ],
    [
      'null, and text that looks like it',
      [
        [null, '\\N'],
        ['N', null],
        ['\\', '\\\\N'],
      ],
    ],
    [
      'tabs and line ends, also where the next row holds their parts',
      [
        ['x\ty', 'z\n'],
        ['x', 'y'],
        ['x\ty', 'z\n'],
        ['\r\b\f\v', 'z'],
      ],
    ],
    [
      'any script, quotes and what a statement could take for its own',
      [
        ['“Só” 🛒 \u202e', "'; DROP TABLE post; --"],
        ['$1', "E'\\''"],
      ],
    ],
  ])('give back %s', async (_what, rows) => {
    expect(await back(rows)).toEqual(rows);
  });

  it('are none of nothing', async () => {
    expect([...copiedRows(await database.copy('SELECT 1 WHERE false'), 1)]).toEqual([]);
  });

  it('take numbers, booleans and null as parameters, and refuse the rest', async () => {
    const bytes = await database.copy('SELECT $1 + 1, $2, $3::text', [-2, true, null]);
    expect([...copiedRows(bytes, 3)]).toEqual([['-1', 't', null]]);
    await expect(database.copy('SELECT $1', [{}])).rejects.toMatchObject({ name: 'DatabaseError', kind: 'invalid' });
    await expect(database.copy('SELECT $1', ['\u0000'])).rejects.toMatchObject({ kind: 'invalid' });
    await expect(database.copy('SELECT nonsense')).rejects.toMatchObject({ kind: 'invalid' });
    expect([...copiedRows(await database.copy("SELECT 'well'"), 1)]).toEqual([['well']]);
  });
});
