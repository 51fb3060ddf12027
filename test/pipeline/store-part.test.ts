import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { erasePerson } from '../../src/commands/erase-person.ts';
import type { Post } from '../../src/core/words/post.ts';
import { authorKey } from '../../src/pipeline/author-key.ts';
import { forget } from '../../src/pipeline/forget.ts';
import type { PollContext } from '../../src/pipeline/poll-source.ts';
import { takePart } from '../../src/pipeline/store-part.ts';
import type { Database } from '../../src/ports/database.ts';
import type { ArrivedPart } from '../../src/ports/page-queue.ts';
import { registerSource } from '../../src/store/sources.ts';
import { openTestDatabase } from '../support/database.ts';
import { hearEvents } from '../support/heard-events.ts';
import { emptyTables, ingestSettings, postOf, startAt, startMinute, testKnowledge } from '../support/ingest-world.ts';

const never = new AbortController().signal;

describe('a part of a page', () => {
  const salt = 'test';
  let database: Database;
  let heard: ReturnType<typeof hearEvents>;
  const nowMs = startAt;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  const contextOf = (): PollContext => ({
    ...{ database, knowledge: testKnowledge(), settings: ingestSettings, clock: { now: () => nowMs } },
    ...{ random: () => 1, events: heard.events, queue: inProcessQueue },
  });
  const gaps = () => database.query('SELECT from_minute, to_minute, reason FROM source_gap ORDER BY from_minute');
  const postIds = async () =>
    (await database.query<{ id: string }>('SELECT id FROM post ORDER BY id')).map(({ id }) =>
      id.replace('bluesky:', ''),
    );
  const arrived = (sequence: number, posts: Post[], changes: Partial<ArrivedPart> = {}): ArrivedPart => ({
    ...{ partition: 1, sequence },
    deliveries: 1,
    bytes: new TextEncoder().encode('as it came'),
    part: { source: 'bluesky', page: sequence, partition: 1, posts },
    ...changes,
  });
  const take = (one: ArrivedPart) => takePart(one, contextOf(), never);
  const aside = () =>
    database.query(
      "SELECT sequence, source, reason, convert_from(decode(bytes, 'base64'), 'utf8') AS bytes FROM part_aside",
    );
  beforeEach(async () => {
    await emptyTables(database);
    heard = hearEvents();
    await registerSource(database, { id: 'bluesky', kind: 'scripted', atMs: nowMs });
  });

  it('is stored once, and not by one who comes late with it after what lies behind it', async () => {
    const first = arrived(1, [postOf('a', 0, { text: 'northwind login is down' })]);
    await take(first);
    await take(arrived(2, [postOf('a', 0, { text: 'northwind works again' })]));
    await take(first);
    expect(await database.query('SELECT text FROM post')).toEqual([{ text: 'northwind works again' }]);
  });

  it('that can’t be stored is tried five times, then kept aside and told, its minutes a gap; others go on', async () => {
    const bad = (deliveries: number) =>
      arrived(1, [postOf('a', 3, { reach: 1e300 }), postOf('b', 5, { lang: 7 as never, createdAt: startAt + 0.5 })], {
        deliveries,
      });
    await expect(take(bad(1))).rejects.toThrow();
    await expect(take(bad(4))).rejects.toThrow();
    expect(await aside()).toEqual([]);
    await take(bad(5));
    expect(await aside()).toEqual([
      { sequence: 1, source: 'bluesky', reason: expect.any(String), bytes: 'as it came' },
    ]);
    expect(await gaps()).toEqual([{ from_minute: startMinute, to_minute: startMinute + 4, reason: 'kept aside' }]);
    expect(heard.lines().map(({ msg }) => msg)).toContain('part kept aside');
    await take(arrived(2, [postOf('c', 0)]));
    expect(await postIds()).toEqual(['c']);
  });

  it('is kept aside no longer than posts are, and not beyond the erasing of one who speaks in it', async () => {
    const key = authorKey(salt, 'bluesky', 'Ann');
    const of = (author: string) => new TextEncoder().encode(`{"author":"${author}"}`);
    for (const [sequence, author] of [key, 'another'].entries())
      await take(arrived(sequence, [], { part: { unreadable: 'x' }, bytes: of(author) }));
    const tools = { database, clock: { now: () => nowMs }, actor: 'me', salt, authorWindowMinutes: 60 };
    await erasePerson(tools, { source: 'bluesky', author: 'Ann' });
    expect(await aside()).toMatchObject([{ sequence: 1 }]);
    const kept = { posts: 90, counts: 90, records: 90 };
    await forget(database, kept, nowMs + 89 * 86_400_000, never);
    expect(await aside()).toHaveLength(1);
    await forget(database, kept, nowMs + 91 * 86_400_000, never);
    expect(await aside()).toEqual([]);
    await database.query('TRUNCATE erased_author');
  });

  it('that nobody can read, or over which workers end, is kept aside too, unless it is stored', async () => {
    await take(arrived(1, [], { part: { unreadable: 'it is not JSON' } }));
    await take(arrived(2, [postOf('a', 0)]));
    await take(arrived(2, [postOf('a', 0)], { deliveries: 9 }));
    await take(arrived(3, [postOf('b', 0)], { deliveries: 6 }));
    expect((await aside()).map(({ sequence, reason }) => [sequence, reason])).toEqual([
      [1, 'it is not JSON'],
      [3, '5 workers have ended over it'],
    ]);
  });
});
