import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/ports/database.ts';
import { openTestDatabase } from '../../support/database.ts';

describe('the database port', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
    await database.query(
      'CREATE TABLE thing (id int8 PRIMARY KEY, words text[], body jsonb, amount float8, yes boolean)',
    );
  });
  afterAll(() => database.close());

  it('gives plain numbers, arrays and objects', async () => {
    await database.query('INSERT INTO thing VALUES ($1, $2, $3::jsonb, $4, $5)', [
      1_800_000_000_000,
      ['a', 'b,"c'],
      '{"x":[1]}',
      0.1,
      true,
    ]);
    const rows = await database.query('SELECT *, count(*) OVER () AS n, sum(id) OVER () AS total FROM thing');
    expect(rows).toEqual([
      {
        id: 1_800_000_000_000,
        words: ['a', 'b,"c'],
        body: { x: [1] },
        amount: 0.1,
        yes: true,
        n: 1,
        total: 1_800_000_000_000,
      },
    ]);
  });

  it('takes many rows as arrays', async () => {
    await database.query(
      'INSERT INTO thing (id, words, yes) SELECT id, string_to_array(words, $3), yes FROM unnest($1::int8[], $2::text[], $4::boolean[]) AS t(id, words, yes)',
      [[10, 11], ['a,b', null], ',', [true, null]],
    );
    expect(await database.query('SELECT id, words, yes FROM thing WHERE id IN (10, 11) ORDER BY id')).toEqual([
      { id: 10, words: ['a', 'b'], yes: true },
      { id: 11, words: null, yes: null },
    ]);
  });

  it('rolls back what fails and stays usable', async () => {
    const attempt = database.transaction(async (tx) => {
      await tx.query('INSERT INTO thing (id) VALUES (20)');
      await tx.query('INSERT INTO thing (id) VALUES (20)');
    });
    await expect(attempt).rejects.toMatchObject({ name: 'DatabaseError', kind: 'conflict' });
    expect(await database.query('SELECT id FROM thing WHERE id = 20')).toEqual([]);
  });

  it('tells a mistake in the statement as invalid', async () => {
    await expect(database.query('SELECT nonsense')).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('streams a snapshot in batches while others write', async () => {
    await database.query('CREATE TABLE numbers AS SELECT generate_series(1, 2500)::int4 AS n');
    const sizes: number[] = [];
    let sum = 0;
    for await (const rows of database.stream<{ n: number }>(
      'SELECT n FROM numbers WHERE n > $1 ORDER BY n',
      [0],
      1000,
    )) {
      sizes.push(rows.length);
      for (const { n } of rows) sum += n;
      await database.query('DELETE FROM numbers');
    }
    expect(sizes).toEqual([1000, 1000, 500]);
    expect(sum).toBe((2500 * 2501) / 2);
  });

  it('keeps transactions apart', async () => {
    const increment = () =>
      database.transaction(async (tx) => {
        const [row] = await tx.query<{ amount: number }>(
          'SELECT amount FROM thing WHERE id = 1800000000000 FOR UPDATE',
        );
        await tx.query('UPDATE thing SET amount = $1 WHERE id = 1800000000000', [row!.amount + 1]);
      });
    await Promise.all(Array.from({ length: 8 }, increment));
    expect(await database.query('SELECT amount FROM thing WHERE id = 1800000000000')).toEqual([
      { amount: expect.closeTo(8.1, 9) },
    ]);
  });
});
