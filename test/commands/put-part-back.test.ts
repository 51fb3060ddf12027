import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { dropPart } from '../../src/commands/drop-part.ts';
import { putPartBack } from '../../src/commands/put-part-back.ts';
import type { Post } from '../../src/core/words/post.ts';
import { takePart } from '../../src/pipeline/store-part.ts';
import type { Database } from '../../src/ports/database.ts';
import { partBytes } from '../../src/ports/page-part.ts';
import type { PagePart } from '../../src/ports/page-queue.ts';
import { listPartsAside } from '../../src/store/page-queue.ts';
import { registerSource } from '../../src/store/sources.ts';
import { openTestDatabase } from '../support/database.ts';
import { hearEvents } from '../support/heard-events.ts';
import { emptyTables, ingestSettings, postOf, startAt, startMinute, testKnowledge } from '../support/ingest-world.ts';

const never = new AbortController().signal;
const knowledge = testKnowledge();
const clock = { now: () => startAt + 3_600_000 };

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await emptyTables(database);
  await database.query('TRUNCATE audit');
  await registerSource(database, { id: 'bluesky', kind: 'scripted', atMs: startAt });
});

const context = () => ({
  ...{ database, knowledge, settings: ingestSettings, clock, random: () => 1 },
  ...{ events: hearEvents().events, queue: inProcessQueue },
});
const tools = (over: Database = database) => ({
  ...{ database: over, knowledge, settings: ingestSettings, clock, actor: 'me' },
});

/** A part arrives, stored at once or after so many workers have ended over it that it is kept aside. */
async function arrive(page: number, posts: Post[], { aside = false, gone = undefined as PagePart['gone'] } = {}) {
  const part: PagePart = { source: 'bluesky', page, partition: 1, posts, ...(gone && { gone }) };
  const deliveries = aside ? 6 : 1;
  await takePart({ partition: 1, sequence: page, deliveries, bytes: partBytes(part), part }, context(), never);
}
const keyOf = async (page: number) => (await listPartsAside(database)).find(({ sequence }) => sequence === page)!;
const gaps = async () =>
  (
    await database.query<{ from_minute: number; to_minute: number; reason: string }>(
      'SELECT from_minute, to_minute, reason FROM source_gap ORDER BY from_minute',
    )
  ).map(({ from_minute, to_minute, reason }) => [from_minute - startMinute, to_minute - startMinute, reason]);
const texts = () => database.query('SELECT id, text FROM post WHERE deleted_at IS NULL ORDER BY id');
const audit = () => database.query('SELECT actor, action, detail FROM audit ORDER BY at, id');

