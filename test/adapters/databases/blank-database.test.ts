import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { blankDatabaseFolder, copyBlankDatabase, keepAsBlank } from '../../../src/adapters/databases/blank-database.ts';
import { PgliteDatabase } from '../../../src/adapters/databases/pglite.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-blank-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the blank database that the build makes', () => {
  it('is what a new database begins as, and no two share a file', { timeout: 60_000 }, async () => {
    expect(existsSync(join(blankDatabaseFolder(), 'PG_VERSION'))).toBe(true);
    const one = await PgliteDatabase.open(join(folder, 'one'));
    await one.query('CREATE TABLE thing AS SELECT 1 AS a');
    await one.close();
    const two = await PgliteDatabase.open(join(folder, 'two'), { passing: true });
    await expect(two.query('SELECT a FROM thing')).rejects.toThrow(/thing/);
    expect(await two.query("SELECT setting FROM pg_settings WHERE name = 'full_page_writes'")).toEqual([
      { setting: 'off' },
    ]);
    await two.close();
    const again = await PgliteDatabase.open(join(folder, 'one'));
    expect(await again.query('SELECT a FROM thing')).toEqual([{ a: 1 }]);
    await again.close();
    expect(statSync(join(folder, 'one')).mode & 0o777).toBe(0o700);
  });

  it('is readable by whoever runs the program, and missing it does no harm', () => {
    const made = join(folder, 'made');
    const blank = join(folder, 'blank');
    mkdirSync(join(made, 'base'), { recursive: true, mode: 0o700 });
    keepAsBlank(made, blank);
    expect(readdirSync(blank)).toEqual(['base']);
    expect(statSync(join(blank, 'base')).mode & 0o777).toBe(0o755);
    const copy = join(folder, 'copy');
    mkdirSync(copy);
    copyBlankDatabase(copy, join(folder, 'nowhere'));
    expect(readdirSync(copy)).toEqual([]);
  });
});
