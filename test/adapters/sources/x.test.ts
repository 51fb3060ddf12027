import { afterEach, describe, expect, it } from 'vitest';
import { x } from '../../../src/adapters/sources/x.ts';
import { bandOf } from '../../../src/adapters/sources/x-band.ts';
import { createBudget } from '../../../src/adapters/sources/x-budget.ts';
import { idInstant } from '../../../src/adapters/sources/x-posts.ts';
import { service } from '../../fixtures/sources/x/service.ts';
import { testNow } from '../../support/fake-service.ts';
import { type Respond, type ServiceServer, startService } from '../../support/service-server.ts';
import { sourceUnderTest } from '../../support/source-under-test.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const signal = new AbortController().signal;
const held = service.items.map(({ body }) => body);
const limits = { dailyUsd: 1, monthlyUsd: 2, unitUsd: 0.005 };

async function stage(
  settings: Record<string, unknown>,
  respond: Respond = (request) => service.respond!(held, request),
) {
  const server: ServiceServer = await startService(respond, { https: true });
  open.push(server.close);
  const made = sourceUnderTest(
    x,
    { ...service, settings: (url) => ({ ...service.settings(url), ...settings }) },
    server.url,
  );
  open.push(made.close);
  return { ...made, server };
}

/** Answers counts with these minute counts, everything else as the fixture does. */
function counting(counts: number[]): Respond {
  return (request) => {
    if (request.url.pathname !== '/2/tweets/counts/recent') return service.respond!(held, request);
    const startAt = testNow - counts.length * 60_000;
    const data = counts.map((tweet_count, minute) => ({
      start: new Date(startAt + minute * 60_000).toISOString(),
      end: new Date(startAt + (minute + 1) * 60_000).toISOString(),
      tweet_count,
    }));
    return { body: { data, meta: { total_tweet_count: counts.reduce((sum, count) => sum + count, 0) } } };
  };
}

const calm = Array.from({ length: 600 }, (_, minute) => (minute * 7) % 5);
const burst = [...calm.slice(15), ...Array.from({ length: 15 }, () => 40)];
/** A position from which no sample is due. */
const sampled = (usd: number) =>
  JSON.stringify({
    spend: { day: '2026-03-10', dayUsd: usd, month: '2026-03', monthUsd: usd },
    rota: JSON.stringify({
      turn: 0,
      at: { 'northwind OR @northwindhelp': { sinceId: null, fromAt: testNow - 3_600_000, boughtAt: testNow - 60_000 } },
    }),
  });

describe('posts of X', () => {
  it('are linked to without the name of their author', async () => {
    const { source } = await stage({});
    const { posts } = await source.fetchSince(null, signal);
    expect(posts[0]!.url).toMatch(/^https:\/\/x\.com\/i\/web\/status\/\d+$/);
    expect(JSON.stringify(posts)).not.toContain('someone');
  });
});

