import { afterEach, describe, expect, it } from 'vitest';
import type { SourceEntry } from '../../../src/adapters/sources/entry.ts';
import { readFeed } from '../../../src/adapters/sources/feed-items.ts';
import { rss } from '../../../src/adapters/sources/rss.ts';
import { statusPage } from '../../../src/adapters/sources/status-page.ts';
import { brandPack, type FakeService, testNow } from '../../support/fake-service.ts';
import { type Respond, startService } from '../../support/service-server.ts';
import { keyOf, sourceUnderTest } from '../../support/source-under-test.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const signal = new AbortController().signal;

async function stage(
  entry: SourceEntry,
  respond: Respond,
  fields: Pick<FakeService, 'settings'> & Partial<FakeService>,
) {
  const server = await startService(respond);
  open.push(server.close);
  const service: FakeService = {
    transport: 'http',
    brands: [brandPack()],
    items: [],
    malformed: null,
    paged: false,
    ...fields,
  };
  const made = sourceUnderTest(entry, service, server.url);
  open.push(made.close);
  return { ...made, server };
}

const date = (minutesAgo: number) => new Date(testNow - minutesAgo * 60_000);
const rssOf = (items: string) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>${items}</channel></rss>`;
const item = (id: number, text: string) =>
  `<item><guid>${id}</guid><title>Title ${id}</title><description>${text}</description><pubDate>${date(10 - id).toUTCString()}</pubDate></item>`;

describe('feeds', () => {
  it('are asked for only when they changed', async () => {
    const { source, server } = await stage(
      rss,
      ({ headers }) =>
        headers['if-none-match'] === '"v1"' && headers['if-modified-since'] === 'Tue, 10 Mar 2026 11:00:00 GMT'
          ? { status: 304 }
          : {
              headers: { etag: '"v1"', 'last-modified': 'Tue, 10 Mar 2026 11:00:00 GMT' },
              body: rssOf(item(1, 'Northwind down')),
            },
      { settings: (url) => ({ feeds: [{ url, brand: 'northwind' }] }) },
    );
    const first = await source.fetchSince(null, signal);
    expect(first.posts).toEqual([
      expect.objectContaining({
        nativeId: keyOf(`${server.url} 1`),
        text: 'Title 1\nNorthwind down',
        aboutBrand: 'northwind',
      }),
    ]);
    const second = await source.fetchSince(first.cursor, signal);
    expect(second).toMatchObject({ posts: [], cursor: first.cursor });
    expect(server.requests.length).toBe(2);
  });

  it('give an entry again when it was edited, under the same id', async () => {
    let text = 'down';
    const { source, server } = await stage(rss, () => ({ body: rssOf(item(1, text) + item(2, 'same')) }), {
      settings: (url) => ({ feeds: [{ url }] }),
    });
    const first = await source.fetchSince(null, signal);
    text = 'down. Edit: works again';
    const { posts } = await source.fetchSince(first.cursor, signal);
    expect(posts).toEqual([
      expect.objectContaining({
        ...{ nativeId: keyOf(`${server.url} 1`), text: 'Title 1\ndown. Edit: works again', editedAt: testNow },
      }),
    ]);
  });

  it('are not new again after having been empty for once', async () => {
    let items = item(1, 'down');
    const { source } = await stage(rss, () => ({ body: rssOf(items) }), { settings: (url) => ({ feeds: [{ url }] }) });
    const first = await source.fetchSince(null, signal);
    items = '';
    const empty = await source.fetchSince(first.cursor, signal);
    items = item(1, 'down');
    expect((await source.fetchSince(empty.cursor, signal)).posts).toEqual([]);
  });

  describe('that were not answered for a long time', () => {
    const entry = (id: string, minutesAgo: number, dated = true) =>
      `<item><guid>${id}</guid><title>Northwind ${id}</title>${dated ? `<pubDate>${date(minutesAgo).toUTCString()}</pubDate>` : ''}</item>`;

    async function turned(before: string, after: string) {
      let items = before;
      const { source, clock } = await stage(rss, () => ({ body: rssOf(items) }), {
        settings: (url) => ({ feeds: [{ url }] }),
      });
      clock.at = testNow - 240 * 60_000;
      const first = await source.fetchSince(null, signal);
      expect(first.notices).toBeUndefined();
      clock.at = testNow;
      items = after;
      const { notices } = await source.fetchSince(first.cursor, signal);
      return (notices ?? []).map(({ kind, fromAt, toAt }) => [
        kind,
        (fromAt! - testNow) / 60_000,
        (toAt! - testNow) / 60_000,
      ]);
    }

    it('say what is missed when they show nothing of what they showed before', async () => {
      const before = entry('a', 250) + entry('b', 241);
      expect(await turned(before, entry('y', 5) + entry('x', 20))).toEqual([['gap', -240, -20]]);
      expect(await turned(before, entry('y', 5) + entry('none', 0, false))).toEqual([['gap', -240, -5]]);
      expect(await turned(before, entry('none', 0, false))).toEqual([['gap', -240, 0]]);
      const year1 = entry('odd', 5).replace(/<pubDate>.*<.pubDate>/, '<pubDate>0001-01-01T00:00:00Z</pubDate>');
      expect(await turned(before, entry('y', 5) + year1)).toEqual([['gap', -240, -5]]);
    });

    it('have lost nothing where they reach back to before, held nothing, or hold nothing', async () => {
      const before = entry('a', 250) + entry('b', 241);
      expect(await turned(before, entry('y', 5) + entry('b', 241))).toEqual([]);
      expect(await turned(before, entry('y', 5) + entry('late', 245))).toEqual([]);
      expect(await turned('', entry('y', 5))).toEqual([]);
      expect(await turned(before, '')).toEqual([]);
    });
  });

  it('leave out what was old when they were first read', async () => {
    const old = `<item><guid>old</guid><title>Northwind was down</title><pubDate>${date(3_000).toUTCString()}</pubDate></item>`;
    const { source, server } = await stage(rss, () => ({ body: rssOf(old + item(1, 'new')) }), {
      settings: (url) => ({ feeds: [{ url }] }),
    });
    expect((await source.fetchSince(null, signal)).posts.map(({ nativeId }) => nativeId)).toEqual([
      keyOf(`${server.url} 1`),
    ]);
  });

  it('tell their entries and authors apart from those of others, though all count from 1', async () => {
    const named = (id: string, name: string) =>
      `<item><guid>${id}</guid><title>${name} says it is down</title>${name && `<author>${name}</author>`}</item>`;
    const { source, server } = await stage(
      rss,
      ({ url }) => ({
        body: rssOf(url.pathname === '/a' ? named('1', 'ann') : named('1', 'bob') + named('2', '') + named('3', '')),
      }),
      { settings: (url) => ({ feeds: [{ url: `${url}/a` }, { url: `${url}/b` }] }) },
    );
    const first = await source.fetchSince(null, signal);
    const posts = [...first.posts, ...(await source.fetchSince(first.cursor, signal)).posts];
    const host = new URL(server.url).host;
    expect(posts.map(({ nativeId, author }) => [nativeId, author]).sort()).toEqual([
      [keyOf(`${server.url}/a 1`), `ann@${host}`],
      [keyOf(`${server.url}/b 1`), `bob@${host}`],
      // Who is not named is a voice of their own.
      [keyOf(`${server.url}/b 2`), keyOf(`${server.url}/b 2`)],
      [keyOf(`${server.url}/b 3`), keyOf(`${server.url}/b 3`)],
    ]);
  });

  it('of one host mean the same entry by the same address on it, and no other’s entry', async () => {
    const linked = (address: string) => `<item><guid>${address}</guid><title>Northwind is down</title></item>`;
    const { source, server } = await stage(
      rss,
      ({ headers }) => ({
        body: rssOf(linked(`http://${headers.host}/t/1`) + linked('https://elsewhere.example/t/1')),
      }),
      { settings: (url) => ({ feeds: [{ url: `${url}/a` }, { url: `${url}/b` }] }) },
    );
    const first = await source.fetchSince(null, signal);
    const posts = [...first.posts, ...(await source.fetchSince(first.cursor, signal)).posts];
    expect(new Set(posts.map(({ id }) => id)).size).toBe(3);
    expect(posts.filter(({ nativeId }) => nativeId === keyOf(`${server.url}/t/1`))).toHaveLength(2);
  });

  it('of status pages are left to the source for status pages', async () => {
    const page = { url: 'https://status.northwind.example', feed: 'https://status.northwind.example/feed.rss' };
    const { source } = await stage(rss, () => ({}), {
      settings: () => ({}),
      brands: [brandPack({ statusPage: page, queries: { rss: ['https://status.northwind.example/history.atom'] } })],
    });
    expect(source.idle).toContain('nothing to ask for');
  });

  it.each([
    [
      'Atom',
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>urn:1</id><title type="html">A &amp;amp; B</title><updated>2026-03-10T11:00:00Z</updated><published>2026-03-10T10:00:00Z</published><author><name>ann</name><uri>https://example.org/ann</uri></author><content type="html">&lt;b&gt;hi&lt;/b&gt;</content><link rel="self" href="https://e.org/self"/><link href="https://e.org/1"/></entry></feed>`,
    ],
    [
      'JSON Feed',
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 't',
        items: [
          {
            id: 'urn:1',
            title: 'A & B',
            content_text: 'hi',
            date_published: '2026-03-10T10:00:00Z',
            date_modified: '2026-03-10T11:00:00Z',
            url: 'https://e.org/1',
            authors: [{ name: 'ann', url: 'https://example.org/ann' }],
          },
        ],
      }),
    ],
  ])('of the kind %s are read', (_, text) => {
    expect(readFeed(text, 'feed').items).toEqual([
      {
        id: 'urn:1',
        title: 'A & B',
        text: 'hi',
        author: 'https://example.org/ann',
        url: 'https://e.org/1',
        publishedAt: Date.parse('2026-03-10T10:00:00Z'),
        updatedAt: Date.parse('2026-03-10T11:00:00Z'),
        version: expect.any(String),
      },
    ]);
  });

  it('of the kind RDF are read', () => {
    const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://e.org"><title>t</title></channel><item rdf:about="https://e.org/1"><title>Down</title><link>https://e.org/1</link><dc:date>2026-03-10T10:00:00Z</dc:date></item></rdf:RDF>`;
    expect(readFeed(rdf, 'feed').items).toEqual([
      expect.objectContaining({
        id: 'https://e.org/1',
        title: 'Down',
        publishedAt: Date.parse('2026-03-10T10:00:00Z'),
      }),
    ]);
  });

  it('list entries that can’t be read', () => {
    const { items, malformed } = readFeed(
      rssOf(
        `${item(1, 'ok')}<item><title>no id</title></item><item><guid>x</guid></item><item><guid>y</guid><title>t</title><pubDate>soon</pubDate></item>`,
      ),
      'feed',
    );
    expect(items.length).toBe(1);
    expect(malformed).toEqual([
      { where: 'feed, entry 2', message: 'it has neither an id nor a link' },
      { where: 'feed, entry 3', message: 'it has neither a title nor a text' },
      { where: 'feed, entry 4', message: '"soon" is not a date' },
    ]);
  });
});

