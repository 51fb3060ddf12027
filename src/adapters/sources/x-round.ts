import { z } from 'zod';
import { compileSpeakers } from '../../core/classify/own-accounts.ts';
import { SourceError, type SourceNotice } from '../../ports/source.ts';
import type { SourceContext } from './entry.ts';
import { inOrder } from './items.ts';
import type { RotaPage } from './rota.ts';
import { bandOf } from './x-band.ts';
import type { Budget } from './x-budget.ts';
import type { XClient } from './x-client.ts';
import { countsReply, idInstant, postFields, readPosts, searchReply } from './x-posts.ts';
import type { XSettings } from './x-settings.ts';

export const xPosition = z.object({
  sinceId: z.string().nullable(),
  fromAt: z.number(),
  walk: z.object({ token: z.string(), topId: z.string(), taken: z.number() }).optional(),
  boughtAt: z.number().optional(),
  /** When counts were last asked for, and whether they were out of the band. */
  countedAt: z.number().optional(),
  out: z.boolean().optional(),
});
type Position = z.output<typeof xPosition>;

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** How late a post may enter the index and still be found; generous, since what isn't met costs nothing. */
const indexDelayMs = 60 * minuteMs;
/** X gives no fewer posts than this. */
const smallestPage = 10;

interface Asked {
  query: string;
  from: Position;
}

export interface XParts {
  options: XSettings;
  context: SourceContext;
  client: XClient;
  budget: Budget;
  queries: readonly string[];
  /** Last look at each query's counts: a purchase that fails afterwards must not pay for them again. */
  looks: Map<string, { countedAt: number; out: boolean }>;
}

/** One round for one query: counts first, then the posts that are worth their price. */
export function asker(parts: XParts) {
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
    // What lies before the window was within the band: it stays unbought.
    const from = { ...watched.from, ...recent(watched.from, now - options.windowMinutes * minuteMs) };
    if (!watched.from.out && !sampleDue) return { posts: [], position: from, more: false, notices };
    const most = watched.from.out ? options.maxPostsPerRound : smallestPage;
    const bought = await buyPage(parts, { query, from, most }, signal);
    return { ...bought, notices: [...notices, ...(bought.notices ?? [])] };
  };
}

/** Asks for counts as often as their share of the budget allows, and remembers what they said in between. */
async function watchCounts(parts: XParts, { query, from: saved }: Asked, signal: AbortSignal) {
  const { options, context, queries, looks } = parts;
  const from = { ...saved, ...looks.get(query) };
  const now = context.clock.now();
  const affordableEveryMs =
    (queries.length * options.unitPriceUsd * dayMs) / Math.max(1e-9, options.dailyBudgetUsd * options.countsShare);
  const dueAt = (from.countedAt ?? Number.NEGATIVE_INFINITY) + Math.max(minuteMs, affordableEveryMs);
  if (now < dueAt) return { from, notices: from.out ? [] : [resting(query, dueAt)] };
  const band = await pollBand(parts, query, signal);
  looks.set(query, { countedAt: now, out: band.out });
  return { from: { ...from, countedAt: now, out: band.out }, notices: band.out ? [] : [withinBand(query, band)] };
}

async function pollBand({ options, context, client, budget }: XParts, query: string, signal: AbortSignal) {
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
  parts: XParts,
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
  const speakerOf = compileSpeakers(context.brands);
  const { posts, malformed } = readPosts(reply, { source: context.id, where: `search for ${query}`, speakerOf });
  const taken = (from.walk?.taken ?? 0) + reply.data.length;
  const topId = from.walk?.topId ?? reply.meta.newest_id ?? from.sinceId;
  const token = reply.meta.next_token;
  const page = { posts: inOrder(posts), malformed };
  if (token && topId && taken < most)
    return { ...page, position: { ...from, walk: { token, topId, taken } }, more: true };
  const notices = token ? [capped(query, taken)] : undefined;
  // A query that nobody meets is read all the same: what it is asked for next begins here, and not at a post of last week.
  const isVain = taken === 0 && !token;
  const read = isVain ? recent(from, now - indexDelayMs) : { sinceId: topId, fromAt: from.fromAt };
  return { ...page, notices, position: { ...from, ...read, walk: undefined, boughtAt: now }, more: false };
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
