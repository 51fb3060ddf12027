import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archive } from '../../../src/adapters/sources/archive.ts';
import type { Source, SourcePage } from '../../../src/ports/source.ts';
import { brandPack, type FakeService, testNow } from '../../support/fake-service.ts';
import { sourceUnderTest } from '../../support/source-under-test.ts';

const signal = new AbortController().signal;
const minuteMs = 60_000;
const firstAt = Date.parse('2024-05-01T00:00:00Z');
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outcry-archive-'));
  path = join(folder, 'posts.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

const line = (minute: number, more: object = {}) =>
  `${JSON.stringify({ source: 'x', id: `p${minute}`, author: 'a', text: 'Northwind down', createdAt: new Date(firstAt + minute * minuteMs).toISOString(), ...more })}\n`;

function play(settings: Record<string, unknown> = {}) {
  const service: FakeService = {
    transport: 'file',
    settings: () => ({ path, ...settings }),
    brands: [brandPack()],
    items: [],
    malformed: null,
    paged: true,
  };
  return sourceUnderTest(archive, service, path);
}

async function all(source: Source, cursor: string | null): Promise<SourcePage> {
  let page = await source.fetchSince(cursor, signal);
  const posts = [...page.posts];
  const malformed = [...page.malformed];
  while (page.more) {
    page = await source.fetchSince(page.cursor, signal);
    posts.push(...page.posts);
    malformed.push(...page.malformed);
  }
  return { ...page, posts, malformed };
}

const ids = (page: SourcePage) => page.posts.map(({ nativeId }) => nativeId);

describe('an archive given out at once', () => {
  it('keeps its own times and goes on where the file grew', async () => {
    writeFileSync(path, line(0) + line(1));
    const { source } = play();
    const page = await all(source, null);
    expect(page.posts.map(({ createdAt }) => createdAt)).toEqual([firstAt, firstAt + minuteMs]);
    appendFileSync(path, line(2));
    expect(ids(await all(source, page.cursor))).toEqual(['x/p2']);
  });

  it.each([{}, { speed: 60 }])(
    'knows whose account an author is, where a line says that a brand speaks, with %o',
    async (how) => {
      const own = { author: '@NorthwindHelp', text: 'We are aware of an issue' };
      writeFileSync(path, line(0, { ...own, fromBrand: true }) + line(0, { ...own, id: 'q' }));
      const { posts } = await all(play(how).source, null);
      expect(posts.map(({ fromBrand, speaksFor }) => [fromBrand, speaksFor])).toEqual([
        [true, ['northwind']],
        [undefined, undefined],
      ]);
    },
  );

  it('waits for the end of a line that is being written', async () => {
    const whole = line(1);
    writeFileSync(path, line(0) + whole.slice(0, 40));
    const { source } = play();
    const page = await all(source, null);
    expect(ids(page)).toEqual(['x/p0']);
    expect(page.malformed).toEqual([]);
    appendFileSync(path, whole.slice(40));
    expect(ids(await all(source, page.cursor))).toEqual(['x/p1']);
  });

  it('takes a last line without its end, once', async () => {
    writeFileSync(path, line(0) + line(1).trimEnd());
    const { source } = play();
    const page = await all(source, null);
    expect(ids(page)).toEqual(['x/p0', 'x/p1']);
    expect(ids(await all(source, page.cursor))).toEqual([]);
  });

  it('names line and fault of what can’t be read, an endless line too', async () => {
    const endless = `{"text":"${'x'.repeat(1_100_000)}"}\n`;
    writeFileSync(path, `${line(0)}\n  \nnot json\n${endless}{"id":"q"}\n${line(1)}`);
    const page = await all(play({ pageSize: 2 }).source, null);
    expect(ids(page)).toEqual(['x/p0', 'x/p1']);
    expect(page.malformed).toEqual([
      { where: `${path}, line 4`, message: 'it is not JSON' },
      { where: `${path}, line 5`, message: 'it is longer than 1048576 bytes' },
      { where: `${path}, line 6`, message: expect.stringMatching(/^author: .*; text: .*; createdAt: /) },
    ]);
  });

  it('reads text of many bytes across the borders of what it reads at once', async () => {
    const text = '\u{1F62B}é'.repeat(3_000);
    writeFileSync(path, Array.from({ length: 40 }, (_, minute) => line(minute, { text })).join(''));
    const page = await all(play().source, null);
    expect(page.posts.length).toBe(40);
    expect(page.posts.every((post) => post.text === text)).toBe(true);
  });

  it('says what to do about a file that isn’t there', async () => {
    await expect(play().source.fetchSince(null, signal)).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('ENOENT'),
    });
    await expect(play({ path: folder }).source.fetchSince(null, signal)).rejects.toMatchObject({
      kind: 'misconfigured',
    });
  });

  it.skipIf(process.getuid?.() === 0)('says what to do about a file that may not be read', async () => {
    writeFileSync(path, line(0));
    chmodSync(path, 0);
    await expect(play().source.fetchSince(null, signal)).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('an archive played against the clock', () => {
  it('gives out each post when its time has come, as if written then', async () => {
    writeFileSync(path, line(0) + line(10) + line(20, { repostOf: 'p0', deleted: false }));
    const { source, clock } = play({ speed: 10 });
    let page = await all(source, null);
    expect(page.posts.map(({ nativeId, createdAt }) => [nativeId, createdAt])).toEqual([['x/p0', testNow]]);
    clock.at += minuteMs - 1;
    page = await all(source, page.cursor);
    expect(page.posts).toEqual([]);
    clock.at += 1;
    page = await all(source, page.cursor);
    expect(page.posts.map(({ nativeId, createdAt }) => [nativeId, createdAt])).toEqual([['x/p10', testNow + minuteMs]]);
    // Another process goes on by the same plan.
    const restarted = play({ speed: 10 });
    restarted.clock.at = testNow + 5 * minuteMs;
    const late = await all(restarted.source, page.cursor);
    expect(late.posts).toEqual([
      expect.objectContaining({ nativeId: 'x/p20', createdAt: testNow + 2 * minuteMs, repostOf: 'x/p0' }),
    ]);
  });

  it('gives out the past at once', async () => {
    writeFileSync(path, line(0) + line(30) + line(60) + line(90));
    const page = await all(play({ speed: 1, startMinute: 60 }).source, null);
    expect(page.posts.map(({ createdAt }) => (createdAt - testNow) / minuteMs)).toEqual([-60, -30, 0]);
  });

  it('begins again after its end, with ids of its own', async () => {
    writeFileSync(path, line(0) + line(1));
    const { source, clock } = play({ speed: 1, loop: true });
    let page = await all(source, null);
    clock.at += minuteMs;
    page = await all(source, page.cursor);
    expect(ids(page)).toEqual(['x/p1']);
    page = await all(source, page.cursor);
    expect(ids(page)).toEqual([]);
    clock.at += minuteMs;
    page = await all(source, page.cursor);
    page = page.posts.length > 0 ? page : await all(source, page.cursor);
    expect(page.posts.map(({ id, createdAt }) => [id, createdAt])).toEqual([['my-archive:x/p0#1', clock.at]]);
  });

  it('ends quietly without a loop', async () => {
    writeFileSync(path, line(0));
    const { source, clock } = play({ speed: 1 });
    const page = await all(source, null);
    clock.at += 86_400_000;
    expect(await all(source, page.cursor)).toMatchObject({ posts: [], more: false, cursor: page.cursor });
  });
});
