import { z } from 'zod';
import { type FetchedPost, type Source, SourceError, type SourceNotice, type SourcePage } from '../../ports/source.ts';
import { brandAccounts, queriesFor } from './brand-words.ts';
import { type SourceContext, sourceEntry } from './entry.ts';
import { fetchedPost } from './fetched-post.ts';
import { inOrder, readCursor, said } from './items.ts';
import { createRota, type RotaPage } from './rota.ts';
import { bandOf } from './x-band.ts';
import { type Budget, createBudget, spendSchema } from './x-budget.ts';
import { createXClient, type XClient } from './x-client.ts';
import { countsReply, idInstant, lookupReply, postFields, readPosts, searchReply } from './x-posts.ts';

const settings = z.strictObject({
  bearerToken: said.meta({ secret: true }).describe('Bearer token of the X app.'),
  baseUrl: z
    .url({ protocol: /^https$/ })
    .default('https://api.x.com')
    .describe('Address of the X API; https only.'),
  queries: z.array(said).default([]).describe('Search queries besides those of the brand packs, in X’s own syntax.'),
  buy: z
    .enum(['out-of-band', 'always'])
    .default('out-of-band')
    .describe('Whether posts are bought only when their counts leave the usual band, or in every round.'),
  dailyBudgetUsd: z.number().min(0).default(5).describe('Most that is spent in a UTC day, US dollars.'),
  monthlyBudgetUsd: z.number().min(0).default(100).describe('Most that is spent in a UTC month, US dollars.'),
  unitPriceUsd: z
    .number()
    .positive()
    .default(0.005)
    .describe('Price of one post read and of one request for counts, US dollars.'),
  pageSize: z.number().int().min(10).max(100).default(100).describe('Posts asked for in one request.'),
  maxPostsPerRound: z
    .number()
    .int()
    .min(10)
    .default(300)
    .describe('Posts bought for one query in one round; the newest are taken.'),
  windowMinutes: z
    .number()
    .int()
    .min(1)
    .max(120)
    .default(15)
    .describe('Window whose count is held against the band, minutes.'),
  pastHours: z.number().min(2).max(160).default(48).describe('Past from which the band is made, hours.'),
  countsShare: z
    .number()
    .min(0.01)
    .max(1)
    .default(0.5)
    .describe('Share of the daily budget that may go into counts; it decides how often they are asked for.'),
  sampleEveryMinutes: z
    .number()
    .min(5)
    .default(1_440)
    .describe('How often ten posts are bought within the band, to know what is usual, minutes.'),
  lookbackMinutes: z.number().min(1).max(10_000).default(60).describe('How far back the first reading goes, minutes.'),
});
type Settings = z.output<typeof settings>;

const position = z.object({
  sinceId: z.string().nullable(),
  fromAt: z.number(),
  walk: z.object({ token: z.string(), topId: z.string(), taken: z.number() }).optional(),
  boughtAt: z.number().optional(),
  /** When counts were last asked for, and whether they were out of the band. */
  countedAt: z.number().optional(),
  out: z.boolean().optional(),
});
type Position = z.output<typeof position>;

const cursorSchema = z.object({ spend: spendSchema, rota: z.string() });

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** X gives no fewer posts than this. */
const smallestPage = 10;

interface Asked {
  query: string;
  from: Position;
}

interface Parts {
  options: Settings;
  context: SourceContext;
  client: XClient;
  budget: Budget;
  queries: readonly string[];
}

/** X charges for every post: counts are asked first, posts are bought when it matters, and the budget is never passed. */
function create(options: Settings, context: SourceContext): Source {
  const { id, clock } = context;
  const client = createXClient(options, context);
  const budget = createBudget({
    dailyUsd: options.dailyBudgetUsd,
    monthlyUsd: options.monthlyBudgetUsd,
    unitUsd: options.unitPriceUsd,
  });
  const packQueries = queriesFor(context.brands, 'x', (brand) => [
    [...brand.words, ...brand.handles.map((handle) => `@${handle}`)].map(quoted).join(' OR '),
  ]);
  const queries = [...new Set([...packQueries, ...options.queries])];
  const parts: Parts = { options, context, client, budget, queries };
  const rota = createRota({ source: id, places: queries, position, ask: asker(parts) });

  async function fetchSince(cursor: string | null, signal: AbortSignal): Promise<SourcePage> {
    const saved = cursor === null ? null : readCursor(cursor, cursorSchema, id);
    if (saved) budget.recall(saved.spend, clock.now());
    const page = await rota.fetchSince(saved?.rota ?? null, signal);
    return { ...page, cursor: JSON.stringify({ spend: budget.spent(clock.now()), rota: page.cursor }) };
  }

  return { id, kind: 'x', ...rota, fetchSince, recheck: rechecker(parts), close: async () => client.close() };
}

