import { afterEach, describe, expect, it } from 'vitest';
import { appStore } from '../../../src/adapters/sources/app-store.ts';
import { discourse } from '../../../src/adapters/sources/discourse.ts';
import type { SourceEntry } from '../../../src/adapters/sources/entry.ts';
import { mastodon } from '../../../src/adapters/sources/mastodon.ts';
import { reddit } from '../../../src/adapters/sources/reddit.ts';
import type { FetchedPost, Source } from '../../../src/ports/source.ts';
import { service as appStoreService } from '../../fixtures/sources/app-store/service.ts';
import { service as discourseService } from '../../fixtures/sources/discourse/service.ts';
import { service as mastodonService } from '../../fixtures/sources/mastodon/service.ts';
import { service as redditService } from '../../fixtures/sources/reddit/service.ts';
import { brandPack, type FakeService, testNow } from '../../support/fake-service.ts';
import { type Respond, startService } from '../../support/service-server.ts';
import { sourceUnderTest } from '../../support/source-under-test.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const signal = new AbortController().signal;

async function stage(entry: SourceEntry, service: FakeService, respond?: Respond) {
  const held = service.items.map(({ body }) => body);
  const server = await startService(respond ?? ((request) => service.respond!(held, request)));
  open.push(server.close);
  const made = sourceUnderTest(entry, service, server.url);
  open.push(made.close);
  return { ...made, server, held };
}

async function all(source: Source): Promise<FetchedPost[]> {
  let page = await source.fetchSince(null, signal);
  const posts = [...page.posts];
  while (page.more) {
    page = await source.fetchSince(page.cursor, signal);
    posts.push(...page.posts);
  }
  return posts;
}

