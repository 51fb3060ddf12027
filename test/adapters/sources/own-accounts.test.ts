import { afterEach, describe, expect, it } from 'vitest';
import { discourse } from '../../../src/adapters/sources/discourse.ts';
import type { SourceEntry } from '../../../src/adapters/sources/entry.ts';
import { mastodon } from '../../../src/adapters/sources/mastodon.ts';
import { reddit } from '../../../src/adapters/sources/reddit.ts';
import { x } from '../../../src/adapters/sources/x.ts';
import type { BrandPack } from '../../../src/core/words/brand.ts';
import type { FetchedPost, SourcePage } from '../../../src/ports/source.ts';
import { service as discourseService } from '../../fixtures/sources/discourse/service.ts';
import { service as mastodonService } from '../../fixtures/sources/mastodon/service.ts';
import { service as redditService } from '../../fixtures/sources/reddit/service.ts';
import { service as xService } from '../../fixtures/sources/x/service.ts';
import { brandPack, type FakeService, testNow } from '../../support/fake-service.ts';
import { type Respond, startService } from '../../support/service-server.ts';
import { sourceUnderTest } from '../../support/source-under-test.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const signal = new AbortController().signal;
const text = 'We are aware of an issue and are working on it';

interface Scene {
  respond: Respond;
  /** Packs that may name the local server by its host. */
  brands: (host: string) => BrandPack[];
  settings?: (url: string) => Record<string, unknown>;
}

async function stage(entry: SourceEntry, service: FakeService, { respond, brands, settings }: Scene) {
  const server = await startService(respond, { https: service.transport === 'https' });
  open.push(server.close);
  const own = { ...service, brands: brands(new URL(server.url).host) };
  const made = sourceUnderTest(
    entry,
    { ...own, settings: (url) => ({ ...service.settings(url), ...settings?.(url) }) },
    server.url,
  );
  open.push(made.close);
  return { ...made, server };
}

async function round(source: { fetchSince(cursor: string | null, at: AbortSignal): Promise<SourcePage> }) {
  const pages = [await source.fetchSince(null, signal)];
  while (pages.at(-1)!.more) pages.push(await source.fetchSince(pages.at(-1)!.cursor, signal));
  return { posts: pages.flatMap(({ posts }) => posts), notices: pages.at(-1)!.notices };
}

const own = (posts: FetchedPost[]) => posts.filter(({ fromBrand }) => fromBrand);
const word = { text, fromBrand: true, speaksFor: ['northwind'] };

