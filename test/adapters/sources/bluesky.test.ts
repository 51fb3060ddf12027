import { afterEach, describe, expect, it } from 'vitest';
import { bluesky } from '../../../src/adapters/sources/bluesky.ts';
import type { Source, SourcePage } from '../../../src/ports/source.ts';
import { brandPack, type FakeService, testNow } from '../../support/fake-service.ts';
import { type JetstreamServer, startJetstream } from '../../support/jetstream-server.ts';
import { keyOf, type SourceUnderTest, sourceUnderTest } from '../../support/source-under-test.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const signal = new AbortController().signal;
const did = 'did:plc:shopper';

async function host(...options: Parameters<typeof startJetstream>): Promise<JetstreamServer> {
  const server = await startJetstream(...options);
  open.push(server.close);
  return server;
}

function listen(endpoints: string[], settings: Record<string, unknown> = {}): SourceUnderTest {
  const service: FakeService = {
    transport: 'ws',
    settings: () => ({ endpoints, waitMs: 2_000, ...settings }),
    brands: [brandPack({ supportAccounts: ['did:plc:brand'] })],
    items: [],
    malformed: null,
    paged: true,
  };
  const made = sourceUnderTest(bluesky, service, '');
  open.push(made.close);
  return made;
}

interface Written {
  seq: number;
  text?: string;
  rkey?: string;
  operation?: 'create' | 'update' | 'delete';
  createdAt?: string;
  by?: string;
}

const timeAt = (seq: number) => new Date(testNow - 60_000 + seq).toISOString();

function frame({
  seq,
  text = 'Northwind is down',
  rkey = `r${seq}`,
  operation = 'create',
  createdAt = timeAt(seq),
  by = did,
}: Written) {
  const record = { $type: 'app.bsky.feed.post', text, createdAt, langs: ['en'] };
  const payload = {
    $type: 'network.bsky.jetstream.subscribeEvents#commit',
    seq,
    did: by,
    time: timeAt(seq),
    rev: 'x',
    operation,
    collection: 'app.bsky.feed.post',
    rkey,
  };
  return { $type: 'message', payload: operation === 'delete' ? payload : { ...payload, record, cid: 'c' } };
}

function accountFrame(seq: number, active: boolean, status?: string) {
  const account = { active, status, did, seq: 1, time: timeAt(seq) };
  return {
    $type: 'message',
    payload: { $type: 'network.bsky.jetstream.subscribeEvents#account', seq, did, time: timeAt(seq), account },
  };
}

/** Asks until the page holds something. */
async function next(
  source: Source,
  cursor: string | null,
  server?: JetstreamServer,
  ...frames: unknown[]
): Promise<SourcePage> {
  const page = source.fetchSince(cursor, signal);
  for (const one of frames) await server!.send(one);
  return page;
}

/** Page after page until the wanted number of findings has come. */
async function gather(
  source: Source,
  cursor: string | null,
  wanted: number,
): Promise<SourcePage & { pages: SourcePage[] }> {
  const pages: SourcePage[] = [];
  const count = () =>
    pages.flatMap(({ posts, malformed, gone }) => [
      ...posts,
      ...malformed,
      ...(gone?.nativeIds ?? []),
      ...(gone?.authors ?? []),
    ]).length;
  while (count() < wanted) pages.push(await source.fetchSince(pages.at(-1)?.cursor ?? cursor, signal));
  return {
    posts: pages.flatMap(({ posts }) => posts),
    malformed: pages.flatMap(({ malformed }) => malformed),
    cursor: pages.at(-1)!.cursor,
    more: pages.at(-1)!.more,
    pages,
  };
}

