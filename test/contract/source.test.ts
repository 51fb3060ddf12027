import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { SourceEntry } from '../../src/adapters/sources/entry.ts';
import { sourceKinds } from '../../src/adapters/sources/registry.ts';
import { cleanText } from '../../src/ports/external-post.ts';
import type { FetchedPost, Source } from '../../src/ports/source.ts';
import { SourceError } from '../../src/ports/source.ts';
import { type FakeService, testNow } from '../support/fake-service.ts';
import { loadServices, stageFor as setStage, sourceFixtures } from '../support/service-stage.ts';
import { drain, keyOf, sourceUnderTest } from '../support/source-under-test.ts';

const sources = resolve(import.meta.dirname, '../../src/adapters/sources');

const services = await loadServices();

describe('the registry of sources', () => {
  it('has a contract for whoever can be asked again', () => {
    const able = [...services].filter(([kind, service]) => {
      const entry = sourceKinds.find((one) => one.kind === kind)!;
      const made = sourceUnderTest(entry, service, 'https://127.0.0.1:1');
      open.push(made.close);
      return made.source.recheck !== undefined;
    });
    expect(able.map(([kind]) => kind).sort()).toEqual(askable.map(({ kind }) => kind).sort());
  });

  it('has a fixture folder for each kind, and no folder is without its kind', () => {
    expect([...services.keys()].sort()).toEqual(sourceKinds.map(({ kind }) => kind).sort());
    expect(readdirSync(sourceFixtures).sort()).toEqual(sourceKinds.map(({ kind }) => kind).sort());
  });

  it('names every file that declares a kind', () => {
    const declared = readdirSync(sources)
      .filter((name) => name.endsWith('.ts') && /= sourceEntry\(\{/.test(readFileSync(join(sources, name), 'utf8')))
      .map((name) => name.replace(/\.ts$/, ''));
    expect(declared.sort()).toEqual(sourceKinds.map(({ kind }) => kind).sort());
  });

  it.each(sourceKinds)('has a sentence for $kind and each of its settings', ({ description, settings }) => {
    expect(description).toMatch(/^[A-Z].*\.$/);
    for (const [name, field] of Object.entries(settings.shape)) expect(describedBy(field), name).toMatch(/^[A-Z].*\.$/);
  });

  it.each(sourceKinds)('refuses an unknown setting of $kind', ({ settings }) => {
    expect(settings.safeParse({ noSuchSetting: 1 }).error?.issues.map((issue) => issue.code)).toContain(
      'unrecognized_keys',
    );
  });
});

/** Everything started for a test, ended after it. */
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const stageFor = (entry: SourceEntry, service: FakeService, held: unknown[]) =>
  setStage(entry, service, { held, open });
const bodies = (service: FakeService) => service.items.map(({ body }) => body);
/** Some services have no ids of their own beyond their address, whose port is another in each run; some ids are only kept as keys. */
const nativeIds = (posts: readonly { nativeId: string }[]) =>
  posts.map(({ nativeId }) => nativeId.replace(/^(key of )?((http:\/\/)?127\.0\.0\.1:\d+[/ ](\S+ )?)?/, ''));
const signal = () => new AbortController().signal;

async function faultOf(source: Source, at: AbortSignal = signal()): Promise<SourceError> {
  const error = await source.fetchSince(null, at).then(
    (page) => new Error(`gave a page of ${page.posts.length} posts`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

describe.each(sourceKinds.filter(({ kind }) => services.has(kind)))('source $kind', (entry) => {
  const service = services.get(entry.kind)!;
  const all = nativeIds(service.items);

  it('gives well-formed posts from the beginning', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    const { source } = stage.fresh();
    const first = await drain(() => source, null, all.length);
    expect(source.kind).toBe(entry.kind);
    expect(nativeIds(first.posts).sort()).toEqual([...all].sort());
    for (const post of first.posts) expectWellFormed(post, source.id);
  });

  it.runIf(service.paged)('gives several pages, each source continuing from the cursor of another', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    const drained = await drain(() => stage.fresh().source, null, all.length);
    expect(drained.pages).toBeGreaterThan(2);
    expect(nativeIds(drained.posts).sort()).toEqual([...all].sort());
  });

  it('continues exactly: nothing is lost, nothing comes twice', async () => {
    const half = Math.floor(all.length / 2);
    const stage = await stageFor(entry, service, bodies(service).slice(0, half));
    const before = await drain(() => stage.fresh().source, null, half);
    const nothing = await drain(() => stage.fresh().source, before.cursor, 0);
    stage.held = bodies(service);
    const after = await drain(() => stage.fresh().source, nothing.cursor, all.length - half);
    expect(nativeIds(before.posts).sort()).toEqual(all.slice(0, half).sort());
    expect(nativeIds(nothing.posts)).toEqual([]);
    expect(nativeIds(after.posts).sort()).toEqual(all.slice(half).sort());
  });

  it('loses nothing that arrives in the middle of a round', async () => {
    const half = Math.floor(all.length / 2);
    const stage = await stageFor(entry, service, bodies(service).slice(0, half));
    const page = await stage.fresh().source.fetchSince(null, signal());
    stage.held = bodies(service);
    const first = await drain(() => stage.fresh().source, page.cursor, 0);
    const rest = await drain(
      () => stage.fresh().source,
      first.cursor,
      all.length - page.posts.length - first.posts.length,
    );
    expect(nativeIds([...page.posts, ...first.posts, ...rest.posts]).sort()).toEqual([...all].sort());
  });

  it('gives the same posts again for the same cursor', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    const { source } = stage.fresh();
    const first = await drain(() => source, null, all.length);
    const again = await drain(() => source, null, all.length);
    expect(again.posts).toEqual(first.posts);
  });

  it('finds an empty service empty, and the first posts afterwards', async () => {
    const stage = await stageFor(entry, service, []);
    const empty = await drain(() => stage.fresh().source, null, 0);
    expect(empty.posts).toEqual([]);
    expect(empty.malformed).toEqual([]);
    stage.held = bodies(service);
    const later = await drain(() => stage.fresh().source, empty.cursor, all.length);
    expect(nativeIds(later.posts).sort()).toEqual([...all].sort());
  });

  it('keeps the good rest around a malformed item and tells where it was', async () => {
    const held = bodies(service);
    held.splice(3, 0, service.malformed);
    const stage = await stageFor(entry, service, held);
    const { posts, malformed } = await drain(() => stage.fresh().source, null, all.length);
    expect(nativeIds(posts).sort()).toEqual([...all].sort());
    expect(malformed.length).toBeGreaterThan(0);
    for (const one of malformed) expect([one.where, one.message].every((text) => text.length > 2)).toBe(true);
  });

  it('refuses a cursor that is not its own', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    await expect(stage.fresh().source.fetchSince('nonsense', signal())).rejects.toMatchObject({
      name: 'SourceError',
      kind: 'misconfigured',
    });
  });

  it('stops at once when it is aborted before it asks', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    expect((await faultOf(stage.fresh().source, AbortSignal.abort())).kind).toBe('aborted');
  });
});