describe('the word of a brand’s own account', () => {
  it('is told on X by the name of the account, whose number is the author, and after an edit too', async () => {
    const [first, ...others] = xService.items.map(({ body }) => body as { id: string; author_id: string });
    const held = [{ ...first!, text: `@jane ${text}` }, ...others];
    const { source } = await stage(x, xService, {
      brands: () => xService.brands,
      respond(request) {
        const reply = xService.respond!(held, request)!;
        const body = structuredClone(reply.body) as { data?: { author_id: string }[]; includes?: { users: unknown[] } };
        const users = body.data?.map(({ author_id: id }) => ({
          ...{ id, username: id === first!.author_id ? 'NorthwindHelp' : 'northwind_help' },
        }));
        return { ...reply, body: { ...body, includes: { users, places: [] } } };
      },
    });
    const [reply, ...more] = own((await round(source)).posts);
    expect([reply, more]).toMatchObject([{ ...word, text: `@jane ${text}`, author: first!.author_id }, []]);
    expect((await source.recheck!([first!.id], signal)).posts).toMatchObject([{ speaksFor: ['northwind'] }]);
  });

  it('is asked for on X, where a pack leaves the query to its words', async () => {
    const { source, server } = await stage(x, xService, {
      brands: () => [brandPack({ supportAccounts: ['northwindhelp', 'u/northwind', 'northwind.example'] })],
      respond: () => ({ body: { meta: { result_count: 0 } } }),
    });
    await round(source);
    expect(server.requests[0]!.url.searchParams.get('query')).toBe(
      '(northwind OR @northwindhelp OR from:northwindhelp) -is:retweet',
    );
  });

  it('is asked for on Reddit, comments too, by a name of Reddit’s own', async () => {
    const comment = (name: string, author: string) => ({
      kind: 't1',
      data: {
        name,
        author,
        author_fullname: `t2_${name}`,
        body: text,
        created_utc: testNow / 1_000 - 60,
        edited: false,
      },
    });
    const { source, server } = await stage(reddit, redditService, {
      brands: () => [
        brandPack({ supportAccounts: ['northwindhelp', 'u/northwind_help'], queries: { reddit: ['r/northwind'] } }),
      ],
      respond(request) {
        if (request.url.pathname === '/api/v1/access_token') return redditService.respond!([], request);
        const theirs = request.url.pathname === '/user/northwind_help/overview';
        const children = theirs
          ? [comment('t1_own', 'Northwind_Help')]
          : // Its name on X is anybody's here.
            [comment('t1_stranger', 'northwindhelp')];
        return { body: { data: { after: null, children } } };
      },
    });
    const { posts } = await round(source);
    expect(own(posts)).toMatchObject([{ ...word, nativeId: 't1_own', author: 't2_t1_own' }]);
    expect(posts.map(({ nativeId }) => nativeId)).toContain('t1_stranger');
    expect(server.requests.at(-1)!.url.searchParams.get('sort')).toBe('new');
  });

  it('is asked for on Mastodon, without a hashtag, and is no word of the same name on another server', async () => {
    const [template] = mastodonService.items.map(({ body }) => body as Record<string, unknown>);
    const status = (index: number, acct: string, content: string) => ({
      ...template,
      ...{ id: String((BigInt(testNow - 60_000) << 16n) + BigInt(index)), content, edited_at: null },
      account: { id: String(index), acct, url: `https://anything.example/@${acct}` },
    });
    const remote = 'help@social.northwind.example';
    const { source, server } = await stage(mastodon, mastodonService, {
      brands: (host) => [
        brandPack({
          supportAccounts: ['northwindhelp', `northwindhelp@${host}`, remote],
          queries: { mastodon: ['northwind'] },
        }),
      ],
      respond({ url }) {
        const [path, asked] = [url.pathname, url.searchParams];
        if (path === '/api/v1/accounts/lookup') return { body: { id: asked.get('acct') === remote ? '88' : '77' } };
        if (path === '/api/v1/accounts/77/statuses') return { body: [status(1, 'NorthwindHelp', text)] };
        if (path === '/api/v1/accounts/88/statuses') return { body: [status(2, remote, text)] };
        const strangers = ['northwindhelp@evil.example', 'help'];
        return { body: strangers.map((acct, index) => status(3 + index, acct, `#northwind ${text}`)) };
      },
    });
    const { posts } = await round(source);
    expect(own(posts)).toMatchObject([word, word]);
    expect(posts).toHaveLength(4);
    const asked = () => server.requests.filter(({ url }) => url.pathname.endsWith('/lookup')).length;
    expect(server.requests.at(-1)!.url.searchParams.get('exclude_reblogs')).toBe('true');
    expect(asked()).toBe(2);
    await round(source);
    expect(asked()).toBe(2);
  });

  it('is missed on Mastodon with a notice, where its server doesn’t know the account', async () => {
    const { source } = await stage(mastodon, mastodonService, {
      brands: () => [brandPack({ supportAccounts: ['help@northwind.example'], queries: { mastodon: ['northwind'] } })],
      respond: (request) =>
        mastodonService.respond!(
          mastodonService.items.map(({ body }) => body),
          request,
        ),
    });
    const { posts, notices } = await round(source);
    expect(posts).toHaveLength(mastodonService.items.length);
    expect(notices).toMatchObject([{ kind: 'failing', where: 'help@northwind.example' }]);
  });

  it.each([
    ['its own forum', 'northwind', 'northwind', ['northwind']],
    ['another brand’s forum', 'contoso', undefined, ['northwind']],
    ['a forum of all', undefined, undefined, ['northwind']],
  ])('is told on Discourse by forum and name, in %s', async (_, brand, aboutBrand, speaksFor) => {
    const [first, second] = discourseService.items.map(({ body }) => body as Record<string, unknown>);
    const held = [
      { ...first, username: 'NorthwindHelp', raw: text, post_number: 2 },
      // As the account of another forum is called.
      { ...second, username: 'help' },
    ];
    const { source } = await stage(discourse, discourseService, {
      settings: (url) => ({ forums: [{ url, brand }] }),
      brands: (host) => [
        brandPack({ supportAccounts: [`${host}/u/northwindhelp`, 'forum.northwind.example/u/help', 'help'] }),
      ],
      respond: (request) => discourseService.respond!(held, request),
    });
    const { posts } = await round(source);
    expect(own(posts).map((post) => [post.text, post.aboutBrand, post.speaksFor])).toEqual([
      [text, aboutBrand, speaksFor],
    ]);
    expect(posts).toHaveLength(2);
  });
});
