import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { readExposure } from '../../src/pipeline/exposure.ts';
import { type PollContext, pollSource } from '../../src/pipeline/poll-source.ts';
import type { Database } from '../../src/ports/database.ts';
import { registerSource } from '../../src/store/sources.ts';
import { openTestDatabase } from '../support/database.ts';
import { hearEvents } from '../support/heard-events.ts';
import { emptyTables, ingestSettings, postOf, startAt, startMinute, testKnowledge } from '../support/ingest-world.ts';
import { type Answer, type ScriptedSource, scriptedSource } from '../support/scripted-source.ts';

let database: Database;
let source: ScriptedSource;
let nowMs = startAt;
const never = new AbortController().signal;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await emptyTables(database);
  nowMs = startAt;
});

async function given(answers: Answer[]): Promise<void> {
  source = scriptedSource('bluesky', answers);
  await registerSource(database, { id: 'bluesky', kind: 'scripted', atMs: nowMs });
}

async function poll({ on = database, minute = 0 } = {}): Promise<number> {
  nowMs = startAt + minute * 60_000;
  const { events } = hearEvents();
  const context: PollContext = {
    database: on,
    knowledge: testKnowledge(),
    settings: ingestSettings,
    clock: { now: () => nowMs },
    random: () => 1,
    events,
    queue: inProcessQueue,
  };
  return pollSource(source, context, never);
}

async function record() {
  const [row] = await database.query(
    'SELECT cursor, state, message, failures, retry_at, posts, malformed, last_post_at FROM source',
  );
  return row!;
}

const postIds = async () =>
  (await database.query<{ id: string }>('SELECT id FROM post ORDER BY id')).map(({ id }) => id.replace('bluesky:', ''));
const gaps = () => database.query('SELECT from_minute, to_minute, reason FROM source_gap ORDER BY from_minute');

/** The same database, in which one kind of statement fails. */
function breaking(statement: RegExp): Database {
  return {
    ...database,
    kind: database.kind,
    query: (sql, parameters) => database.query(sql, parameters),
    transaction: (work) =>
      database.transaction((tx) =>
        work({
          query: (sql, parameters) =>
            statement.test(sql) ? Promise.reject(new Error('the disk is full')) : tx.query(sql, parameters),
        }),
      ),
  };
}