describe('status pages', () => {
  it('speak for their brand, from a feed too', async () => {
    const { source } = await stage(statusPage, () => ({ body: rssOf(item(1, 'We are investigating')) }), {
      settings: (url) => ({ pages: [{ brand: 'northwind', url: `${url}/history.rss` }] }),
    });
    const { posts } = await source.fetchSince(null, signal);
    expect(posts).toEqual([
      expect.objectContaining({
        nativeId: 'northwind/1',
        fromBrand: true,
        aboutBrand: 'northwind',
        text: 'Title 1\nWe are investigating',
      }),
    ]);
  });

  it('give an update again when its wording changed', async () => {
    let body = 'We are looking into it.';
    const { source } = await stage(
      statusPage,
      () => ({
        body: {
          incidents: [
            {
              id: 'i1',
              name: 'Checkout',
              incident_updates: [
                {
                  id: 'u1',
                  status: 'in_progress',
                  body,
                  created_at: date(60).toISOString(),
                  updated_at: date(5).toISOString(),
                },
              ],
            },
          ],
        },
      }),
      { settings: (url) => ({ pages: [{ brand: 'northwind', url }] }) },
    );
    const first = await source.fetchSince(null, signal);
    expect(first.posts[0]).toMatchObject({
      text: 'Checkout\nin progress: We are looking into it.',
      createdAt: date(60).getTime(),
    });
    body = 'Fixed.';
    const { posts } = await source.fetchSince(first.cursor, signal);
    expect(posts).toEqual([
      expect.objectContaining({
        id: first.posts[0]!.id,
        text: 'Checkout\nin progress: Fixed.',
        editedAt: date(5).getTime(),
      }),
    ]);
  });

  it('fail one by one', async () => {
    const { source } = await stage(
      statusPage,
      ({ url }) => (url.pathname === '/broken.rss' ? { status: 500 } : { body: { incidents: [] } }),
      {
        settings: (url) => ({
          pages: [
            { brand: 'other', url: `${url}/broken.rss` },
            { brand: 'northwind', url },
          ],
        }),
      },
    );
    let page = await source.fetchSince(null, signal);
    while (page.more) page = await source.fetchSince(page.cursor, signal);
    expect(page.notices).toEqual([
      expect.objectContaining({ kind: 'failing', where: expect.stringContaining('/broken.rss') }),
    ]);
  });
});
