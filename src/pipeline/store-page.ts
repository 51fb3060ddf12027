import { minuteOf } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { type Source, SourceError, type SourcePage } from '../ports/source.ts';
import { endSilence, openSilence, readHabit } from '../store/source-silence.ts';
import { closeGap, recordGap, recordSourceSuccess, type SourceRecord, type SourceState } from '../store/sources.ts';
import { ingestPosts } from './ingest.ts';
import { futureToleranceMs } from './judge.ts';
import type { PollContext } from './poll-source.ts';
import { shortestSilenceMs, silenceOf, sourceStateOf } from './source-state.ts';

const habitMinutes = 7 * 1_440;
const fewestToJudgeClock = 3;

/** Stores one page's posts, the cursor behind them and how the source is doing, in one transaction. Returns its state. */
export async function storePage(
  source: Source,
  page: SourcePage,
  { record, context, begunAt }: { record: SourceRecord; context: PollContext; begunAt: number },
): Promise<SourceState> {
  const { database, clock, events } = context;
  const nowMs = clock.now();
  refuseWrongClock(page, nowMs);
  const times = page.posts.map(({ createdAt }) => createdAt);
  const lastPostAt = times.length === 0 ? null : times.reduce((latest, at) => Math.max(latest, at), 0);
  const known = { ...record, last_post_at: lastPostAt ?? record.last_post_at };
  // What is played against a clock of its own is silent by that clock.
  const heardTo = page.readTo ?? nowMs;
  const silence = await silenceFor(database, {
    ...{ source: source.id, lastPostAt: known.last_post_at, nowMs: heardTo, context },
  });
  const { state, message } = sourceStateOf({ page, record: known, nowMs: heardTo, afterMs: silence.afterMs });
  const about = { source: source.id, brands: context.knowledge.brands.packs.map(({ id }) => id) };
  const { outcomes, delaysMs } = await database.transaction(async (tx) => {
    const ingested = await ingestPosts(tx, page.posts, {
      knowledge: context.knowledge,
      settings: context.settings,
      isShared: database.kind === 'postgres',
      nowMs,
      gone: page.gone && { source: source.id, ...page.gone },
    });
    const counts = { posts: page.posts.length, malformed: page.malformed.length };
    const { id } = source;
    const readTo = page.more ? null : (page.readTo ?? begunAt);
    const reached = { cursor: page.cursor, atMs: nowMs, lastPostAt, readTo };
    await recordSourceSuccess(tx, { id, ...reached, ...counts, state, message });
    // What was missed while the source failed has now been read: it was late, not missing.
    if (!page.more) await closeGap(tx, id, { minute: minuteOf(nowMs), caughtUp: record.cursor !== null });
    if (times.length > 0)
      await endSilence(tx, { ...about, minute: minuteOf(times.reduce((first, at) => Math.min(first, at))) });
    if (state === 'silent' && silence.isGap)
      await openSilence(tx, { ...about, minute: minuteOf(known.last_post_at!) + 1 });
    await recordNoticedGaps(tx, id, { page, nowMs });
    return ingested;
  });
  const malformed = page.malformed.length;
  events.pageIngested({ source: source.id, outcomes, delaysMs, malformed, at: nowMs });
  for (const item of page.malformed.slice(0, 5)) events.itemMalformed({ source: source.id, ...item });
  if (state !== record.state) events.sourceStateChanged({ source: source.id, state, message });
  return state;
}

async function recordNoticedGaps(
  tx: Queryable,
  source: string,
  { page, nowMs }: { page: SourcePage; nowMs: number },
): Promise<void> {
  for (const { kind, fromAt, toAt, message } of page.notices ?? []) {
    if (kind !== 'gap' || fromAt === undefined) continue;
    await recordGap(tx, { source, from: minuteOf(fromAt), to: minuteOf(toAt ?? nowMs) + 1, reason: message });
  }
}

/** A page of nothing but the future means that the clock of this machine is behind: kept, its posts would be lost as "in-future". */
function refuseWrongClock({ posts }: SourcePage, nowMs: number): void {
  if (posts.length < fewestToJudgeClock) return;
  const earliest = posts.reduce((least, { createdAt }) => Math.min(least, createdAt), Number.POSITIVE_INFINITY);
  if (earliest <= nowMs + futureToleranceMs) return;
  const minutes = Math.round((earliest - nowMs) / 60_000);
  throw new SourceError(
    'malformed',
    `all of its posts lie at least ${minutes} minutes in the future: set the clock of this machine`,
  );
}

/** The habit is looked up only where silence may be in question. */
async function silenceFor(
  database: Queryable,
  {
    source,
    lastPostAt,
    nowMs,
    context,
  }: { source: string; lastPostAt: number | null; nowMs: number; context: PollContext },
): Promise<ReturnType<typeof silenceOf>> {
  const to = minuteOf(nowMs);
  const isQuiet = lastPostAt !== null && nowMs - lastPostAt > shortestSilenceMs;
  if (!isQuiet) return silenceOf({ spoken: 0, firstMinute: null, longestLull: 0 }, to);
  const brands = context.knowledge.brands.packs.map(({ id }) => id);
  const last = minuteOf(lastPostAt);
  return silenceOf(await readHabit(database, { source, brands, from: last - habitMinutes, to: last + 1 }), last);
}