describe('a part that was kept aside', () => {
  it('is stored and counted when it is put back, its gap ends, and the second time changes nothing', async () => {
    await arrive(1, [postOf('a', 2), postOf('b', 5, { text: 'northwind checkout fails' })], { aside: true });
    await arrive(2, [postOf('c', 9)]);
    expect(await gaps()).toEqual([[2, 6, 'kept aside']]);
    await database.query('DELETE FROM touched_minute');
    const key = await keyOf(1);
    expect(await putPartBack(tools(), key)).toEqual({ stored: 2, left: 0, fault: null });
    expect((await texts()).map(({ id }) => id)).toEqual(['bluesky:a', 'bluesky:b', 'bluesky:c']);
    expect(await gaps()).toEqual([]);
    const touched = await database.query('SELECT minute FROM touched_minute ORDER BY minute');
    expect(touched).toEqual([{ minute: startMinute + 2 }, { minute: startMinute + 5 }]);
    expect(await database.query('SELECT brand, minute FROM changed_minute')).toEqual([
      { brand: 'northwind', minute: startMinute + 2 },
    ]);
    expect(await putPartBack(tools(), key)).toBeNull();
    expect(await audit()).toMatchObject([
      { actor: 'me', action: 'part-put-back', detail: { partition: 1, sequence: 1, source: 'bluesky', stored: 2 } },
    ]);
  });

  it('leaves what was said of its posts since as it is, and takes a later version', async () => {
    await arrive(1, [postOf('old', 0), postOf('edited', 1), postOf('newer', 1, { text: 'first words' })]);
    const edit = (minute: number, text: string) => ({ text, editedAt: startAt + minute * 60_000 });
    const aside = [
      postOf('old', 0, { text: 'northwind without a mark of its edit' }),
      postOf('edited', 1, edit(3, 'northwind app is down')),
      postOf('newer', 1, edit(3, 'northwind second words')),
      postOf('later', 2),
      postOf('gone', 2),
      postOf('left', 2, { author: 'key-of-one-who-left' }),
    ];
    await arrive(2, aside, { aside: true });
    await arrive(3, [
      postOf('newer', 1, edit(4, 'northwind third words')),
      postOf('later', 2, edit(4, 'northwind later words')),
    ]);
    await arrive(4, [], { gone: { nativeIds: ['gone'], authors: ['key-of-one-who-left'] } });
    const [kept] = await database.query<{ bytes: string }>('SELECT bytes FROM part_aside');
    expect(Buffer.from(kept!.bytes, 'base64').toString()).not.toContain('key-of-one-who-left');
    expect(await putPartBack(tools(), await keyOf(2))).toMatchObject({ left: 0 });
    expect(await texts()).toEqual([
      { id: 'bluesky:edited', text: 'northwind app is down' },
      { id: 'bluesky:later', text: 'northwind later words' },
      { id: 'bluesky:newer', text: 'northwind third words' },
      { id: 'bluesky:old', text: 'northwind login is down' },
    ]);
  });

  it('stays aside only as far as it can’t be stored, with the gap of that', async () => {
    const good = Array.from({ length: 6 }, (_, n) => postOf(`good-${n}`, n));
    await arrive(1, [...good, postOf('bad', 20, { createdAt: startAt + 20 * 60_000 + 0.5 })], { aside: true });
    const key = await keyOf(1);
    const done = await putPartBack(tools(), key);
    expect(done).toEqual({ stored: 6, left: 1, fault: expect.stringContaining('bigint') });
    expect(await texts()).toHaveLength(6);
    expect(await gaps()).toEqual([[20, 21, 'kept aside']]);
    expect(await putPartBack(tools(), key)).toMatchObject({ stored: 0, left: 1 });
    expect(await dropPart(tools(), { key, by: 'Ada', reason: 'no such time' })).toBe(true);
    expect(await dropPart(tools(), { key, by: 'Ada', reason: 'again' })).toBe(false);
    expect(await gaps()).toEqual([[20, 21, 'dropped']]);
    expect(await listPartsAside(database)).toEqual([]);
    expect((await audit()).at(-1)).toMatchObject({
      action: 'part-dropped',
      detail: { source: 'bluesky', by: 'Ada', reason: 'no such time' },
    });
  });

  it('ends no more of a gap than its own', async () => {
    await arrive(1, [postOf('a', 0), postOf('b', 3)], { aside: true });
    await arrive(2, [postOf('c', 0), postOf('d', 9)], { aside: true });
    await arrive(3, [postOf('e', 0), postOf('f', 1)], { aside: true });
    expect(await gaps()).toEqual([[0, 10, 'kept aside']]);
    await putPartBack(tools(), await keyOf(2));
    expect(await gaps()).toEqual([[0, 4, 'kept aside']]);
    await dropPart(tools(), { key: await keyOf(3), by: 'me', reason: 'x' });
    await putPartBack(tools(), await keyOf(1));
    expect(await gaps()).toEqual([[0, 4, 'dropped']]);
  });

  it('that nobody can read stays, untouched', async () => {
    const bytes = new TextEncoder().encode('{');
    const part = { unreadable: 'it is not JSON' };
    await takePart({ partition: 1, sequence: 7, deliveries: 1, bytes, part }, context(), never);
    expect(await putPartBack(tools(), await keyOf(7))).toEqual({ stored: 0, left: null, fault: 'it is not JSON' });
    expect(await listPartsAside(database)).toHaveLength(1);
  });
});
