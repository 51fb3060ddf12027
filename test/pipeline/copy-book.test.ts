import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { erasePerson } from '../../src/commands/erase-person.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { type CopyBook, countCopies } from '../../src/pipeline/copy-book.ts';
import { ingestPosts } from '../../src/pipeline/ingest.ts';
import type { Database, Queryable } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { emptyTables, ingestSettings, postOf, startAt, startMinute, testKnowledge } from '../support/ingest-world.ts';
import { rowsRead } from '../support/rows-read.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const context = { knowledge: testKnowledge(), settings: ingestSettings, nowMs: startAt + 86_400_000 };
const words = ['neighbourhood', 'headquarters', 'telephones', 'furniture', 'workshop', 'basement'];
const complaint = (n: number) =>
  `northwind login is down and ${words.map((word, at) => word + 'abcdefgh'[Math.floor(n / 8 ** at) % 8]).join(' ')}`;
const talk = (n: number) => complaint(n).replace('is down', 'lol everywhere');

/** What a look at every copy gives. */
async function counted(tx: Queryable, { from, to }: { from: number; to: number }): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `SELECT count(*) AS n FROM post c WHERE c.outcome = 'near-copy' AND c.created_at >= $1 AND c.created_at < $2
       AND EXISTS (SELECT FROM report r WHERE r.brand = 'northwind' AND r.kind = 'current' AND r.fingerprint = c.fingerprint
         AND r.minute >= $3 AND r.minute < $4)`,
    [from * 60_000, to * 60_000, from - 7 * 1440, to],
  );
  return row!.n;
}

describe('near copies of an incident', () => {
  it('are what a look at each of them gives, however the onset moves, also of copies that come late or go', async () => {
    const random = seededRandom(5);
    const texts = Array.from({ length: 12 }, (_, n) => (n % 3 ? complaint(n) : talk(n)));
    const some = (name: string, minute: number) =>
      Array.from({ length: 4 }, (_, n) =>
        postOf(`${name}-${n}`, minute, { text: texts[Math.floor(random() * texts.length)]! }),
      );
    let book: CopyBook | null = null;
    let [from, most] = [0, 0];
    const rangeTo = (minute: number) => ({ from: startMinute + from, to: startMinute + minute + 1 });
    for (let minute = 0; minute < 120; minute++) {
      await database.transaction((tx) => ingestPosts(tx, some(`p-${minute}`, minute), context));
      if (random() < 0.2) from = Math.max(0, Math.min(minute, from + Math.floor(random() * 15) - 5));
      const isErased = minute === 90;
      if (random() < 0.2 && !isErased)
        await database.transaction((tx) => ingestPosts(tx, some(`late-${minute}`, from), context));
      if (random() < 0.1 && !isErased) {
        const gone = [postOf(`p-${Math.floor(random() * minute)}-3`, minute, { text: '', deleted: true })];
        await database.transaction((tx) => ingestPosts(tx, gone, context));
        // Whoever takes the past back drops what was counted.
        book = null;
      }
      if (isErased) {
        const before = await counted(database, rangeTo(minute));
        const tools = { database, clock: { now: () => startAt }, actor: 'test', salt: 'test', authorWindowMinutes: 60 };
        await erasePerson(tools, { source: 'bluesky', author: `author-p-${from + 2}-2` });
        expect(await counted(database, rangeTo(minute))).toBeLessThan(before);
      }
      const range = rangeTo(minute);
      const result: Awaited<ReturnType<typeof countCopies>> = await countCopies(database, 'northwind', { book, range });
      expect(result.copies).toBe(await counted(database, range));
      book = result.book;
      most = Math.max(most, result.copies);
    }
    expect(most).toBeGreaterThan(100);
    await emptyTables(database);
  }, 60_000);

  it('cost the rows of a new minute, not those of all minutes before', async () => {
    await database.transaction(async (tx) => {
      const perMinute = 50;
      const posts = Array.from({ length: 60 * perMinute }, (_, i) =>
        postOf(`p-${i}`, Math.floor(i / perMinute), { text: complaint(i % 20) }),
      );
      await ingestPosts(tx, posts, context);
      // So small a table, of which nothing is known yet, would be read from end to end.
      await tx.query('SET LOCAL enable_seqscan = off');
      const count = (book: CopyBook | null, minutes: number) =>
        countCopies(tx, 'northwind', { book, range: { from: startMinute, to: startMinute + minutes } });
      const { book, copies } = await count(null, 50);
      expect(copies).toBe(50 * perMinute - 20);
      const before = await rowsRead(tx);
      expect((await count(book, 51)).copies).toBe(51 * perMinute - 20);
      expect((await rowsRead(tx)) - before).toBeLessThanOrEqual(2 * perMinute);
    });
  });
});