describe('the Bluesky stream', () => {
  it('asks the newer protocol for posts and accounts, from a time at first and from the sequence later', async () => {
    const server = await host();
    const { source } = listen([server.url]);
    const page = await next(source, null, server, frame({ seq: 7 }));
    const [first] = server.asked;
    expect(first!.pathname).toBe('/xrpc/network.bsky.jetstream.subscribeEvents');
    expect(first!.searchParams.getAll('kinds')).toEqual(['commit', 'account']);
    expect(first!.searchParams.get('collections')).toBe('app.bsky.feed.post');
    expect(first!.searchParams.get('cursor')).toBe(String((testNow - 15 * 60_000) * 1_000));
    await source.close();
    await next(listen([server.url]).source, page.cursor, server, frame({ seq: 8 }));
    expect(server.asked[1]!.searchParams.get('cursor')).toBe('7');
  });

  it('holds only what may concern a brand, and moves on over the rest', async () => {
    const server = await host();
    const { source } = listen([server.url]);
    const page = await next(
      source,
      null,
      server,
      frame({ seq: 1, text: 'what a day' }),
      frame({ seq: 2, text: 'NORTHWIND?!' }),
    );
    expect(page.posts.map(({ text }) => text)).toEqual(['NORTHWIND?!']);
    expect(page.posts[0]).toMatchObject({
      nativeId: keyOf(`${did}/r2`),
      author: did,
      lang: 'en',
      url: `https://bsky.app/profile/${did}/post/r2`,
    });
    expect(JSON.parse(page.cursor)).toMatchObject({ seq: 2 });
  });

  it('keeps an account of the brand whatever it writes', async () => {
    const server = await host();
    const { source } = listen([server.url]);
    const page = await next(
      source,
      null,
      server,
      frame({ seq: 1, text: 'We are looking into it', by: 'did:plc:brand' }),
    );
    expect(page.posts[0]).toMatchObject({ fromBrand: true, speaksFor: ['northwind'] });
  });

  it('passes edits on, also when the new text no longer names the brand', async () => {
    const server = await host();
    const { source } = listen([server.url]);
    const first = next(
      source,
      null,
      server,
      frame({ seq: 1 }),
      frame({ seq: 2, rkey: 'r1', operation: 'update', text: 'never mind' }),
    );
    const all = [...(await first).posts];
    if (all.length < 2) all.push(...(await source.fetchSince((await first).cursor, signal)).posts);
    expect(all.at(-1)).toMatchObject({
      nativeId: keyOf(`${did}/r1`),
      text: 'never mind',
      editedAt: Date.parse(timeAt(2)),
    });
  });

  it('passes deletions on: of posts given out as such, of others by id alone', async () => {
    const server = await host();
    const { source } = listen([server.url]);
    const first = await next(
      source,
      null,
      server,
      frame({ seq: 1 }),
      frame({ seq: 2, rkey: 'r1', operation: 'delete' }),
      frame({ seq: 3, rkey: 'unknown', operation: 'delete' }),
    );
    const pages = [first];
    while (!pages.some(({ gone }) => gone)) pages.push(await source.fetchSince(pages.at(-1)!.cursor, signal));
    const posts = pages.flatMap((page) => page.posts);
    expect(posts.map(({ nativeId, deleted, text }) => [nativeId, deleted, text])).toEqual([
      [keyOf(`${did}/r1`), undefined, 'Northwind is down'],
      [keyOf(`${did}/r1`), true, ''],
    ]);
    expect(pages.flatMap(({ gone }) => gone?.nativeIds ?? [])).toEqual([keyOf(`${did}/unknown`)]);
  });

  it.each(['deleted', 'takendown', 'suspended', 'deactivated'])(
    'takes everything of a %s account away',
    async (status) => {
      const server = await host();
      const { source } = listen([server.url]);
      const first = await next(
        source,
        null,
        server,
        frame({ seq: 1 }),
        frame({ seq: 2 }),
        accountFrame(3, false, status),
      );
      const pages = [first];
      while (!pages.some(({ gone }) => gone)) pages.push(await source.fetchSince(pages.at(-1)!.cursor, signal));
      const erased = pages.flatMap((page) => page.posts).filter(({ deleted }) => deleted);
      expect(erased.map(({ nativeId }) => nativeId)).toEqual([keyOf(`${did}/r1`), keyOf(`${did}/r2`)]);
      expect(pages.flatMap(({ gone }) => gone?.authors ?? [])).toEqual([did]);
    },
  );

  it('leaves an account alone that is merely throttled or back again', async () => {
    const server = await host();
    const { source } = listen([server.url]);
    const page = await next(
      source,
      null,
      server,
      accountFrame(1, false, 'throttled'),
      accountFrame(2, true),
      frame({ seq: 3 }),
    );
    expect(page.gone).toBeUndefined();
    expect(page.posts.length).toBe(1);
  });

  it('gives the same page again until its cursor comes back, then the next', async () => {
    const server = await host();
    const { source } = listen([server.url], { pageSize: 2 });
    const sent = [1, 2, 3, 4, 5].map((seq) => frame({ seq }));
    await next(source, null, server, ...sent);
    // By now all five have surely arrived: the last is waited for.
    await expect.poll(async () => (await source.fetchSince(null, signal)).more).toBe(true);
    const first = await source.fetchSince(null, signal);
    const again = await source.fetchSince(null, signal);
    expect(again).toEqual(first);
    const { posts } = await gather(source, first.cursor, 3);
    expect([...first.posts, ...posts].map(({ nativeId }) => nativeId)).toEqual(
      [1, 2, 3, 4, 5].map((seq) => keyOf(`${did}/r${seq}`)),
    );
    expect(server.asked.length).toBe(1);
  });

  it('connects anew for a cursor from elsewhere and skips the event that it stands at', async () => {
    const server = await host();
    const { source } = listen([server.url]);
    const cursor = JSON.stringify({ host: new URL(server.url).host, seq: 4, timeUs: Date.parse(timeAt(4)) * 1_000 });
    const page = await next(source, cursor, server, frame({ seq: 4 }), frame({ seq: 5 }));
    expect(page.posts.map(({ nativeId }) => nativeId)).toEqual([keyOf(`${did}/r5`)]);
  });

  it('goes by time, a little back, on another host than the cursor’s', async () => {
    const server = await host();
    const { source } = listen([server.url]);
    await next(
      source,
      JSON.stringify({ host: 'elsewhere', seq: 4, timeUs: 1_773_000_000_000_000 }),
      server,
      frame({ seq: 900 }),
    );
    expect(server.asked[0]!.searchParams.get('cursor')).toBe('1772999995000000');
  });

  it('falls back to the older protocol where the host knows no other', async () => {
    const server = await host(['legacy']);
    const { source } = listen([server.url]);
    const timeUs = (testNow - 5_000) * 1_000;
    const commit = {
      rev: 'x',
      operation: 'create',
      collection: 'app.bsky.feed.post',
      rkey: 'old',
      cid: 'c',
      record: { text: 'Northwind down', createdAt: timeAt(1) },
    };
    const page = await next(
      source,
      null,
      server,
      { did, time_us: timeUs, kind: 'identity', identity: {} },
      { did, time_us: timeUs + 1, kind: 'commit', commit },
    );
    expect(server.asked.map(({ pathname }) => pathname)).toEqual([
      '/xrpc/network.bsky.jetstream.subscribeEvents',
      '/subscribe',
    ]);
    expect(server.asked[1]!.searchParams.get('wantedCollections')).toBe('app.bsky.feed.post');
    expect(page.posts.map(({ nativeId }) => nativeId)).toEqual([keyOf(`${did}/old`)]);
    expect(JSON.parse(page.cursor)).toMatchObject({ seq: null, timeUs: timeUs + 1 });
  });

  it('says so when neither protocol is known', async () => {
    const server = await host([]);
    await expect(listen([server.url]).source.fetchSince(null, signal)).rejects.toMatchObject({ kind: 'misconfigured' });
  });

  it('takes the next host when one is down', async () => {
    const down = await host();
    await down.close();
    const server = await host();
    const page = await next(listen([down.url, server.url]).source, null, server, frame({ seq: 1 }));
    expect(page.posts.length).toBe(1);
  });

  it('says that a cursor is too old', async () => {
    const server = await host(['v2'], () => ({
      status: 400,
      body: '{"error":"CursorTooOld","message":"cursor 4 below floor 90"}',
    }));
    const cursor = JSON.stringify({ host: new URL(server.url).host, seq: 4, timeUs: 1 });
    await expect(listen([server.url]).source.fetchSince(cursor, signal)).rejects.toMatchObject({
      kind: 'cursor-too-old',
      message: expect.stringContaining('floor 90'),
    });
  });

  it('tells as a gap what the host couldn’t go back to', async () => {
    const server = await host();
    const notice = {
      $type: 'message',
      payload: {
        $type: 'network.bsky.jetstream.subscribeEvents#info',
        name: 'OutdatedCursor',
        message: 'resumed at 90',
      },
    };
    const page = await next(listen([server.url]).source, null, server, notice);
    expect(page.notices).toEqual([
      { kind: 'gap', where: new URL(server.url).host, message: 'OutdatedCursor resumed at 90' },
    ]);
  });

  it('tells as a gap what a host that is asked for a time leaves out', async () => {
    const server = await host();
    const cursorAt = testNow - 86_400_000;
    const cursor = JSON.stringify({ host: 'elsewhere', seq: 1, timeUs: cursorAt * 1_000 });
    const page = await next(listen([server.url]).source, cursor, server, frame({ seq: 9 }));
    expect(page.notices).toEqual([
      expect.objectContaining({ kind: 'gap', fromAt: cursorAt, toAt: Date.parse(timeAt(9)) }),
    ]);
  });

  it.each([
    'not json',
    '{"$type":"message"}',
    '{"kind":"commit"}',
    JSON.stringify(frame({ seq: 3, text: 7 as unknown as string })),
  ])('lists the malformed frame %s and goes on', async (bad) => {
    const server = await host();
    const { source } = listen([server.url]);
    const first = await next(source, null, server, bad, frame({ seq: 4 }));
    const rest = first.posts.length > 0 ? { posts: [] } : await gather(source, first.cursor, 1);
    expect(first.malformed.length).toBe(1);
    // It is logged, so it names nobody.
    expect(JSON.stringify(first.malformed)).not.toContain(did);
    expect([...first.posts, ...rest.posts].map(({ nativeId }) => nativeId)).toEqual([keyOf(`${did}/r4`)]);
  });

  it('connects again from where it was when the stream breaks off', async () => {
    const server = await host();
    const { source } = listen([server.url], { waitMs: 20 });
    const ask = (cursor: string | null) => source.fetchSince(cursor, signal);
    await Promise.all([ask(null), server.client()]);
    await server.send(frame({ seq: 1 }));
    let page = await ask(null);
    while (!page.cursor.includes('"seq":1')) page = await ask(page.cursor);
    (await server.client()).terminate();
    // An end that is met while waiting is told, one from before is mended at once.
    await expect
      .poll(() =>
        ask(page.cursor).then(
          () => server.asked.length,
          () => 0,
        ),
      )
      .toBe(2);
    expect(server.asked.at(-1)!.searchParams.get('cursor')).toBe('1');
  });

  it('tells an error that the host sends before it closes', async () => {
    const server = await host();
    const { source } = listen([server.url]);
    const asked = next(source, null, server, { $type: 'error', error: 'ConsumerTooSlow', message: 'read faster' });
    await expect(asked).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('ConsumerTooSlow'),
    });
  });

  it('takes a silent stream for dead', async () => {
    const server = await host();
    const { source, clock } = listen([server.url], { silenceSeconds: 60, waitMs: 1 });
    const page = await source.fetchSince(null, signal);
    clock.at += 59_000;
    await source.fetchSince(page.cursor, signal);
    clock.at += 1_000;
    await expect(source.fetchSince(page.cursor, signal)).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('60 s'),
    });
    // The next request connects anew.
    await source.fetchSince(page.cursor, signal);
    expect(server.asked.length).toBe(2);
  });

  it('holds a burst in bounded memory without losing any of it', async () => {
    const server = await host();
    const { source } = listen([server.url], { maxHeld: 10, pageSize: 7 });
    const many = 500;
    const first = next(source, null, server, ...Array.from({ length: many }, (_, index) => frame({ seq: index + 1 })));
    const begun = await first;
    const { posts } = await gather(source, begun.cursor, many - begun.posts.length);
    expect([...begun.posts, ...posts].map(({ nativeId }) => nativeId)).toEqual(
      Array.from({ length: many }, (_, index) => keyOf(`${did}/r${index + 1}`)),
    );
  });

  it.each([
    ['2026-03-10T23:00:00Z', 'the stream’s'],
    ['2019-01-01T00:00:00Z', 'the stream’s'],
    ['nonsense', 'the stream’s'],
    [timeAt(1), 'its own'],
  ])('gives a post of %s %s time', async (createdAt) => {
    const server = await host();
    const page = await next(listen([server.url]).source, null, server, frame({ seq: 1, createdAt }));
    expect(page.posts[0]!.createdAt).toBe(Date.parse(timeAt(1)));
  });
});
