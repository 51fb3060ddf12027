import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/ports/database.ts';
import { migrate, migrateScratch } from '../../src/store/migrate.ts';
import { openTestDatabase } from '../support/database.ts';

describe('migrate', () => {
  let database: Database;
  let directory: string;
  const folder = () => pathToFileURL(`${directory}/`);
  beforeEach(async () => {
    database = await openTestDatabase();
    await database.query('DELETE FROM migration');
    directory = mkdtempSync(join(tmpdir(), 'outcry-migrations-'));
    writeFileSync(
      join(directory, '0001-thing.sql'),
      '-- a thing; really\nCREATE TABLE thing (a int4);\nINSERT INTO thing VALUES (1);\n',
    );
  });
  afterEach(async () => {
    rmSync(directory, { recursive: true });
    await database.close();
  });

  it('applies each migration once, also with two starters', async () => {
    const both = await Promise.all([
      migrate(database, { directory: folder() }),
      migrate(database, { directory: folder() }),
    ]);
    expect(both.flat()).toEqual(['0001-thing']);
    expect(await database.query('SELECT a FROM thing')).toEqual([{ a: 1 }]);
  });

  it('leaves nothing of a migration that fails and goes on when it is mended', async () => {
    writeFileSync(join(directory, '0002-bad.sql'), 'CREATE TABLE half (a int4);\nSELECT nonsense;\n');
    await expect(migrate(database, { directory: folder() })).rejects.toMatchObject({ kind: 'invalid' });
    await expect(database.query('SELECT * FROM half')).rejects.toMatchObject({ kind: 'invalid' });
    writeFileSync(join(directory, '0002-bad.sql'), 'CREATE TABLE half (a int4);\n');
    expect(await migrate(database, { directory: folder() })).toEqual(['0002-bad']);
  });

  it('refuses a database that a newer program has changed', async () => {
    await migrate(database, { directory: folder() });
    await database.query("INSERT INTO migration (number, name) VALUES (9, '0009-future')");
    await expect(migrate(database, { directory: folder() })).rejects.toThrow(/0009-future/);
  });

  it('makes a schema without a log where nobody will recover', async () => {
    const kept = () =>
      database.query<{ persistence: string; n: number }>(
        `SELECT relpersistence AS persistence, count(*)::int4 AS n FROM pg_class
         WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace GROUP BY relpersistence`,
      );
    const [before] = await kept();
    expect(before!.persistence).toBe('p');
    await database.query('DROP TABLE migration');
    await database.query('DROP TABLE IF EXISTS thing');
    const tables = await database.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace",
    );
    for (const { name } of tables) await database.query(`DROP TABLE "${name}" CASCADE`);
    await migrateScratch(database);
    expect(await kept()).toEqual([{ persistence: 'u', n: before!.n }]);
  });

  it('refuses a gap in the numbers', async () => {
    writeFileSync(join(directory, '0003-later.sql'), 'SELECT 1;');
    await expect(migrate(database, { directory: folder() })).rejects.toThrow(/0002-what.sql/);
  });
});