describe('Reddit', () => {
  it('asks for one token and uses it until it runs out', async () => {
    const { source, server, clock } = await stage(reddit, redditService);
    await all(source);
    const tokens = () => server.requests.filter(({ url }) => url.pathname === '/api/v1/access_token').length;
    expect(tokens()).toBe(1);
    clock.at += 86_400_000;
    await all(source);
    expect(tokens()).toBe(2);
  });

  it('takes a new token when the old one was withdrawn', async () => {
    let withdrawn = 0;
    const held = redditService.items.map(({ body }) => body);
    const { source, server } = await stage(reddit, redditService, (request) => {
      if (request.url.pathname === '/search' && withdrawn-- > 0)
        return { status: 401, body: { message: 'Unauthorized' } };
      return redditService.respond!(held, request);
    });
    const first = await source.fetchSince(null, signal);
    withdrawn = 1;
    expect((await source.fetchSince(first.cursor, signal)).posts.length).toBe(3);
    expect(server.requests.filter(({ url }) => url.pathname === '/api/v1/access_token').length).toBe(2);
  });

  it('says at once that the secret is wrong', async () => {
    const wrong = {
      ...redditService,
      settings: (url: string) => ({ ...redditService.settings(url), clientSecret: 'wrong' }),
    };
    const { source } = await stage(reddit, wrong);
    await expect(source.fetchSince(null, signal)).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it('erases what was deleted, by its author, a moderator or altogether', async () => {
    const [kept, byAuthor, byModerator] = structuredClone(
      redditService.items.map(({ body }) => body as { data: Record<string, unknown> }),
    );
    Object.assign(byAuthor!.data, { author: '[deleted]', author_fullname: undefined, selftext: '[deleted]' });
    Object.assign(byModerator!.data, { removed_by_category: 'moderator' });
    const { source } = await stage(reddit, redditService, (request) =>
      redditService.respond!([kept, byAuthor, byModerator], request),
    );
    const { posts } = await source.recheck!(['t3_1rk00', 't3_1rk01', 't3_1rk02', 't3_gone'], signal);
    expect(posts.map(({ nativeId, deleted, text }) => [nativeId, deleted, text !== ''])).toEqual([
      ['t3_1rk00', undefined, true],
      ['t3_1rk01', true, false],
      ['t3_1rk02', true, false],
      ['t3_gone', true, false],
    ]);
  });

  it('links to what somebody posted to their own profile without its name', async () => {
    const items = structuredClone(redditService.items.map(({ body }) => body as { data: Record<string, unknown> }));
    items[0]!.data.permalink = '/user/ann/comments/1rk00/northwind_app_down/';
    items[1]!.data.permalink = '/r/u_ann/comments/1rk01/northwind_app_down/';
    const { source } = await stage(reddit, redditService, (request) => redditService.respond!(items, request));
    const urls = (await all(source)).map(({ url }) => url);
    expect(urls).toContain('https://www.reddit.com/comments/1rk00/northwind_app_down/');
    expect(urls).toContain('https://www.reddit.com/comments/1rk01/northwind_app_down/');
    expect(urls).toContain('https://www.reddit.com/r/northwind/comments/1rk02/northwind_app_down/');
  });

  it('takes nothing for gone that is there and can’t be read', async () => {
    const held = [redditService.items[0]!.body, { ...(redditService.malformed as object) }];
    const { source } = await stage(reddit, redditService, (request) => redditService.respond!(held, request));
    const { posts } = await source.recheck!(['t3_1rk00', 't3_bad'], signal);
    expect(posts.map(({ nativeId }) => nativeId)).toEqual(['t3_1rk00']);
  });

  it('gives a post again that was edited since, within the overlap', async () => {
    const { source, held } = await stage(reddit, redditService);
    let page = await source.fetchSince(null, signal);
    while (page.more) page = await source.fetchSince(page.cursor, signal);
    const last = held.at(-1) as { data: Record<string, unknown> };
    held[held.length - 1] = { ...last, data: { ...last.data, selftext: 'works again', edited: testNow / 1_000 } };
    const next = await source.fetchSince(page.cursor, signal);
    expect(next.posts.map(({ nativeId, text }) => [nativeId, text.split('\n').at(-1)])).toEqual([
      ['t3_1rk07', 'works again'],
    ]);
  });

  it('reads whole subreddits with their comments', async () => {
    const comment = {
      kind: 't1',
      data: {
        name: 't1_c1',
        author: 'someone',
        body: 'same here',
        created_utc: testNow / 1_000 - 60,
        edited: false,
        permalink: '/r/northwind/comments/1/x/c1/',
      },
    };
    const service = { ...redditService, brands: [brandPack({ queries: { reddit: ['r/northwind'] } })] };
    const { source, server } = await stage(reddit, service, (request) =>
      request.url.pathname === '/api/v1/access_token'
        ? redditService.respond!([], request)
        : { body: { data: { after: null, children: request.url.pathname.endsWith('/comments') ? [comment] : [] } } },
    );
    expect((await all(source)).map(({ nativeId, text }) => [nativeId, text])).toEqual([['t1_c1', 'same here']]);
    expect(server.requests.slice(1).map(({ url }) => url.pathname)).toEqual([
      '/r/northwind/new',
      '/r/northwind/comments',
    ]);
  });
});

describe('Mastodon', () => {
  it('knows edits, deletions and how many follow', async () => {
    const items = structuredClone(mastodonService.items.map(({ body }) => body as Record<string, unknown>));
    Object.assign(items[0]!, {
      account: {
        id: '1',
        acct: 'NorthwindHelp',
        url: 'https://example.social/@NorthwindHelp',
        followers_count: 90_000,
      },
    });
    Object.assign(items[1]!.account as object, { followers_count: 'many' });
    const { source } = await stage(mastodon, mastodonService, (request) => mastodonService.respond!(items, request));
    const posts = await all(source);
    expect(posts.filter(({ editedAt }) => editedAt !== undefined).length).toBe(1);
    // What can't be read of the reach costs no post.
    expect(posts.flatMap(({ reach }) => reach ?? [])).toEqual([90_000]);
    expect(posts).toHaveLength(items.length);
    const again = await source.recheck!([String(items[1]!.id), '42'], signal);
    expect(again.posts.map(({ nativeId, deleted }) => [nativeId, deleted])).toEqual([
      [items[1]!.id, undefined],
      ['42', true],
    ]);
  });

  it('is asked about twenty posts at a time, for it refuses more', async () => {
    const { source, server } = await stage(mastodon, mastodonService);
    const ids = Array.from({ length: 45 }, (_, index) => String(1_000 + index));
    const { asked, posts } = await source.recheck!(ids, signal);
    expect([asked, posts.length]).toEqual([45, 45]);
    expect(server.requests.map(({ url }) => url.searchParams.getAll('id[]').length)).toEqual([20, 20, 5]);
  });

  it('shows its token to its server', async () => {
    const service = {
      ...mastodonService,
      settings: (url: string) => ({ ...mastodonService.settings(url), token: 'abc' }),
    };
    const { source, server } = await stage(mastodon, service);
    await all(source);
    expect(server.requests.every(({ headers }) => headers.authorization === 'Bearer abc')).toBe(true);
  });

  it('makes hashtags of names, each once', async () => {
    const service = {
      ...mastodonService,
      brands: [brandPack({ words: ['north wind', 'Northwind+'], handles: ['northwind'], queries: {} })],
    };
    const { source, server } = await stage(mastodon, service);
    await all(source);
    expect(new Set(server.requests.map(({ url }) => url.pathname))).toEqual(
      new Set(['/api/v1/timelines/tag/northwind']),
    );
  });
});

describe('the App Store', () => {
  it('tells version, country and stars, and whose app it is', async () => {
    const { source } = await stage(appStore, appStoreService);
    const [first] = await all(source);
    expect(first).toMatchObject({ aboutBrand: 'northwind', app: { version: '26.5.1', country: 'US', rating: 1 } });
    expect(first!.text).toBe("Can't check out (5)\nIt hangs on the payment screen since this morning");
  });

  it('tells no version where the store doesn’t, and none that nothing can hold', async () => {
    const bodies = appStoreService.items.map(({ body }) => body as object);
    const { source, held } = await stage(appStore, appStoreService);
    held.splice(
      0,
      held.length,
      { ...bodies[0], 'im:version': undefined },
      {
        ...bodies[1],
        'im:version': { label: `1\u0000${'9'.repeat(99)}` },
      },
    );
    expect((await all(source)).map(({ app }) => app!.version)).toEqual([null, `1 ${'9'.repeat(38)}`]);
  });

  it('passes over the app itself, with which older feeds begin', async () => {
    const { source, held } = await stage(appStore, appStoreService, ({ url }) => ({
      body: {
        feed: url.pathname.includes('page=1/')
          ? { entry: [{ 'im:name': { label: 'Northwind' }, id: { label: 'app' } }, held[7]] }
          : {},
      },
    }));
    expect((await all(source)).length).toBe(1);
  });

  it('stops after the tenth page', async () => {
    let next = 0;
    const { source, server } = await stage(appStore, appStoreService, () => ({
      body: { feed: { entry: [{ ...(appStoreService.items[0]!.body as object), id: { label: String(next++) } }] } },
    }));
    expect((await all(source)).length).toBe(10);
    expect(server.requests.length).toBe(10);
  });
});

describe('Discourse', () => {
  it('finds posts beyond a window of ids that shows nothing', async () => {
    // Older forums: the 50 ids up to `before`, whatever is left of them.
    const posts = discourseService.items.map(({ body }) => body as { id: number });
    const { source } = await stage(discourse, discourseService, ({ url }) => {
      const before = Number(url.searchParams.get('before') ?? 1_122);
      return { body: { latest_posts: posts.filter(({ id }) => id <= before && id > before - 50).reverse() } };
    });
    expect((await all(source)).length).toBe(posts.length);
  });

  it('knows what its author took back, what is gone with its topic, and what only members may read', async () => {
    const ids = [1_001, 1_002, 1_005];
    const { source, server } = await stage(discourse, discourseService, (request) => {
      const reply = discourseService.respond!(
        discourseService.items.map(({ body }) => body),
        request,
      )!;
      if (request.url.pathname === '/t/77.json') return { status: 404, body: {} };
      if (request.url.pathname === '/posts/1002.json')
        return { body: { ...(reply.body as object), user_deleted: true } };
      if (request.url.pathname === '/posts/1005.json') return { status: 403, body: { error_type: 'invalid_access' } };
      return reply;
    });
    const host = new URL(server.url).host;
    const { asked, posts } = await source.recheck!(
      ids.map((id) => `${host}/${id}`),
      signal,
    );
    expect(asked).toBe(3);
    expect(posts.map(({ nativeId, deleted }) => [nativeId, deleted])).toEqual([
      [`${host}/1001`, true],
      [`${host}/1002`, true],
    ]);
  });

  it('is asked about ten posts of a forum at a time', async () => {
    const { source, server } = await stage(discourse, discourseService);
    const ids = Array.from({ length: 30 }, (_, index) => `${new URL(server.url).host}/${2_000 + index}`);
    expect((await source.recheck!(ids, signal)).asked).toBe(10);
    expect(server.requests).toHaveLength(10);
  });

  it('names title, address and brand', async () => {
    const { source } = await stage(discourse, discourseService);
    const posts = await all(source);
    const opening = posts.find(({ text }) => text.includes('(0)'))!;
    expect(opening.text).toBe("Is Northwind down?\nNorthwind's site gives me a blank page (0)");
    expect(opening.url).toMatch(/\/t\/is-northwind-down\/77\/1$/);
    expect(posts.every(({ aboutBrand }) => aboutBrand === 'northwind')).toBe(true);
    expect(posts.find(({ text }) => text.includes('(1)'))!.text).toBe('Northwind’s site gives me a blank page (1)');
    expect(posts.filter(({ editedAt }) => editedAt !== undefined).length).toBe(1);
  });
});
