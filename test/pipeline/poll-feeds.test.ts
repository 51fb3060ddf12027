import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { rss } from '../../src/adapters/sources/rss.ts';
import { readExposure } from '../../src/pipeline/exposure.ts';
import { pollSource } from '../../src/pipeline/poll-source.ts';
import { lookAfter } from '../../src/pipeline/watchdog.ts';
import type { Channel, ChannelMessage } from '../../src/ports/channel.ts';
import type { Database } from '../../src/ports/database.ts';
import { registerSource } from '../../src/store/sources.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack, testNow } from '../support/fake-service.ts';
import { hearEvents } from '../support/heard-events.ts';
import { emptyTables, ingestSettings, testKnowledge } from '../support/ingest-world.ts';
import { startService } from '../support/service-server.ts';
import { type SourceUnderTest, sourceUnderTest } from '../support/source-under-test.ts';

const never = new AbortController().signal;
const testMinute = testNow / 60_000;

let database: Database;
let made: SourceUnderTest;
let heard: ReturnType<typeof hearEvents>;
/** Entries by the feed's path: text → minute of the test, or a date as it stands in the feed. */
let feeds: Record<string, Record<string, number | string>>;
let down: Set<string>;
const open: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await emptyTables(database);
  await database.query("DELETE FROM setting WHERE key = 'watchdog'");
  heard = hearEvents();
  [feeds, down] = [{}, new Set()];
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const feedOf = (entries: Record<string, number | string>) => {
  const items = Object.entries(entries).map(([text, at]) => {
    const date = typeof at === 'string' ? at : new Date(testNow + at * 60_000).toUTCString();
    return `<item><guid>${text}</guid><title>northwind login is down ${text}</title><pubDate>${date}</pubDate></item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>${items.join('')}</channel></rss>`;
};

async function given(first: typeof feeds): Promise<void> {
  feeds = first;
  const server = await startService(({ url: { pathname } }) =>
    down.has(pathname) ? { status: 503 } : { body: feedOf(feeds[pathname]!) },
  );
  open.push(server.close);
  const settings = (url: string) => ({ feeds: Object.keys(first).map((path) => ({ url: `${url}${path}` })) });
  const service = {
    transport: 'http' as const,
    settings,
    brands: [brandPack()],
    items: [],
    malformed: null,
    paged: false,
  };
  made = sourceUnderTest(rss, service, server.url);
  open.push(made.close);
  await registerSource(database, { id: made.source.id, kind: 'rss', atMs: testNow, readFrom: testNow });
}

async function poll(minute: number): Promise<void> {
  made.clock.at = testNow + minute * 60_000;
  const { clock, source } = made;
  const context = {
    ...{ database, clock, knowledge: testKnowledge(), settings: ingestSettings, random: () => 0 },
    ...{ events: heard.events, queue: inProcessQueue },
  };
  await pollSource(source, context, never);
}

async function record() {
  const [row] = await database.query<Record<string, number | string>>(
    'SELECT state, state_since, message, failures, posts, malformed, last_post_at FROM source',
  );
  return row!;
}
const gaps = async () =>
  (
    await database.query<{ from_minute: number; to_minute: number | null }>(
      'SELECT from_minute, to_minute FROM source_gap ORDER BY from_minute',
    )
  ).map(({ from_minute: from, to_minute: to }) => [from - testMinute, to === null ? null : to - testMinute]);
const texts = async () =>
  (await database.query<{ text: string }>('SELECT text FROM post ORDER BY created_at')).map(({ text }) =>
    text.replace('northwind login is down ', ''),
  );
const stateChanges = () => heard.lines().filter(({ msg }) => msg === 'source state changed').length;

/** 0..1 of the minutes after the test's beginning, for a brand of which only these feeds speak. */
async function exposure(...minutes: number[]): Promise<number[]> {
  await database.query(
    `INSERT INTO brand_minute SELECT 'northwind', $1::int4 - 60, 1, 1, 0, 0, 0, 0, jsonb_build_object($2::text,
       '{"current": 1, "mentions": 1}'::jsonb) ON CONFLICT DO NOTHING`,
    [testMinute, made.source.id],
  );
  const range = { from: testMinute, to: testMinute + 1_440 };
  const at = await readExposure(database, 'northwind', { range, weights: new Map() });
  return minutes.map((minute) => at(testMinute + minute));
}

describe('feeds that were down for hours', () => {
  it('don’t read as calm for what they can’t show any more', async () => {
    await given({ '/a': { e1: -5, e2: -1 } });
    await poll(0);
    down.add('/a');
    for (let minute = 5; minute <= 240; minute += 5) await poll(minute);
    expect(await gaps()).toEqual([[0, null]]);
    down.delete('/a');
    feeds['/a'] = { e101: 237, e102: 241 };
    await poll(242);
    expect(await record()).toMatchObject({ state: 'ok', failures: 0 });
    expect(await gaps()).toEqual([[0, 238]]);
    expect(await exposure(1, 120, 237, 238, 241)).toEqual([0, 0, 0, 1, 1]);
  });

  it('missed nothing where they still show what they showed before', async () => {
    await given({ '/a': { e1: -5, e2: -1 } });
    await poll(0);
    down.add('/a');
    for (let minute = 5; minute <= 240; minute += 5) await poll(minute);
    down.delete('/a');
    feeds['/a'] = { e2: -1, e101: 237 };
    await poll(242);
    expect(await gaps()).toEqual([]);
    expect(await exposure(1, 120, 237)).toEqual([1, 1, 1]);
  });

  it('have those minutes judged again, which others were read in', async () => {
    await given({ '/a': { a1: -5 }, '/b': { b1: -4 } });
    await poll(0);
    down.add('/b');
    for (let minute = 5; minute <= 60; minute += 5) await poll(minute);
    down.delete('/b');
    feeds['/b'] = { b101: 58 };
    await poll(65);
    expect(await gaps()).toEqual([[0, 59]]);
    expect(await database.query('SELECT minute FROM changed_minute')).toContainEqual({ minute: testMinute });
  });
});

describe('a date that can’t be right', () => {
  it.each([
    ['of the year 9999', '9999-12-31T23:59:59Z', 'is not the date of a post'],
    ['of the year 1', '0001-01-01T00:00:00Z', 'is not the date of a post'],
    ['before the epoch', '1912-04-15T00:00:00Z', 'is not the date of a post'],
    ['of next month', '2026-04-09T12:00:00Z', 'lies 43200 minutes in the future'],
  ])('%s is told, and holds up neither its page nor the other feeds', async (_what, date, reason) => {
    await given({ '/odd': { good: -9 }, '/only': {}, '/b': { b1: -8 } });
    await poll(-5);
    feeds = { '/odd': { good: -9, odd: date, better: -3 }, '/only': { only: date }, '/b': { b1: -8, b2: -2 } };
    await poll(0);
    expect(await texts()).toEqual(['good', 'b1', 'better', 'b2']);
    expect(await record()).toMatchObject({ posts: 4, malformed: 2, last_post_at: testNow - 120_000, failures: 0 });
    const told = heard.lines().map((line) => JSON.stringify(line));
    for (const name of ['odd', 'only'])
      expect(told).toContainEqual(expect.stringMatching(new RegExp(`${name}.*${reason}`)));
  });

  it('is the message of the source where its last page has one', async () => {
    await given({ '/only': { only: '9999-12-31T23:59:59Z' } });
    await poll(0);
    const message = /^1 unreadable: post .* only: 9999-12-31T23:59:59.000Z is not the date of a post$/;
    expect(await record()).toMatchObject({ state: 'ok', message: expect.stringMatching(message) });
  });

  it('hides no silence, nor does one that was believed before', async () => {
    await given({ '/a': { a1: -1, ahead: '2026-04-09T12:00:00Z' } });
    await poll(0);
    await poll(5 * 1_440);
    expect(await record()).toMatchObject({ state: 'silent', message: 'no post since 2026-03-10T11:59:00.000Z' });
    await database.query("UPDATE source SET last_post_at = $1, state = 'ok'", [testNow + 30 * 86_400_000]);
    await poll(5 * 1_440);
    await poll(6 * 1_440);
    expect(await record()).toMatchObject({ state: 'silent', message: 'no post since 2026-03-15T12:00:00.000Z' });
  });

  it('ends no silence', async () => {
    await given({ '/a': { a1: -1 } });
    await poll(0);
    await database.query("INSERT INTO source_gap (source, from_minute, reason) VALUES ($1, $2, 'silent')", [
      ...[made.source.id, testMinute],
    ]);
    feeds['/a'] = { a1: -1, odd: '1970-01-01T00:00:01Z' };
    await poll(60);
    expect(await gaps()).toEqual([[0, null]]);
  });
});

describe('several feeds of one source', () => {
  it('are silent since they fell silent, told once, and the watchdog’s patience goes on through their rounds', async () => {
    await given({ '/a': { a1: -1 }, '/b': { b1: -1 }, '/c': { c1: -1 } });
    await poll(0);
    const sent: ChannelMessage[] = [];
    const pager: Channel = { id: 'pager', kind: 'webhook', send: async (message) => void sent.push(message) };
    const watch = {
      ...{ database, channels: [pager], sources: [made.source.id], brands: [], clock: made.clock },
      ...{ link: 'https://outcry.example.org/', events: heard.events },
    };
    const { fetchSince } = made.source;
    // A look in the middle of each round, as another process might take it.
    made.source.fetchSince = async (...asked) => {
      await lookAfter(watch, never);
      return fetchSince(...asked);
    };
    for (let minute = 13 * 60; minute <= 13 * 60 + 20; minute += 5) await poll(minute);
    expect(await record()).toMatchObject({ state: 'silent', state_since: testNow + 13 * 3_600_000 });
    expect(stateChanges()).toBe(2);
    expect(sent.map(({ words }) => words.title)).toEqual(['Outcry is blind']);
    feeds['/b']!.b2 = 13 * 60 + 24;
    await poll(13 * 60 + 25);
    expect(await record()).toMatchObject({ state: 'ok' });
    expect(stateChanges()).toBe(3);
  });

  it('aren’t silent because the last of them has only an old entry', async () => {
    await given({ '/a': { a1: -1 }, '/b': { b1: -1 } });
    await poll(0);
    feeds = { '/a': { a1: -1, a2: 899 }, '/b': { b1: -1, late: -60 } };
    await poll(900);
    expect(await record()).toMatchObject({ state: 'ok', last_post_at: testNow + 899 * 60_000 });
  });
});