describe('buying posts of X', () => {
  it('asks for counts alone while they are usual, and says so', async () => {
    const { source, server } = await stage({ buy: 'out-of-band' }, counting(calm));
    const page = await source.fetchSince(sampled(0), signal);
    expect(server.requests.map(({ url }) => url.pathname)).toEqual(['/2/tweets/counts/recent']);
    expect(server.requests[0]!.url.searchParams.get('granularity')).toBe('minute');
    expect(page.posts).toEqual([]);
    expect(page.notices).toEqual([
      expect.objectContaining({ kind: 'sampled', message: expect.stringContaining('none bought') }),
    ]);
    expect(JSON.parse(page.cursor).spend).toMatchObject({ dayUsd: 0.005, monthUsd: 0.005 });
  });

  it('buys the posts of the window when counts leave the band, and counts what they cost', async () => {
    const { source, server } = await stage({ buy: 'out-of-band', windowMinutes: 15 }, counting(burst));
    const page = await source.fetchSince(sampled(0), signal);
    const search = server.requests.at(-1)!.url;
    expect(search.pathname).toBe('/2/tweets/search/recent');
    expect(search.searchParams.get('start_time')).toBe(new Date(testNow - 15 * 60_000).toISOString());
    expect(page.posts.length).toBe(3);
    expect(JSON.parse(page.cursor).spend.dayUsd).toBeCloseTo(0.02, 9);
  });

  it('asks for counts only as often as their share of the budget allows', async () => {
    // One query, $0.10 a day, half of it for counts: 10 requests a day, one every 144 minutes.
    const { source, server, clock } = await stage({ buy: 'out-of-band', dailyBudgetUsd: 0.1 }, counting(calm));
    const first = await source.fetchSince(sampled(0), signal);
    clock.at += 143 * 60_000;
    const second = await source.fetchSince(first.cursor, signal);
    expect(second.notices).toEqual([
      expect.objectContaining({ kind: 'sampled', message: expect.stringContaining('2026-03-10T14:24:00.000Z') }),
    ]);
    expect(server.requests.length).toBe(1);
    clock.at += 60_000;
    await source.fetchSince(second.cursor, signal);
    expect(server.requests.length).toBe(2);
  });

  it('goes on buying between two looks at the counts while they were out of the band', async () => {
    const { source, server, clock } = await stage(
      { buy: 'out-of-band', dailyBudgetUsd: 1, windowMinutes: 45 },
      counting(burst),
    );
    let page = await source.fetchSince(sampled(0), signal);
    while (page.more) page = await source.fetchSince(page.cursor, signal);
    clock.at += 120_000;
    await source.fetchSince(page.cursor, signal);
    expect(server.requests.map(({ url }) => url.pathname).filter((path) => path.endsWith('counts/recent')).length).toBe(
      1,
    );
    expect(server.requests.at(-1)!.url.searchParams.has('since_id')).toBe(true);
  });

  it('doesn’t pay for counts again when the purchase after them fails', async () => {
    let broken = true;
    const counts = counting(burst);
    const { source, server } = await stage({ buy: 'out-of-band' }, (request) =>
      broken && request.url.pathname.endsWith('search/recent') ? { status: 503 } : counts(request),
    );
    await expect(source.fetchSince(sampled(0), signal)).rejects.toMatchObject({ kind: 'unavailable' });
    broken = false;
    const page = await source.fetchSince(sampled(0), signal);
    expect(server.requests.filter(({ url }) => url.pathname.endsWith('counts/recent')).length).toBe(1);
    expect(page.posts.length).toBe(3);
  });

  it('buys a sample now and then within the band', async () => {
    const { source, clock, server } = await stage({ buy: 'out-of-band', sampleEveryMinutes: 240 }, counting(calm));
    clock.at += 240 * 60_000;
    await source.fetchSince(sampled(0), signal);
    expect(server.requests.map(({ url }) => url.pathname)).toEqual([
      '/2/tweets/counts/recent',
      '/2/tweets/search/recent',
    ]);
  });

  it('takes the newest of a flood and says that the rest is left out', async () => {
    const many = Array.from({ length: 12 }, (_, index) => ({
      ...(held[0] as object),
      id: String((BigInt(testNow - 60_000 + index) - 1_288_834_974_657n) << 22n),
      edit_history_tweet_ids: undefined,
    }));
    const { source } = await stage({ maxPostsPerRound: 10 }, (request) => service.respond!(many, request));
    let page = await source.fetchSince(null, signal);
    const posts = [...page.posts];
    while (page.more) {
      page = await source.fetchSince(page.cursor, signal);
      posts.push(...page.posts);
    }
    expect(posts.length).toBe(12);
    const short = await stage({ maxPostsPerRound: 10 }, (request) =>
      service.respond!([...many, ...many.map((one) => ({ ...one, id: String(BigInt(one.id) + 1n) }))], request),
    );
    let capped = await short.source.fetchSince(null, signal);
    while (capped.more) capped = await short.source.fetchSince(capped.cursor, signal);
    expect(capped.notices).toEqual([
      expect.objectContaining({ kind: 'sampled', message: expect.stringContaining('newest 12') }),
    ]);
  });

  it.each([
    ['day', { recheckShare: 0, dailyBudgetUsd: 0.05, monthlyBudgetUsd: 100 }, '2026-03-11T00:00:00Z'],
    ['month', { recheckShare: 0, dailyBudgetUsd: 100, monthlyBudgetUsd: 0.05 }, '2026-04-01T00:00:00Z'],
  ])('never passes the budget of a %s, not even after a restart', async (period, settings, until) => {
    const first = await stage(settings);
    const page = await first.source.fetchSince(null, signal);
    // 3 of 10 affordable posts were read: 7 are left, fewer than a page may hold.
    const fault = { kind: 'budget-spent', retryAt: Date.parse(until), message: expect.stringContaining(period) };
    await expect(first.source.fetchSince(page.cursor, signal)).rejects.toMatchObject(fault);
    const restarted = await stage(settings);
    await expect(restarted.source.fetchSince(page.cursor, signal)).rejects.toMatchObject(fault);
    expect(restarted.server.requests).toEqual([]);
  });

  it('asks for no more posts than the budget pays for', async () => {
    const { source, server } = await stage({ recheckShare: 0, dailyBudgetUsd: 0.06 });
    await source.fetchSince(null, signal);
    expect(server.requests[0]!.url.searchParams.get('max_results')).toBe('12');
  });

  it('goes on at the edge of what X shows after a long pause, and tells the gap', async () => {
    const sinceId = String((BigInt(testNow - 9 * 86_400_000) - 1_288_834_974_657n) << 22n);
    const rota = JSON.stringify({ turn: 0, at: { 'northwind OR @northwindhelp': { sinceId, fromAt: 0 } } });
    const { source, server } = await stage({});
    const page = await source.fetchSince(
      JSON.stringify({ spend: { day: '', dayUsd: 0, month: '', monthUsd: 0 }, rota }),
      signal,
    );
    expect(server.requests[0]!.url.searchParams.has('since_id')).toBe(false);
    expect(server.requests[0]!.url.searchParams.get('start_time')).toBe(
      new Date(testNow - 7 * 86_400_000 + 3_600_000).toISOString(),
    );
    expect(page.notices).toEqual([expect.objectContaining({ kind: 'gap', fromAt: testNow - 9 * 86_400_000 })]);
  });

  it('has read what it asked for in vain: a query without posts for weeks misses nothing', async () => {
    const { source, server, clock } = await stage({ buy: 'always' }, () => ({ body: { meta: { result_count: 0 } } }));
    const notices: unknown[] = [];
    let cursor: string | null = null;
    for (let hours = 0; hours < 24 * 9; hours += 6) {
      const page = await source.fetchSince(cursor, signal);
      notices.push(...(page.notices ?? []));
      cursor = page.cursor;
      clock.at += 6 * 3_600_000;
    }
    expect(notices).toEqual([]);
    const askedFrom = Date.parse(server.requests.at(-1)!.url.searchParams.get('start_time')!);
    expect((clock.at - askedFrom) / 60_000).toBe(13 * 60);
  });

  it('misses nothing after the last post of a query that is not met any more', async () => {
    const bodies = [...held];
    const { source, server, clock } = await stage({ buy: 'always', pageSize: 100 }, (request) => {
      const reply = service.respond!(bodies, request);
      return request.url.searchParams.has('since_id') || request.url.searchParams.has('start_time') ? reply : null;
    });
    let page = await source.fetchSince(null, signal);
    while (page.more) page = await source.fetchSince(page.cursor, signal);
    bodies.splice(0);
    const notices: unknown[] = [];
    for (let days = 0; days < 9; days++) {
      clock.at += 86_400_000;
      page = await source.fetchSince(page.cursor, signal);
      notices.push(...(page.notices ?? []));
    }
    expect(notices).toEqual([]);
    expect(server.requests.at(-1)!.url.searchParams.has('since_id')).toBe(false);
  });

  it('has watched what the counts called usual, however long nothing was bought', async () => {
    const { source, clock } = await stage(
      { buy: 'out-of-band', sampleEveryMinutes: 100_000, dailyBudgetUsd: 100, monthlyBudgetUsd: 1_000 },
      counting(calm),
    );
    const kinds = new Set<string>();
    let cursor = sampled(0);
    for (let days = 0; days < 9; days++) {
      const page = await source.fetchSince(cursor, signal);
      for (const { kind } of page.notices ?? []) kinds.add(kind);
      cursor = page.cursor;
      clock.at += 86_400_000;
    }
    expect([...kinds]).toEqual(['sampled']);
  });

  it('waits for the reset when the last request of a window is used, without a failure before', async () => {
    const { source, server } = await stage({}, (request) => ({
      ...service.respond!(held, request)!,
      headers: service.limitHeaders!(testNow + 600_000),
    }));
    const page = await source.fetchSince(null, signal);
    await expect(source.fetchSince(page.cursor, signal)).rejects.toMatchObject({
      kind: 'rate-limited',
      retryAt: testNow + 600_000,
    });
    expect(server.requests.length).toBe(1);
  });

  it('maps edits, places and entities', async () => {
    const { source } = await stage({});
    let page = await source.fetchSince(null, signal);
    const posts = [...page.posts];
    while (page.more) {
      page = await source.fetchSince(page.cursor, signal);
      posts.push(...page.posts);
    }
    expect(posts[0]).toMatchObject({
      text: "Northwind & their app both down?? can't check out (5)",
      profileLocation: 'Tulsa, OK',
      reach: 2_005,
    });
    expect(posts.find(({ geo }) => geo)?.geo).toEqual({ lat: 36.15, lon: -95.99 });
    const edited = posts.filter(({ editedAt }) => editedAt !== undefined);
    expect(edited.map(({ createdAt, editedAt }) => editedAt! - createdAt)).toEqual([30_000]);
  });

  it('refuses a query that X would refuse', async () => {
    const { source } = await stage({ queries: ['x'.repeat(600)] });
    const first = await source.fetchSince(null, signal);
    let page = first;
    while (page.more) page = await source.fetchSince(page.cursor, signal);
    expect(page.notices).toEqual([
      expect.objectContaining({ kind: 'failing', message: expect.stringContaining('512') }),
    ]);
  });

  it('asks again what became of posts', async () => {
    const { source } = await stage({});
    const known = service.items[0]!.nativeId;
    const { posts } = await source.recheck!([known, '1234567890123456789'], signal);
    expect(posts.map(({ nativeId, deleted }) => [nativeId, deleted])).toEqual([
      [known, undefined],
      ['1234567890123456789', true],
    ]);
  });

  it('buys the last version of an edited post, not the one under its first id', async () => {
    const { source, server } = await stage({});
    const edited = service.items[4]!;
    const answer = await source.recheck!([edited.nativeId], signal);
    expect(answer.posts).toMatchObject([
      { nativeId: edited.nativeId, text: "Northwind & their app both down?? can't check out (4)" },
    ]);
    const asked = server.requests.map(({ url }) => url.searchParams.get('ids'));
    expect(asked).toEqual([edited.nativeId, (edited.body as { id: string }).id]);
    expect(JSON.parse(answer.memory!)).toMatchObject({ dayUsd: 0.01 });
  });

  it('leaves an edited post as it is stored when there is no money for its last version', async () => {
    const { source } = await stage({ dailyBudgetUsd: 0.05, recheckShare: 0.1 });
    const answer = await source.recheck!([service.items[4]!.nativeId], signal);
    expect(answer).toMatchObject({ asked: 1, posts: [] });
  });

  it('asks again for no more than their share of the budget, which searching leaves alone, also after a restart', async () => {
    // $0.20 a day, a tenth for rechecks: four posts; searching may buy 36.
    const settings = { dailyBudgetUsd: 0.2 };
    const ids = service.items.slice(0, 4).map(({ nativeId }) => nativeId);
    const first = await stage(settings);
    const more = [...ids, service.items[5]!.nativeId, service.items[6]!.nativeId];
    const answer = await first.source.recheck!(more, signal);
    expect(answer.asked).toBe(4);
    expect(answer.posts.map(({ nativeId }) => nativeId)).toEqual(expect.arrayContaining(ids));
    const spent = { kind: 'budget-spent', retryAt: Date.parse('2026-03-11T00:00:00Z') };
    await expect(first.source.recheck!(ids, signal, answer.memory)).rejects.toMatchObject(spent);
    const restarted = await stage(settings);
    await expect(restarted.source.recheck!(ids, signal, answer.memory)).rejects.toMatchObject(spent);
    expect(restarted.server.requests).toEqual([]);
    await restarted.source.fetchSince(null, signal);
    expect(restarted.server.requests[0]!.url.searchParams.get('max_results')).toBe('36');
  });

  it('is never asked again where nothing may be spent on it', async () => {
    const { source } = await stage({ recheckShare: 0 });
    expect(source.recheck).toBeUndefined();
  });
});

