import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthorBook, countAuthors } from '../../src/pipeline/author-book.ts';
import { ingestPosts } from '../../src/pipeline/ingest.ts';
import type { Database, Queryable } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { ingestSettings, postOf, startAt, startMinute, testKnowledge } from '../support/ingest-world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const context = { knowledge: testKnowledge(), settings: ingestSettings, nowMs: startAt + 86_400_000 };
const perMinute = 20;

async function rowsRead(tx: Queryable): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int8 AS n FROM pg_stat_xact_user_tables
     WHERE schemaname = current_schema() AND relname = 'report'`,
  );
  return row!.n;
}

describe('the people who reported in a long incident', () => {
  it('are counted from the new minutes alone, each once, though they speak again and the onset moves', async () => {
    await database.transaction(async (tx) => {
      // Half of each minute's people are new, half spoke in the minute before.
      const authorOf = (minute: number, n: number) => `a-${n % 2 ? minute : minute - 1}-${n - (n % 2)}`;
      const posts = Array.from({ length: 60 * perMinute }, (_, i) => {
        const [minute, n] = [Math.floor(i / perMinute), i % perMinute];
        return postOf(`p-${i}`, minute, { author: authorOf(minute, n) });
      });
      await ingestPosts(tx, posts, context);
      // So small a table, of which nothing is known yet, would be read from end to end.
      await tx.query('SET LOCAL enable_seqscan = off');
      const distinct = (from: number, to: number) =>
        new Set(posts.slice(from * perMinute, to * perMinute).map(({ author }) => author)).size;
      let book: AuthorBook | null = null;
      const count = async (from: number, to: number) => {
        const result: Awaited<ReturnType<typeof countAuthors>> = await countAuthors(tx, 'northwind', {
          ...{ book, range: { from: startMinute + from, to: startMinute + to } },
        });
        book = result.book;
        return result.authors;
      };
      expect(await count(10, 40)).toBe(distinct(10, 40));
      const before = await rowsRead(tx);
      expect(await count(10, 41)).toBe(distinct(10, 41));
      expect(await count(12, 42)).toBe(distinct(12, 42));
      expect((await rowsRead(tx)) - before).toBeLessThanOrEqual(2 * perMinute);
      expect(await count(5, 43)).toBe(distinct(5, 43));
      // A book of another incident is of no use.
      expect(await count(50, 60)).toBe(distinct(50, 60));
    });
  });
});