describe('pollSource', () => {
  it('takes page after page from the cursor, and goes on there', async () => {
    await given([
      { posts: [postOf('a', 0)], more: true },
      { posts: [postOf('b', 1)], more: true },
      { posts: [postOf('c', 2)], malformed: [{ where: 'item 2', message: 'has no id' }] },
      { posts: [postOf('d', 3)] },
    ]);
    expect(await poll()).toBe(3);
    expect(await poll({ minute: 3 })).toBe(1);
    expect(source.asked).toEqual([null, '1', '2', '3']);
    expect(await postIds()).toEqual(['a', 'b', 'c', 'd']);
    expect(await record()).toMatchObject({
      cursor: '4',
      state: 'ok',
      posts: 4,
      malformed: 1,
      last_post_at: startAt + 180_000,
    });
  });

  it('remembers how far the source has been read: to the beginning of the turn that read it through', async () => {
    await given([{ posts: [] }, { posts: [postOf('a', 5)], more: true }, { fault: 'unavailable' }, { posts: [] }]);
    const readTo = async () => {
      const [row] = await database.query<{ read_to: number | null }>('SELECT read_to FROM source');
      return row!.read_to === null ? null : (row!.read_to - startAt) / 60_000;
    };
    expect(await readTo()).toBeNull();
    await poll({ minute: 2 });
    expect(await readTo()).toBe(2);
    await poll({ minute: 6 });
    expect(await readTo()).toBe(2);
    await poll({ minute: 60 });
    expect(await readTo()).toBe(60);
  });

  it.each([
    ['the posts', /INSERT INTO post/],
    ['the reports', /INSERT INTO report/],
    ['the touched minutes', /INSERT INTO touched_minute/],
    ['the cursor', /UPDATE source/],
  ])('moves neither posts nor cursor when writing %s fails, and both the next time', async (_what, statement) => {
    const page = { posts: [postOf('a', 0), postOf('b', 1)] };
    await given([page, page]);
    await expect(poll({ on: breaking(statement) })).rejects.toThrow('the disk is full');
    expect(await postIds()).toEqual([]);
    expect(await database.query('SELECT * FROM touched_minute')).toEqual([]);
    expect(await record()).toMatchObject({ cursor: null, posts: 0 });
    await poll();
    expect(source.asked).toEqual([null, null]);
    expect(await postIds()).toEqual(['a', 'b']);
    expect(await record()).toMatchObject({ cursor: '1', posts: 2 });
  });

  it('shows a failing source as failing, with a gap from its last success, and leaves it alone for a while', async () => {
    await given([{ posts: [postOf('a', 0)] }, { fault: 'unavailable' }, { posts: [] }]);
    await poll();
    await poll({ minute: 10 });
    expect(await record()).toMatchObject({
      cursor: '1',
      state: 'failing',
      message: 'it is unavailable',
      failures: 1,
      retry_at: startAt + 600_000 + 5_000,
    });
    expect(await gaps()).toEqual([{ from_minute: startMinute, to_minute: null, reason: 'unavailable' }]);
    await poll({ minute: 10 });
    expect(source.asked).toHaveLength(2);
  });

  it('keeps one gap through many failures, and takes it back when it has caught up from its cursor', async () => {
    const fault = { fault: 'unreachable' as const };
    await given([{ posts: [] }, fault, fault, fault, { posts: [postOf('late', 20)], more: true }, { posts: [] }]);
    for (const minute of [0, 10, 20, 30]) await poll({ minute });
    expect(await gaps()).toHaveLength(1);
    expect(await record()).toMatchObject({ failures: 3 });
    await poll({ minute: 40 });
    expect(await gaps()).toEqual([]);
    expect(await record()).toMatchObject({ state: 'ok', failures: 0, retry_at: null });
  });

  it('keeps the gap while there is more to catch up with', async () => {
    await given([{ posts: [] }, { fault: 'timeout' }, { posts: [postOf('a', 1)], more: true }, { fault: 'timeout' }]);
    for (const minute of [0, 10, 20]) await poll({ minute });
    expect(await gaps()).toMatchObject([{ from_minute: startMinute, to_minute: null }]);
  });

  it('leaves the gap behind when it had to start over', async () => {
    await given([{ posts: [] }, { fault: 'cursor-too-old' }, { posts: [] }]);
    await poll();
    await poll({ minute: 10 });
    expect(await record()).toMatchObject({ cursor: null, state: 'failing' });
    await poll({ minute: 20 });
    expect(source.asked).toEqual([null, '1', null]);
    expect(await gaps()).toMatchObject([{ from_minute: startMinute, to_minute: startMinute + 20 }]);
  });

  it.each(['rate-limited', 'budget-spent'] as const)(
    'calls a source that is %s limited, and waits as it says',
    async (fault) => {
      const retryAt = startAt + 3_600_000;
      await given([{ fault, retryAt }]);
      await poll();
      expect(await record()).toMatchObject({ state: 'limited', retry_at: retryAt });
      await poll({ minute: 59 });
      expect(source.asked).toHaveLength(1);
      await poll({ minute: 60 });
      expect(source.asked).toHaveLength(2);
    },
  );

  it('writes down the gap that a source itself speaks of, and erases what it reports gone', async () => {
    const notice = {
      kind: 'gap' as const,
      where: 'stream',
      message: 'went too far back',
      fromAt: startAt,
      toAt: startAt + 120_000,
    };
    await given([
      { posts: [postOf('a', 0)] },
      { posts: [], notices: [notice], gone: { nativeIds: ['a'], authors: [] } },
    ]);
    await poll();
    await poll({ minute: 5 });
    expect(await gaps()).toEqual([
      { from_minute: startMinute, to_minute: startMinute + 3, reason: 'went too far back' },
    ]);
    expect(await database.query('SELECT text, outcome FROM post')).toEqual([{ text: '', outcome: 'deleted' }]);
  });

  it('leaves a long backlog for the next turn, so that others get theirs', async () => {
    await given(Array.from({ length: 50 }, (_, n) => ({ posts: [postOf(`p${n}`, n)], more: true })));
    expect(await poll()).toBe(20);
    expect(await poll()).toBe(20);
  });

  it('takes a page that lies wholly in the future for a clock that is behind, and keeps its posts for later', async () => {
    const ahead = { posts: ['a', 'b', 'c'].map((id) => postOf(id, 60)) };
    await given([ahead, ahead]);
    await poll({ minute: 5 });
    expect(await record()).toMatchObject({ cursor: null, state: 'failing', message: expect.stringContaining('clock') });
    await poll({ minute: 61 });
    expect(await postIds()).toEqual(['a', 'b', 'c']);
    expect(await database.query('SELECT outcome FROM post GROUP BY outcome')).toEqual([{ outcome: 'kept' }]);
  });

  describe('of a source that speaks every five minutes', () => {
    const empty = { posts: [] };
    const changed = () => database.query("SELECT minute FROM changed_minute WHERE brand = 'northwind'");
    const exposureAt = async (minute: number) => {
      const range = { from: startMinute, to: startMinute + 1_440 };
      return (await readExposure(database, 'northwind', { range, weights: new Map() }))(startMinute + minute);
    };
    beforeEach(async () => {
      await database.query(
        `INSERT INTO brand_minute SELECT 'northwind', minute, 1, 1, 0, 0, 0, 0, '{"bluesky": {"current": 1, "mentions": 1}}'
         FROM generate_series($1::int4 - 2880, $1::int4, 5) AS m(minute)`,
        [startMinute],
      );
    });

    it('takes half an hour without a word for silence: a gap to the detector, which judges those minutes again', async () => {
      await given([{ posts: [postOf('a', 0)] }, empty, empty, empty]);
      await poll();
      await poll({ minute: 25 });
      expect(await record()).toMatchObject({ state: 'ok' });
      expect(await exposureAt(10)).toBe(1);
      await poll({ minute: 35 });
      expect(await record()).toMatchObject({ state: 'silent', message: 'no post since 2026-03-10T15:00:00.000Z' });
      expect(await gaps()).toEqual([{ from_minute: startMinute + 1, to_minute: null, reason: 'silent' }]);
      expect(await exposureAt(10)).toBe(0);
      expect(await exposureAt(0)).toBe(1);
      expect(await changed()).toEqual([{ minute: startMinute + 1 }]);
      await poll({ minute: 45 });
      expect(await gaps()).toHaveLength(1);
    });

    it('is silent by its own clock where it is played against one', async () => {
      await given([
        { posts: [postOf('a', 0)], readTo: startAt + 60_000 },
        { ...empty, readTo: startAt + 5 * 60_000 },
        { ...empty, readTo: startAt + 40 * 60_000 },
      ]);
      await poll();
      await poll({ minute: 35 });
      expect(await record()).toMatchObject({ state: 'ok' });
      expect(await gaps()).toEqual([]);
      await poll({ minute: 36 });
      expect(await record()).toMatchObject({ state: 'silent' });
    });

    it('ends the gap where it speaks again, and takes it back where it was only late', async () => {
      await given([{ posts: [postOf('a', 0)] }, empty, { fault: 'timeout' }, { posts: [postOf('b', 50)] }]);
      for (const minute of [0, 35, 45, 55]) await poll({ minute });
      expect(await record()).toMatchObject({ state: 'ok' });
      expect(await gaps()).toEqual([{ from_minute: startMinute + 1, to_minute: startMinute + 50, reason: 'silent' }]);
      await database.query('DELETE FROM source_gap');
      source.answers.push(empty, { posts: [postOf('late', 50), postOf('now', 100)] });
      for (const minute of [90, 105]) await poll({ minute });
      expect(await gaps()).toEqual([]);
      expect(await postIds()).toEqual(['a', 'b', 'late', 'now']);
    });

    it('waits twice as long as the longest lull of the week', async () => {
      await database.query('DELETE FROM brand_minute WHERE minute BETWEEN $1::int4 - 700 AND $1::int4 - 600', [
        startMinute,
      ]);
      await given([{ posts: [postOf('a', 0)] }, empty, empty]);
      for (const minute of [0, 190]) await poll({ minute });
      expect(await record()).toMatchObject({ state: 'ok' });
      await poll({ minute: 230 });
      expect(await record()).toMatchObject({ state: 'silent' });
    });
  });

  it('has a page that no database takes as the source’s failure, with the reason', async () => {
    const notice = { kind: 'gap' as const, where: 'stream', message: 'odd', fromAt: 1e18, toAt: 2e18 };
    const page = { posts: [postOf('a', 0)], notices: [notice] };
    await given([page, page, { posts: [postOf('b', 8)] }]);
    await poll();
    expect(await record()).toMatchObject({
      ...{ cursor: null, state: 'failing', failures: 1, retry_at: startAt + 5_000 },
      message: expect.stringMatching(/^a page can't be stored: .*out of range/),
    });
    await poll({ minute: 5 });
    expect(await record()).toMatchObject({ cursor: null, failures: 2 });
    expect(await postIds()).toEqual([]);
    await poll({ minute: 10 });
    expect(await record()).toMatchObject({ cursor: '1', state: 'ok', failures: 0 });
  });

  it('erases what is gone, whatever date its deletion has', async () => {
    const gone = postOf('a', 0, { text: '', deleted: true, createdAt: Date.UTC(9999, 11, 31) });
    await given([{ posts: [postOf('a', 0)] }, { posts: [gone] }]);
    await poll();
    await poll({ minute: 5 });
    expect(await database.query('SELECT text, outcome FROM post')).toEqual([{ text: '', outcome: 'deleted' }]);
    expect(await record()).toMatchObject({ state: 'ok', last_post_at: startAt + 300_000 });
  });

  it('tells faults that are not the source’s own to the scheduler', async () => {
    await given([]);
    source.fetchSince = () => Promise.reject(new TypeError('a slip in the program'));
    await expect(poll()).rejects.toThrow('a slip in the program');
  });
});