function asker(parts: Parts) {
  const { options, context } = parts;
  return async (query: string, saved: Position | null, signal: AbortSignal): Promise<RotaPage<Position>> => {
    const now = context.clock.now();
    const start = freshEnough(saved ?? { sinceId: null, fromAt: now - options.lookbackMinutes * minuteMs }, now);
    const { notices } = start;
    if (options.buy === 'always' || start.position.walk) {
      const bought = await buyPage(parts, { query, from: start.position, most: options.maxPostsPerRound }, signal);
      return { ...bought, notices: [...notices, ...(bought.notices ?? [])] };
    }
    const watched = await watchCounts(parts, { query, from: start.position }, signal);
    const sampleDue = now - (watched.from.boughtAt ?? 0) >= options.sampleEveryMinutes * minuteMs;
    notices.push(...watched.notices);
    if (!watched.from.out && !sampleDue) return { posts: [], position: watched.from, more: false, notices };
    // What lies before the window was within the band: it stays unbought.
    const from = { ...watched.from, ...recent(watched.from, now - options.windowMinutes * minuteMs) };
    const most = watched.from.out ? options.maxPostsPerRound : smallestPage;
    const bought = await buyPage(parts, { query, from, most }, signal);
    return { ...bought, notices: [...notices, ...(bought.notices ?? [])] };
  };
}

/** Asks for counts as often as their share of the budget allows, and remembers what they said in between. */
async function watchCounts(parts: Parts, { query, from }: Asked, signal: AbortSignal) {
  const { options, context, queries } = parts;
  const now = context.clock.now();
  const affordableEveryMs =
    (queries.length * options.unitPriceUsd * dayMs) / Math.max(1e-9, options.dailyBudgetUsd * options.countsShare);
  const dueAt = (from.countedAt ?? Number.NEGATIVE_INFINITY) + Math.max(minuteMs, affordableEveryMs);
  if (now < dueAt) return { from, notices: from.out ? [] : [resting(query, dueAt)] };
  const band = await pollBand(parts, query, signal);
  return { from: { ...from, countedAt: now, out: band.out }, notices: band.out ? [] : [withinBand(query, band)] };
}

async function pollBand({ options, context, client, budget }: Parts, query: string, signal: AbortSignal) {
  const now = context.clock.now();
  budget.affordable({ wanted: 1, least: 1 }, now);
  const from = new Date(now - options.pastHours * 3_600_000).toISOString();
  const { data } = await client.call({
    path: 'tweets/counts/recent',
    query: { query: fullQuery(query), granularity: 'minute', start_time: from },
    schema: countsReply,
    signal,
  });
  budget.charge(1, now);
  const whole = data.filter(({ start, end }) => end - start === 60_000).map(({ tweet_count }) => tweet_count);
  return bandOf(whole, options.windowMinutes);
}

async function buyPage(
  parts: Parts,
  { query, from, most }: Asked & { most: number },
  signal: AbortSignal,
): Promise<RotaPage<Position>> {
  const { options, context, client, budget } = parts;
  const now = context.clock.now();
  const size = budget.affordable({ wanted: Math.min(options.pageSize, most), least: smallestPage }, now);
  const since: Record<string, string> = from.sinceId
    ? { since_id: from.sinceId }
    : { start_time: new Date(from.fromAt).toISOString() };
  const reply = await client.call({
    path: 'tweets/search/recent',
    query: {
      query: fullQuery(query),
      max_results: String(size),
      sort_order: 'recency',
      ...since,
      ...postFields,
      ...(from.walk && { next_token: from.walk.token }),
    },
    schema: searchReply,
    signal,
  });
  budget.charge(reply.data.length, now);
  const isOwn = brandAccounts(context.brands);
  const { posts, malformed } = readPosts(reply, { source: context.id, where: `search for ${query}`, isOwn });
  const taken = (from.walk?.taken ?? 0) + reply.data.length;
  const topId = from.walk?.topId ?? reply.meta.newest_id ?? from.sinceId;
  const token = reply.meta.next_token;
  const page = { posts: inOrder(posts), malformed };
  if (token && topId && taken < most)
    return { ...page, position: { ...from, walk: { token, topId, taken } }, more: true };
  const notices = token ? [capped(query, taken)] : undefined;
  return { ...page, notices, position: { ...from, sinceId: topId, walk: undefined, boughtAt: now }, more: false };
}

