import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formats } from '../../src/adapters/formats/registry.ts';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { mastodon } from '../../src/adapters/sources/mastodon.ts';
import { x } from '../../src/adapters/sources/x.ts';
import { exportData } from '../../src/commands/export-data.ts';
import { aggregate } from '../../src/pipeline/aggregate.ts';
import { type PollContext, pollSource } from '../../src/pipeline/poll-source.ts';
import { recheckSource } from '../../src/pipeline/recheck-source.ts';
import type { Database } from '../../src/ports/database.ts';
import { partBytes } from '../../src/ports/page-part.ts';
import type { Source } from '../../src/ports/source.ts';
import { keepPartAside } from '../../src/store/page-queue.ts';
import { registerSource } from '../../src/store/sources.ts';
import { service as mastodonService } from '../fixtures/sources/mastodon/service.ts';
import { service as xService } from '../fixtures/sources/x/service.ts';
import { openTestDatabase } from '../support/database.ts';
import { testNow } from '../support/fake-service.ts';
import { hearEvents } from '../support/heard-events.ts';
import { emptyTables, ingestSettings, testKnowledge } from '../support/ingest-world.ts';
import { type Stage, stageFor } from '../support/service-stage.ts';
import type { SourceUnderTest } from '../support/source-under-test.ts';

