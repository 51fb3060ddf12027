import { afterEach, describe, expect, it } from 'vitest';
import { appStore } from '../../../src/adapters/sources/app-store.ts';
import type { SourceEntry } from '../../../src/adapters/sources/entry.ts';
import { hackerNews } from '../../../src/adapters/sources/hacker-news.ts';
import { reddit } from '../../../src/adapters/sources/reddit.ts';
import type { Source, SourceNotice } from '../../../src/ports/source.ts';
import { service as appStoreService } from '../../fixtures/sources/app-store/service.ts';
import { service as hackerNewsService } from '../../fixtures/sources/hacker-news/service.ts';
import { service as redditService } from '../../fixtures/sources/reddit/service.ts';
import { type FakeService, testNow } from '../../support/fake-service.ts';
import { type Respond, startService } from '../../support/service-server.ts';
import { sourceUnderTest } from '../../support/source-under-test.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const signal = new AbortController().signal;

async function stage(entry: SourceEntry, service: FakeService, respond: Respond) {
  const server = await startService(respond);
  open.push(server.close);
  const made = sourceUnderTest(entry, service, server.url);
  open.push(made.close);
  return made;
}

describe('a listing that shows only its newest', () => {
  const minute = 60_000;
  /** Newest first. */
  const ages = (count: number, youngest = 1) => Array.from({ length: count }, (_, index) => youngest + index);
  const redditItem = (ago: number) => ({
    kind: 't3',
    data: { name: `t3_a${ago}`, author: 'x', title: 'Northwind down', created_utc: (testNow - ago * minute) / 1_000 },
  });

  /** Two rounds, the second four hours after the first: what is told as missed, in minutes before it. */
  async function missed(source: Source, clock: { at: number }, turn: () => void) {
    const round = async (cursor: string | null) => {
      const notices: SourceNotice[] = [];
      let page = await source.fetchSince(cursor, signal);
      notices.push(...(page.notices ?? []));
      while (page.more) {
        page = await source.fetchSince(page.cursor, signal);
        notices.push(...(page.notices ?? []));
      }
      return { cursor: page.cursor, notices };
    };
    clock.at = testNow - 240 * minute;
    const first = await round(null);
    expect(first.notices).toEqual([]);
    clock.at = testNow;
    turn();
    const { notices } = await round(first.cursor);
    return notices.map(({ kind, fromAt, toAt }) => [kind, (testNow - fromAt!) / minute, (testNow - toAt!) / minute]);
  }

  it.each([
    ['says what is missed where Reddit shows no more', 230, [['gap', 245, 230]]],
    ['takes a short one of Reddit for whole', 150, []],
    ['finds all of Reddit’s down to what is known', 250, []],
  ])('%s', async (_what, count, expected) => {
    let held = [redditItem(246)];
    const service = {
      ...redditService,
      settings: (url: string) => ({ ...redditService.settings(url), pageSize: 100 }),
    };
    const { source, clock } = await stage(reddit, service, (request) => {
      if (request.url.pathname !== '/search') return redditService.respond!([], request);
      return redditService.respond!([...held].reverse(), request);
    });
    expect(await missed(source, clock, () => (held = ages(count).map(redditItem)))).toEqual(expected);
  });

  it('says what is missed where the rest of an interrupted reading of Reddit has fallen out of the listing', async () => {
    let held = [redditItem(246)];
    let isGone = false;
    const service = {
      ...redditService,
      settings: (url: string) => ({ ...redditService.settings(url), pageSize: 100 }),
    };
    const { source, clock } = await stage(reddit, service, (request) => {
      if (request.url.pathname !== '/search') return redditService.respond!([], request);
      const isRest = isGone && request.url.searchParams.has('after');
      return isRest ? { body: { data: { children: [] } } } : redditService.respond!([...held].reverse(), request);
    });
    const turn = () => {
      held = ages(120).map(redditItem);
      isGone = true;
    };
    expect(await missed(source, clock, turn)).toEqual([['gap', 245, 100]]);
  });

  it.each([
    ['says what is missed where the App Store shows no more than ten pages', 31, [['gap', 240, 30]]],
    ['takes fewer pages of the App Store for whole', 26, []],
  ])('%s', async (_what, count, expected) => {
    const reviewOf = (ago: number) => ({
      ...(appStoreService.items[0]!.body as object),
      id: { label: String(ago) },
      updated: { label: new Date(testNow - ago * minute).toISOString() },
    });
    let held = [reviewOf(246)];
    const service = {
      ...appStoreService,
      settings: (url: string) => ({ baseUrl: url, lookbackHours: 2, overlapHours: 0 }),
    };
    const { source, clock } = await stage(appStore, service, (request) =>
      appStoreService.respond!([...held].reverse(), request),
    );
    // The fixture's service shows three reviews a page.
    expect(await missed(source, clock, () => (held = ages(count).map(reviewOf)))).toEqual(expected);
  });

  it('takes a search of Hacker News that has few hits for whole', async () => {
    const hitOf = (ago: number) => ({
      ...(hackerNewsService.items[0]!.body as object),
      objectID: String(ago),
      created_at_i: (testNow - ago * minute) / 1_000,
    });
    let held = [hitOf(246)];
    const { source, clock } = await stage(hackerNews, hackerNewsService, (request) =>
      hackerNewsService.respond!([...held].reverse(), request),
    );
    expect(await missed(source, clock, () => (held = ages(7).map(hitOf)))).toEqual([]);
  });
});