function rechecker({ context, client, budget }: Parts) {
  return async (nativeIds: string[], signal: AbortSignal): Promise<FetchedPost[]> => {
    const now = context.clock.now();
    const asked = nativeIds.slice(0, budget.affordable({ wanted: Math.min(100, nativeIds.length), least: 1 }, now));
    const reply = await client.call({
      path: 'tweets',
      query: { ids: asked.join(','), ...postFields },
      schema: lookupReply,
      signal,
    });
    budget.charge(reply.data.length, now);
    const { posts } = readPosts(reply, {
      source: context.id,
      where: 'posts asked for again',
      isOwn: brandAccounts(context.brands),
    });
    // Deleted, protected and suspended ones are named as errors: none of them may be shown any longer.
    const gone = reply.errors.flatMap(({ resource_id: nativeId }) =>
      nativeId && asked.includes(nativeId) ? [nativeId] : [],
    );
    const erased = gone.map((nativeId) =>
      fetchedPost(context.id, {
        nativeId,
        author: 'unknown',
        text: '',
        createdAt: idInstant(nativeId) ?? now,
        deleted: true,
      }),
    );
    return [...posts, ...erased];
  };
}

const oldestMs = 7 * 86_400_000 - 3_600_000;

/** The search knows seven days: after a longer pause it goes on at its edge, and says what was missed. */
function freshEnough(from: Position, now: number): { position: Position; notices: SourceNotice[] } {
  const at = from.sinceId ? (idInstant(from.sinceId) ?? 0) : from.fromAt;
  if (now - at <= oldestMs) return { position: from, notices: [] };
  const fromAt = now - oldestMs;
  const notice: SourceNotice = {
    kind: 'gap',
    where: 'X',
    message: 'X shows seven days; what was written before is missed',
    fromAt: at,
    toAt: fromAt,
  };
  return { position: { ...from, sinceId: null, fromAt, walk: undefined }, notices: [notice] };
}

function recent(from: Position, windowAt: number): Pick<Position, 'sinceId' | 'fromAt'> {
  const at = from.sinceId ? (idInstant(from.sinceId) ?? 0) : from.fromAt;
  return at >= windowAt ? from : { sinceId: null, fromAt: windowAt };
}

function withinBand(query: string, band: { recent: number; threshold: number }): SourceNotice {
  return {
    kind: 'sampled',
    where: query,
    message: `${band.recent} posts counted, at most ${Math.floor(band.threshold)} are usual: none bought`,
  };
}

function resting(query: string, untilAt: number): SourceNotice {
  const message = `counts were within the band; the budget allows the next look at ${new Date(untilAt).toISOString()}`;
  return { kind: 'sampled', where: query, message };
}

function capped(query: string, taken: number): SourceNotice {
  return {
    kind: 'sampled',
    where: query,
    message: `the newest ${taken} posts bought; the rest of the round is left out`,
  };
}

const longestQuery = 512;

/** Reposts repeat others and cost as much as they do. */
function fullQuery(query: string): string {
  const full = `(${query}) -is:retweet`;
  if (full.length <= longestQuery) return full;
  throw new SourceError(
    'misconfigured',
    `the query "${query.slice(0, 60)}…" is longer than the ${longestQuery} characters that X takes`,
  );
}

function quoted(word: string): string {
  return /^@?\w+$/.test(word) ? word : `"${word.replaceAll('"', '')}"`;
}

export const x = sourceEntry({
  kind: 'x',
  description: 'Posts of X by recent search; counts are watched and posts bought within a budget.',
  keyless: false,
  everyMs: 120_000,
  settings,
  create,
});
