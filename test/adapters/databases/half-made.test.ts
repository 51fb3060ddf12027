import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { beginMaking } from '../../../src/adapters/databases/half-made.ts';
import { PgliteDatabase } from '../../../src/adapters/databases/pglite.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-half-made-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the folder of a database whose maker was killed', () => {
  it('is cleared away and made anew, and what is stored then stays', { timeout: 60_000 }, async () => {
    const dataDir = join(folder, 'half');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'PG_VERSION'), '18\n');
    writeFileSync(`${dataDir}.making`, '');
    const database = await PgliteDatabase.open(dataDir);
    await database.query('CREATE TABLE thing (a int4)');
    await database.close();
    expect(existsSync(`${dataDir}.making`)).toBe(false);
    const again = await PgliteDatabase.open(dataDir);
    expect(await again.query('SELECT a FROM thing')).toEqual([]);
    await again.close();
  });

  it('is left alone where no mark tells of it', () => {
    const dataDir = join(folder, 'whole');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'PG_VERSION'), '18\n');
    beginMaking(dataDir)();
    expect(existsSync(join(dataDir, 'PG_VERSION'))).toBe(true);
    expect(existsSync(`${dataDir}.making`)).toBe(false);
  });
});