interface Toot extends Record<string, unknown> {
  id: string;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const never = new AbortController().signal;
const open: (() => Promise<void>)[] = [];

let database: Database;
let heard: ReturnType<typeof hearEvents>;
let stage: Stage;
let made: SourceUnderTest;
let held: Toot[];

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await emptyTables(database);
  heard = hearEvents();
  held = toots(mastodonService.items.length);
  stage = await stageFor(mastodon, mastodonService, { held, open });
  made = stage.fresh();
  await registerSource(database, { id: made.source.id, kind: 'mastodon', atMs: testNow });
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Complaints of the last hour, each by another person. */
function toots(count: number): Toot[] {
  const model = mastodonService.items[0]!.body as Toot;
  return Array.from({ length: count }, (_, index) => {
    const at = testNow - hourMs + index * Math.min(minuteMs, Math.floor(hourMs / count));
    return {
      ...model,
      id: String(BigInt(at) << 16n),
      created_at: new Date(at).toISOString(),
      content: `<p>#northwind checkout is down (${index})</p>`,
      account: { id: String(index), acct: `shopper${index}`, url: `https://example.social/@shopper${index}` },
    };
  });
}

function contextOf(of: SourceUnderTest = made): PollContext {
  return {
    ...{ database, knowledge: testKnowledge(), settings: ingestSettings, clock: of.clock },
    ...{ random: () => 1, events: heard.events, queue: inProcessQueue },
  };
}

async function read(): Promise<void> {
  await pollSource(made.source, contextOf(), never);
  await count();
}

async function recheck(afterMs = 0): Promise<number> {
  made.clock.at += afterMs;
  const changed = await recheckSource(made.source, contextOf(), never);
  await count();
  return changed;
}

async function count(): Promise<void> {
  await aggregate(database, { authorWindowMinutes: ingestSettings.authorWindowMinutes });
}

/** Requests for posts by id. */
const looks = () => stage.requests();
const counted = async () => {
  const [row] = await database.query<{ current: number; resolved: number }>(
    'SELECT coalesce(sum(current), 0)::int4 AS current, coalesce(sum(resolved), 0)::int4 AS resolved FROM brand_minute',
  );
  return row!;
};
async function exported(): Promise<string> {
  const { bytes } = exportData(
    {
      ...{ database, format: formats.ndjson!, brands: ['northwind'], smallestCell: 1, authorWindowMinutes: 60 },
      sourcesOf: () => ({ ids: [], only: false }),
      versions: { config: 'c0ffee', model: 'keywords@1', data: 'd474' },
      nowMs: testNow,
      done: () => {},
    },
    { what: 'posts', from: testNow - 2 * hourMs, to: testNow, bucket: '1m', tz: 'UTC' },
  );
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString();
}
const versions = () => database.query('SELECT id, xmin::text, ctid::text FROM post ORDER BY id');

describe('asking a source again', () => {
  it('takes a deleted post out of text, reports, counts and exports, though nothing told of it', async () => {
    await read();
    expect(await counted()).toMatchObject({ current: 9 });
    const [lost] = held.splice(4, 1);
    expect(await exported()).toContain('checkout is down (4)');
    expect(await recheck()).toBe(1);
    const id = `${made.source.id}:${lost!.id}`;
    expect(await database.query('SELECT text, url, outcome, deleted_at FROM post WHERE id = $1', [id])).toEqual([
      { text: '', url: null, outcome: 'deleted', deleted_at: made.clock.at },
    ]);
    expect(await database.query('SELECT 1 FROM report WHERE post_id = $1', [id])).toEqual([]);
    expect(await counted()).toMatchObject({ current: 8 });
    expect(await exported()).not.toContain('checkout is down (4)');
    expect(await exported()).toContain('checkout is down (5)');
  });

  it('stores what it learns itself where pages go over a queue, also while that takes nothing', async () => {
    await read();
    held.splice(0, 1);
    const refuse = () => Promise.reject(new Error('the queue is full'));
    const queue = { ...inProcessQueue, partitions: 4, ready: refuse, send: refuse };
    expect(await recheckSource(made.source, { ...contextOf(), queue }, never)).toBe(1);
  });

  it('judges an edited post again, in its old minute', async () => {
    await read();
    Object.assign(held[2]!, { content: '<p>#northwind works again</p>', edited_at: new Date(testNow).toISOString() });
    expect(await recheck()).toBe(1);
    expect(await counted()).toEqual({ current: 8, resolved: 1 });
    expect(await database.query("SELECT minute FROM report WHERE kind = 'resolved'")).toEqual([
      { minute: Math.floor((testNow - hourMs) / minuteMs) + 2 },
    ]);
  });

  it('writes nothing of posts that are as they were, nor touches a minute', async () => {
    await read();
    const before = await versions();
    const requests = looks();
    expect(await recheck()).toBe(0);
    expect(looks()).toBe(requests + 1);
    expect(await versions()).toEqual(before);
    expect(await database.query('SELECT 1 FROM touched_minute')).toEqual([]);
    expect(await database.query('SELECT turns FROM recheck')).toEqual([{ turns: 1 }]);
  });

  it('looks at young posts every hour, at older ones every day, and at none whose time is over', async () => {
    await read();
    await recheck();
    await recheck();
    const looksAt = async (afterMs: number) => {
      const before = looks();
      await recheck(afterMs);
      return looks() - before;
    };
    expect(await looksAt(59 * minuteMs)).toBe(0);
    expect(await looksAt(minuteMs)).toBe(1);
    // After a day they are old: the sweep of the old is due with the one of the young, each in its turn.
    const day: number[] = [await looksAt(24 * hourMs), await looksAt(minuteMs), await looksAt(minuteMs)];
    expect(day.reduce((sum, n) => sum + n)).toBe(1);
    expect(await looksAt(23 * hourMs)).toBe(0);
    expect((await looksAt(hourMs)) + (await looksAt(minuteMs))).toBe(1);
    made.clock.at += ingestSettings.retentionDays * 24 * hourMs;
    expect((await looksAt(minuteMs)) + (await looksAt(minuteMs))).toBe(0);
  });

  it('goes through many posts a hundred a turn, each once', async () => {
    held.splice(0, held.length, ...toots(230));
    for (let turns = 0; turns < 5; turns++) await read();
    for (let turns = 0; turns < 6; turns++) await recheck(minuteMs);
    const asked = heard.lines().flatMap(({ msg, asked: n }) => (msg === 'posts asked about again' ? [Number(n)] : []));
    expect(asked.sort()).toEqual([0, 100, 100, 30]);
  });

  it('tells a fault and waits longer each time, and the source is read as before', async () => {
    await read();
    stage.fault = () => ({ status: 503, body: 'maintenance' });
    const before = looks();
    await recheck();
    await recheck(minuteMs);
    expect(looks()).toBe(before + 1);
    const told = heard.lines().filter(({ msg }) => msg === 'recheck failed');
    expect(told).toMatchObject([{ source: made.source.id, kind: 'unavailable' }]);
    const [source] = await database.query('SELECT state, failures, retry_at FROM source');
    expect(source).toEqual({ state: 'ok', failures: 0, retry_at: null });
    expect(await database.query('SELECT 1 FROM source_gap')).toEqual([]);
    stage.fault = null;
    held.splice(0, 1);
    expect(await recheck(minuteMs)).toBe(1);
  });

  it('doubts at first that all of many posts are gone at once', async () => {
    held.splice(0, held.length, ...toots(25));
    for (let turns = 0; turns < 3; turns++) await read();
    held.splice(0, held.length);
    const doubts = () => heard.lines().filter(({ msg }) => msg === 'recheck failed').length;
    while (doubts() < 3) expect(await recheck(hourMs)).toBe(0);
    expect(await counted()).toMatchObject({ current: 25 });
    // The sweep of older posts, of which there are none, has its turn in between.
    expect((await recheck(hourMs)) + (await recheck(hourMs))).toBe(25);
    expect(doubts()).toBe(3);
    expect(await counted()).toMatchObject({ current: 0 });
  });

  it('is done once where two do it at the same time', async () => {
    await read();
    held.splice(0, 1);
    let asking = 0;
    let letGo = () => {};
    const bothAsk = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    // Each has seen how far the other had come before either is answered.
    const paired = (source: Source): Source => ({
      ...source,
      async recheck(...asked) {
        if (++asking === 2) letGo();
        await bothAsk;
        return source.recheck!(...asked);
      },
    });
    const both = await Promise.all([
      recheckSource(paired(made.source), contextOf(), never),
      recheckSource(paired(stage.fresh().source), contextOf(), never),
    ]);
    expect(both.sort()).toEqual([0, 1]);
    expect(await database.query('SELECT turns FROM recheck')).toEqual([{ turns: 1 }]);
    expect(heard.lines().filter(({ msg }) => msg === 'recheck failed')).toEqual([]);
  });

  it('brings nothing in that is not kept any more', async () => {
    await read();
    const keep = held.length - 1;
    await database.query('DELETE FROM report WHERE post_id = $1', [`${made.source.id}:${held[0]!.id}`]);
    let removed = false;
    stage.fault = (honest) => {
      removed = true;
      return honest();
    };
    const source = {
      ...made.source,
      recheck: async (ids: string[], signal: AbortSignal) => {
        const answer = await made.source.recheck!(ids, signal);
        await database.query('DELETE FROM post WHERE id = $1', [`${made.source.id}:${held[0]!.id}`]);
        return answer;
      },
    };
    await recheckSource(source, contextOf(), never);
    expect(removed).toBe(true);
    expect(await database.query('SELECT count(*)::int4 AS n FROM post')).toEqual([{ n: keep }]);
  });

  it('takes a deleted post out of what could not be stored, too', async () => {
    await read();
    const post = {
      id: `${made.source.id}:${held[3]!.id}`,
      source: made.source.id,
      nativeId: held[3]!.id,
      author: 'key',
    };
    const posts = [{ ...post, text: 'an edit of it', createdAt: testNow }];
    const bytes = partBytes({ source: made.source.id, page: 1, partition: 3, posts });
    const about = { partition: 3, sequence: 1, at: testNow, source: made.source.id, reason: 'no', minutes: null };
    await keepPartAside(database, { ...about, bytes });
    held.splice(3, 1);
    await recheck();
    const kept = "SELECT convert_from(decode(bytes, 'base64'), 'utf8') AS bytes FROM part_aside";
    expect(JSON.stringify(await database.query(kept))).not.toContain('an edit of it');
  });
});

describe('asking X again', () => {
  it('costs no more than its part of the budget, before and after a restart, and goes on the next day', async () => {
    // $0.20 a day, a tenth of it for rechecks: four posts.
    const tight = { ...xService, settings: (url: string) => ({ ...xService.settings(url), dailyBudgetUsd: 0.2 }) };
    const bought = xService.items.map(({ body }) => body);
    const shop = await stageFor(x, tight, { held: bought, open });
    made = shop.fresh();
    await registerSource(database, { id: made.source.id, kind: 'x', atMs: testNow });
    await read();
    const before = shop.requests();
    await recheck();
    expect(shop.requests()).toBe(before + 1);
    const [{ memory }] = (await database.query<{ memory: string }>('SELECT memory FROM recheck')) as [
      { memory: string },
    ];
    expect(JSON.parse(memory)).toMatchObject({ dayUsd: 0.02 });
    made = shop.fresh();
    await recheck(minuteMs);
    await recheck(minuteMs);
    expect(shop.requests()).toBe(before + 1);
    expect(heard.lines().filter(({ msg }) => msg === 'recheck failed')).toMatchObject([{ kind: 'budget-spent' }]);
    shop.held = [];
    const nextDay = Date.parse('2026-03-11T00:00:30Z') - made.clock.at;
    expect(await recheck(nextDay)).toBe(4);
  });
});