describe('the budget', () => {
  it('begins anew with the day and the month', () => {
    const budget = createBudget(limits);
    const late = Date.parse('2026-03-31T23:59:00Z');
    budget.charge(200, late);
    expect(() => budget.affordable({ wanted: 1, least: 1 }, late)).toThrow('a day');
    const nextDay = Date.parse('2026-04-01T00:00:00Z');
    expect(budget.affordable({ wanted: 100, least: 10 }, nextDay)).toBe(100);
    expect(budget.spent(nextDay)).toEqual({ day: '2026-04-01', dayUsd: 0, month: '2026-04', monthUsd: 0 });
  });

  it('remembers the larger of what it knows and what a cursor says', () => {
    const budget = createBudget(limits);
    budget.charge(10, testNow);
    budget.recall({ day: '2026-03-10', dayUsd: 0.01, month: '2026-03', monthUsd: 1.9 }, testNow);
    expect(budget.spent(testNow)).toMatchObject({ dayUsd: 0.05, monthUsd: 1.9 });
    expect(budget.affordable({ wanted: 100, least: 10 }, testNow)).toBe(20);
  });
});

describe('the band of counts', () => {
  it('lets usual traffic pass and knows a burst', () => {
    expect(bandOf(calm, 15).out).toBe(false);
    expect(bandOf(burst, 15)).toMatchObject({ out: true, recent: 600 });
  });

  it('is not widened by an earlier outage', () => {
    const withOutage = [
      ...calm.slice(0, 300),
      ...Array.from({ length: 45 }, () => 60),
      ...calm.slice(0, 240),
      ...Array.from({ length: 15 }, () => 8),
    ];
    expect(bandOf(withOutage, 15).out).toBe(true);
  });

  it('buys as long as it knows too little', () => expect(bandOf([0, 0, 0], 1).out).toBe(true));

  it('is calm about silence', () =>
    expect(
      bandOf(
        Array.from({ length: 600 }, () => 0),
        15,
      ),
    ).toEqual({ recent: 0, mean: 0, threshold: 3, out: false }));
});

describe('the instant in an id', () => {
  // X's own example: developer documentation, "X IDs", 1541815603606036480 is of 2022-06-28T16:07:40.105Z.
  it('is read', () =>
    expect(new Date(idInstant('1541815603606036480')!).toISOString()).toBe('2022-06-28T16:07:40.105Z'));
  it('is missing in old ids', () => expect(idInstant('20')).toBeNull());
});