const askable = sourceKinds.filter(({ kind }) =>
  ['x', 'reddit', 'mastodon', 'hacker-news', 'discourse'].includes(kind),
);

describe.each(askable)('source $kind asked again', (entry) => {
  const service = services.get(entry.kind)!;

  it('gives posts that are unchanged as it gave them first, so that nothing needs to be written', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    const { source } = stage.fresh();
    const { posts } = await drain(() => source, null, service.items.length);
    const again = await source.recheck!(
      posts.map(({ nativeId }) => nativeId),
      signal(),
    );
    const told = (some: FetchedPost[]) =>
      some.map(({ id, author, text, createdAt, deleted }) => ({ id, author, text, createdAt, deleted })).sort(byId);
    expect(again.asked).toBe(posts.length);
    expect(told(again.posts)).toEqual(told(posts));
  });

  it('calls what is gone deleted, and has none of its text', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    const { source } = stage.fresh();
    const { posts } = await drain(() => source, null, service.items.length);
    const lost = posts.at(-1)!;
    stage.held = bodies(service).filter((_, index) => service.items[index]!.nativeId !== nativeIds([lost])[0]);
    const again = await source.recheck!([lost.nativeId, posts[0]!.nativeId], signal());
    expect(again.posts.map(({ id, deleted, text }) => [id, deleted === true, text !== '']).sort()).toEqual(
      [
        [lost.id, true, false],
        [posts[0]!.id, false, true],
      ].sort(),
    );
  });

  it('asks about ids that are not its own of nobody', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    expect(await stage.fresh().source.recheck!(['no id / of theirs,'], signal())).toMatchObject({
      asked: 1,
      posts: [],
    });
    expect(stage.requests()).toBe(0);
  });

  it('throws its one fault, and is aborted', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    const { source } = stage.fresh();
    const { posts } = await drain(() => source, null, service.items.length);
    stage.fault = () => ({ status: 503, body: 'maintenance' });
    const ids = posts.map(({ nativeId }) => nativeId);
    await expect(source.recheck!(ids, signal())).rejects.toMatchObject({ name: 'SourceError', kind: 'unavailable' });
    const aborted = stage.fresh().source.recheck!(ids, AbortSignal.abort());
    await expect(aborted).rejects.toMatchObject({ name: 'SourceError', kind: 'aborted' });
  });
});

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

