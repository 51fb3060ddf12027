import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/ports/database.ts';
import { readExposure } from '../../../src/store/read/exposure.ts';
import type { SourceScope } from '../../../src/store/read/source-scope.ts';
import { openGap, registerSource } from '../../../src/store/sources.ts';
import { openTestDatabase } from '../../support/database.ts';

const start = 29_000_000;
const watched: SourceScope = { ids: ['demonstration'], only: false };
const shown: SourceScope = { ids: ['demonstration'], only: true };

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  for (const table of ['source', 'source_gap', 'brand_minute', 'expectation', 'setting'])
    await database.query(`DELETE FROM ${table}`);
});

const enter = (id: string, minute: number) =>
  registerSource(database, { id, kind: id, atMs: minute * 60_000, readFrom: minute * 60_000 });
const counted = (brand: string, minute: number, source: string) =>
  database.query('INSERT INTO brand_minute VALUES ($1, $2, 1, 1, 0, 0, 0, 0, $3)', [
    brand,
    minute,
    JSON.stringify({ [source]: { mentions: 1 } }),
  ]);
/** Of some minutes after the start, each asked for by itself and all in one range. */
async function exposures(brand: string, minutes: number[], sources = watched): Promise<number[]> {
  const range = { from: start + Math.min(...minutes), to: start + Math.max(...minutes) + 1 };
  const at = await readExposure(database, brand, { range, sources });
  const together = minutes.map((minute) => at(start + minute));
  for (const [i, minute] of minutes.entries()) {
    const alone = { from: start + minute, to: start + minute + 1 };
    expect((await readExposure(database, brand, { range: alone, sources }))(start + minute)).toBe(together[i]);
  }
  return together;
}

describe('what nobody read', () => {
  it('is not seen: before the first source was asked there is nothing, however often it is entered', async () => {
    expect(await exposures('acme', [-100, 0, 100])).toEqual([0, 0, 0]);
    await enter('bluesky', start);
    await enter('reddit', start + 60);
    await enter('bluesky', start + 90);
    expect(await exposures('acme', [-100, -1, 0, 100])).toEqual([0, 0, 1, 1]);
  });

  it('is read from its first counts on, which may have been brought in later', async () => {
    await enter('archive', start);
    await counted('acme', start - 5_000, 'archive');
    expect(await exposures('acme', [-5_001, -5_000, -1, 0])).toEqual([0, 1, 1, 1]);
    // What was read for one brand was read for a quiet one.
    expect(await exposures('quiet', [-5_001, -5_000, -1, 0])).toEqual([0, 1, 1, 1]);
  });

  it('is not read for others by a report on one brand’s form, nor by the demonstration, nor for that by the others', async () => {
    await counted('acme', start, 'form');
    await counted('brightcart', start + 10, 'demonstration');
    expect(await exposures('acme', [-1, 0])).toEqual([0, 1]);
    expect(await exposures('quiet', [-1, 0, 100])).toEqual([0, 0, 0]);
    expect(await exposures('another-show', [0, 9, 10], shown)).toEqual([0, 0, 1]);
    await enter('bluesky', start + 50);
    expect(await exposures('quiet', [10, 49, 50])).toEqual([0, 0, 1]);
    expect(await exposures('another-show', [9, 10], shown)).toEqual([0, 1]);
  });
});

describe('a report on a brand’s own form', () => {
  it('is no source that could see: while the others are down nothing is seen, before it or after', async () => {
    for (const id of ['bluesky', 'reddit']) {
      await enter(id, start);
      await openGap(database, id, start, 'unreachable');
    }
    for (const id of ['form', 'intake']) await registerSource(database, { id, kind: id, atMs: start * 60_000 });
    expect(await exposures('acme', [-1, 0, 200])).toEqual([0, 0, 0]);
    await counted('acme', start + 100, 'form');
    expect(await exposures('acme', [-1, 0, 99, 101, 200])).toEqual([0, 0, 0, 0, 0]);
  });
});
