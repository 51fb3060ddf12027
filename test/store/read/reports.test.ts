import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestPosts } from '../../../src/pipeline/ingest.ts';
import type { Database } from '../../../src/ports/database.ts';
import { placeInOrder, type ReportFilter, readReports } from '../../../src/store/read/reports.ts';
import { openTestDatabase } from '../../support/database.ts';
import { brandPack } from '../../support/fake-service.ts';
import { ingestSettings, postOf, startAt, startMinute, testKnowledge } from '../../support/ingest-world.ts';
import { rowsRead } from '../../support/rows-read.ts';

const many = 6_000;
const minutes = 600;
const seldom = 40;
const page = 20;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
  const other = brandPack({ id: 'southwind', name: 'Southwind', words: ['southwind'], handles: [] });
  const context = {
    knowledge: testKnowledge([brandPack(), other]),
    settings: ingestSettings,
    nowMs: startAt + 86_400_000,
  };
  const often = Array.from({ length: many }, (_, n) => postOf(`n${n}`, Math.floor((n * minutes) / many)));
  const seldomOnes = Array.from({ length: seldom }, (_, n) => postOf(`s${n}`, 5 * n, { text: 'southwind is down' }));
  await database.transaction((tx) => ingestPosts(tx, [...often, ...seldomOnes], context));
}, 60_000);
afterAll(() => database.close());

async function costOf(filter: ReportFilter, order: 'newest' | 'oldest', pages = 1) {
  return database.transaction(async (tx) => {
    const before = await rowsRead(tx);
    const found: { minute: number; postId: string }[] = [];
    let after: (number | string)[] | undefined;
    for (let n = 0; n < pages; n++) {
      const some = await readReports(tx as Database, { ...filter, order, limit: page, ...(after && { after }) });
      found.push(...some);
      after = placeInOrder(order, some.at(-1)!);
    }
    return { rows: (await rowsRead(tx)) - before, found };
  });
}

describe('a page of reports', () => {
  const ofSeldom = async () => {
    const { rows, found } = await costOf({ brand: 'southwind' }, 'newest');
    expect(found).toHaveLength(page);
    expect(rows).toBeLessThan(5 * page);
  };

  it('of a brand that is spoken of seldom reads none of the others’, before the planner knows the table and after', async () => {
    await ofSeldom();
    for (const table of ['post', 'report']) await database.query(`ANALYZE ${table}`);
    await ofSeldom();
  });

  it.each(['newest', 'oldest'] as const)('of all brands, %s first, reads what it shows', async (order) => {
    const { rows, found } = await costOf({}, order, 5);
    expect(found).toHaveLength(5 * page);
    expect(rows).toBeLessThan(4 * 5 * page);
    const told = found.map(({ minute, postId }) => `${minute} ${postId}`);
    const sorted = [...told].sort();
    expect(told).toEqual(order === 'oldest' ? sorted : sorted.reverse());
    expect(new Set(told).size).toBe(told.length);
  });

  it('of all brands in a range reads nothing beside it', async () => {
    const range = { from: startMinute + 200, to: startMinute + 210 };
    const { rows, found } = await costOf(range, 'newest');
    expect(found[0]!.minute).toBe(startMinute + 209);
    expect(rows).toBeLessThanOrEqual(2 * (many / minutes) * 10 + 2 * seldom);
    expect((await costOf(range, 'oldest')).found[0]!.minute).toBe(startMinute + 200);
  });
});