const networked = sourceKinds.filter(({ kind }) => services.has(kind) && services.get(kind)!.transport !== 'file');

describe.each(networked)('source $kind over a failing network', (entry) => {
  const service = services.get(entry.kind)!;
  const until = testNow + 90_000;

  it.each([
    { status: 401, kind: 'unauthorized' },
    { status: 403, kind: 'forbidden' },
    { status: 500, kind: 'unavailable' },
    { status: 502, kind: 'unavailable' },
    { status: 429, kind: 'rate-limited' },
  ])('calls a $status "$kind"', async ({ status, kind }) => {
    const stage = await stageFor(entry, service, bodies(service));
    stage.fault = () => ({ status, body: { message: 'no' } });
    const fault = await faultOf(stage.fresh().source);
    expect({ kind: fault.kind, retryAt: fault.retryAt }).toEqual({ kind, retryAt: null });
    expect(fault.message).toMatch(/127\.0\.0\.1|X/);
  });

  it.each([
    { headers: { 'retry-after': '90' } },
    { headers: { 'retry-after': new Date(until).toUTCString() } },
    ...(service.limitHeaders ? [{ headers: service.limitHeaders(until) }] : []),
  ])('knows from $headers when to ask again', async ({ headers }) => {
    const stage = await stageFor(entry, service, bodies(service));
    stage.fault = () => ({ status: 429, headers: headers as Record<string, string>, body: '' });
    const { source, clock } = stage.fresh();
    expect(await faultOf(source)).toMatchObject({ kind: 'rate-limited', retryAt: until });
    stage.fault = null;
    const requests = stage.requests();
    // Until then it doesn't even ask.
    expect(await faultOf(source)).toMatchObject({ kind: 'rate-limited', retryAt: until });
    expect(stage.requests()).toBe(requests);
    clock.at = until;
    expect((await drain(() => source, null, 1)).posts.length).toBeGreaterThan(0);
  });

  it('calls silence a timeout', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    stage.fault = () => null;
    expect((await faultOf(stage.fresh({ timeoutMs: 300 }).source)).kind).toBe('timeout');
  });

  it('gives up a request under way when it is aborted', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    const controller = new AbortController();
    stage.fault = () => {
      controller.abort();
      return null;
    };
    expect((await faultOf(stage.fresh().source, controller.signal)).kind).toBe('aborted');
  });

  it('calls a closed port unreachable', async () => {
    const made = sourceUnderTest(
      entry,
      service,
      `${service.transport === 'https' ? 'https' : 'http'}://127.0.0.1:${await closedPort()}`,
    );
    open.push(made.close);
    expect((await faultOf(made.source)).kind).toBe('unreachable');
  });

  it.runIf(service.transport !== 'ws')('calls garbage malformed', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    stage.fault = () => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '<html>\u0000 we are down',
    });
    expect((await faultOf(stage.fresh().source)).kind).toBe('malformed');
  });

  it('works again after a fault, from where it was', async () => {
    const stage = await stageFor(entry, service, bodies(service));
    const { source } = stage.fresh();
    const first = await drain(() => source, null, service.items.length);
    stage.fault = () => ({ status: 503, body: 'maintenance' });
    const broken = stage.fresh().source;
    await expect(broken.fetchSince(first.cursor, signal())).rejects.toMatchObject({ kind: 'unavailable' });
    stage.fault = null;
    expect((await drain(() => stage.fresh().source, first.cursor, 0)).posts).toEqual([]);
  });
});

function expectWellFormed(post: FetchedPost, source: string): void {
  expect(post.id).toBe(`${source}:${post.nativeId}`);
  expect(post.source).toBe(source);
  expect(post.author.length).toBeGreaterThan(0);
  // An id outlives the text: what would name the author is a key.
  if (!post.nativeId.startsWith(keyOf(''))) expect(post.nativeId).not.toContain(post.author);
  expect(post.text).toBe(cleanText(post.text));
  expect(post.text.length).toBeGreaterThan(0);
  expect(post.text).not.toMatch(/<\/?(p|a|br|span)\b|&(amp|#39|#x27);/);
  expect(Number.isInteger(post.createdAt)).toBe(true);
  expect(Math.abs(testNow - post.createdAt)).toBeLessThan(7 * 86_400_000);
  expect(Object.values(post)).not.toContain(null);
  if (post.url !== undefined) expect(() => new URL(post.url!)).not.toThrow();
}

/** The sentence of a field: on the field itself or beneath its default. */
function describedBy(field: unknown): string {
  const { description, def } = field as { description?: string; def?: { innerType?: unknown } };
  return description ?? (def?.innerType ? describedBy(def.innerType) : '');
}

/** A port that nothing listens at: one that was just given up. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}
