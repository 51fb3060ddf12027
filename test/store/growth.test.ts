import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countCopies } from '../../src/pipeline/copy-book.ts';
import { ingestPosts } from '../../src/pipeline/ingest.ts';
import type { Database, Queryable } from '../../src/ports/database.ts';
import { reportsByMinute } from '../../src/store/counts.ts';
import { firstAcknowledgement } from '../../src/store/detection.ts';
import { findPostsToRecheck } from '../../src/store/rechecks.ts';
import { repeatedMinutes } from '../../src/store/reports.ts';
import { openTestDatabase } from '../support/database.ts';
import { ingestSettings, postOf, startAt, startMinute, testKnowledge } from '../support/ingest-world.ts';
import { rowsRead } from '../support/rows-read.ts';

const many = 12_000;
const few = 20;
const minutes = 10;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const context = { knowledge: testKnowledge(), settings: ingestSettings, nowMs: startAt + 3_600_000 };

/** Takes a page of posts by as many people in, spread evenly over ten minutes. */
async function takePage(tx: Queryable, name: string, length: number): Promise<void> {
  const page = Array.from({ length }, (_, n) => postOf(`${name}-${n}`, Math.floor((n * minutes) / length)));
  await ingestPosts(tx, page, context);
}

describe('a table that grows before anything is known of it', () => {
  it('costs the same few rows a post to take in and to count as a small one', async () => {
    await database.transaction(async (tx) => {
      await takePage(tx, 'first', few);
      await takePage(tx, 'many', many);
      const before = await rowsRead(tx);
      await takePage(tx, 'more', few);
      expect((await rowsRead(tx)) - before).toBeLessThan(10 * few);
      const last = startMinute + minutes - 1;
      const counted = await reportsByMinute(tx, 'northwind', [last], 60);
      const reports = counted.get(last)!.reduce((sum, { times }) => sum + times, 0);
      expect(reports).toBe((many + 2 * few) / minutes);
      await repeatedMinutes(tx, 'northwind', [startMinute], 60);
      expect((await rowsRead(tx)) - before).toBeLessThan(3 * many);
    });
  }, 60_000);

  it('looks at each near copy of an incident once, however much was said before', async () => {
    await database.transaction(async (tx) => {
      const wordsOf = (n: number) =>
        [...n.toString(7).padStart(5, '0')].map((digit, at) => `${'klmnpqr'[at]}${'aeiouyw'[Number(digit)]}to`);
      const longText = (n: number) => `northwind login is down and nobody at ${wordsOf(n).join(' ')} answers the phone`;
      const earlier = Array.from({ length: many }, (_, n) => postOf(`own-${n}`, 270, { text: longText(n) }));
      const copied = Array.from({ length: few }, (_, n) => postOf(`copy-${n}`, 300, { text: longText(n) }));
      await ingestPosts(tx, [...earlier, ...copied], { ...context, nowMs: startAt + 86_400_000 });
      const before = await rowsRead(tx);
      // Minutes of its own: the other test's posts stay.
      const range = { from: startMinute + 300, to: startMinute + 300 + minutes };
      expect((await countCopies(tx, 'northwind', { book: null, range })).copies).toBe(few);
      expect((await rowsRead(tx)) - before).toBeLessThan(3 * few);
    });
  }, 60_000);

  it('finds the original of a text without its copies, and what the brand says without what others say', async () => {
    await database.transaction(async (tx) => {
      const text =
        'northwind login down again everywhere, nobody around headquarters or the warehouse answers telephones';
      const copies = (name: string, n: number) =>
        Array.from({ length: n }, (_, i) => postOf(`${name}-${i}`, 600, { text }));
      await ingestPosts(tx, copies('original', 1), { ...context, nowMs: startAt + 86_400_000 });
      const others = Array.from({ length: many / 4 }, (_, n) => postOf(`said-${n}`, 610));
      const own = postOf('own-word', 620, { text: 'we are looking into it at northwind', fromBrand: true });
      await ingestPosts(tx, [...copies('often', many / 4), ...others, own], {
        ...context,
        nowMs: startAt + 86_400_000,
      });
      let before = await rowsRead(tx);
      const again = await ingestPosts(tx, copies('once-more', few), { ...context, nowMs: startAt + 86_400_000 });
      expect(again.outcomes).toEqual({ 'near-copy': few });
      expect((await rowsRead(tx)) - before).toBeLessThan(10 * few);
      before = await rowsRead(tx);
      const range = { from: startMinute + 600, to: startMinute + 700 };
      expect(await firstAcknowledgement(tx, 'northwind', range)).toBe(own.createdAt);
      expect((await rowsRead(tx)) - before).toBeLessThan(10);
    });
  }, 60_000);

  it('finds the posts of a source that are to be asked about again without reading those of others', async () => {
    await database.transaction(async (tx) => {
      await takePage(tx, 'loud', many);
      const quiet = Array.from({ length: few }, (_, n) => {
        const post = postOf(`quiet-${n}`, n % minutes);
        return { ...post, id: `quiet:${n}`, source: 'quiet', nativeId: String(n) };
      });
      await ingestPosts(tx, quiet, context);
      const before = await rowsRead(tx);
      const after = { createdAt: startAt, id: '' };
      const found = await findPostsToRecheck(tx, { source: 'quiet', after, before: startAt + 3_600_000, limit: 100 });
      expect(found).toHaveLength(few);
      expect((await rowsRead(tx)) - before).toBeLessThan(3 * few);
    });
  }, 60_000);
});
