import { minuteOf } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import type { Source, SourcePage } from '../ports/source.ts';
import { claimPage, enterSentPage, type SentPage } from '../store/page-queue.ts';
import { readHabit } from '../store/source-silence.ts';
import { closeGap, recordFetched, type SourceRecord, type SourceState } from '../store/sources.ts';
import { type Arrival, arrivalOf, recordArrival } from './arrival.ts';
import { type IngestResult, ingestPosts } from './ingest.ts';
import { withoutOddDates } from './odd-dates.ts';
import type { PollContext } from './poll-source.ts';
import { shortestSilenceMs, silenceOf, sourceStateOf } from './source-state.ts';
import { splitPage } from './split-page.ts';
import { storing } from './storing.ts';

const habitMinutes = 7 * 1_440;

interface Delivery {
  record: SourceRecord;
  context: PollContext;
  begunAt: number;
}

/** Somebody else has gone on with the source meanwhile. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

/**
 * Brings a page to where it can't be lost, and moves the source's cursor behind it. Without a queue its posts, the cursor and how the
 * source is doing are one transaction; with one, the cursor moves once the queue has the page. Returns what is known of the source then.
 */
export async function deliverPage(source: Source, given: SourcePage, delivery: Delivery): Promise<SourceRecord> {
  const { record, context, begunAt } = delivery;
  const { database, clock, events } = context;
  const nowMs = clock.now();
  const page = withoutOddDates(given, nowMs);
  const fetched = await fetchedState(source, page, { record, context, nowMs });
  const { silentFrom, ...seen } = fetched;
  const arrival = arrivalOf(page, { source: source.id, atMs: nowMs, silentFrom, begunAt });
  const sent = await send(source, page, delivery);
  const ingested = await storing(database, async (tx) => {
    if (sent) await enter(tx, { ...sent, source: source.id, arrival, sentAt: nowMs }, record);
    const result = sent ? null : await storeHere(tx, page, { source, context, nowMs });
    const { cursor, spentUsd } = page;
    await recordFetched(tx, { id: source.id, cursor, atMs: nowMs, spentUsd, ...seen });
    // What was missed while the source failed is late from now on, not missing: it is read, or not read through yet. Of what can't be
    // read any more the page has a notice, whose gap is written with its arrival.
    if (!page.more) await closeGap(tx, source.id, { minute: minuteOf(nowMs), caughtUp: record.cursor !== null });
    if (!sent) await recordArrival(tx, arrival, brandsOf(context));
    return result;
  });
  const { outcomes, delaysMs } = ingested ?? { outcomes: {}, delaysMs: [] };
  events.pageIngested({ source: source.id, outcomes, delaysMs, malformed: page.malformed.length, at: nowMs });
  for (const item of page.malformed.slice(0, 5)) events.itemMalformed({ source: source.id, ...item });
  const { state, message, lastPostAt } = seen;
  if (state !== record.state) events.sourceStateChanged({ source: source.id, state, message });
  return { ...record, cursor: page.cursor, state, message, last_post_at: lastPostAt };
}

function brandsOf({ knowledge }: PollContext): string[] {
  return knowledge.brands.packs.map(({ id }) => id);
}

/** Null where nothing lies between reading and storing. */
async function send(
  source: Source,
  page: SourcePage,
  { record, context }: Delivery,
): Promise<Pick<SentPage, 'number' | 'partitions'> | null> {
  const { queue, database, knowledge } = context;
  if (queue.partitions === 0) return null;
  // One that hung while others went on must not send what they have sent, behind what came after it.
  const number = await claimPage(database, source.id, record.cursor);
  if (number === null) throw new OvertakenError(`${source.id} is read by another one`);
  const parts = splitPage(page, { source: source.id, number, partitions: queue.partitions, knowledge });
  await queue.send(parts);
  return { number, partitions: parts.map(({ partition }) => partition) };
}

async function enter(tx: Queryable, page: SentPage<Arrival>, record: SourceRecord): Promise<void> {
  if (!(await enterSentPage(tx, page, record.cursor)))
    throw new OvertakenError(`${page.source} is read by another one`);
}

function storeHere(
  tx: Queryable,
  page: SourcePage,
  { source, context, nowMs }: { source: Source; context: PollContext; nowMs: number },
): Promise<IngestResult> {
  const { database, knowledge, settings } = context;
  const gone = page.gone && { source: source.id, ...page.gone };
  return ingestPosts(tx, page.posts, { knowledge, settings, isShared: database.kind === 'postgres', nowMs, gone });
}

/** How the source is doing, by what is known as soon as it has answered. */
async function fetchedState(
  source: Source,
  page: SourcePage,
  { record, context, nowMs }: { record: SourceRecord; context: PollContext; nowMs: number },
): Promise<{ lastPostAt: number | null; state: SourceState; message: string; silentFrom: number | null }> {
  // A date ahead of us, once believed, would be the last word of the source until then.
  const before = record.last_post_at === null ? null : Math.min(record.last_post_at, nowMs);
  const latest = page.posts.reduce<number | null>((last, { createdAt }) => Math.max(last ?? 0, createdAt), before);
  // What is played against a clock of its own is silent by that clock.
  const heardTo = page.readTo ?? nowMs;
  const silence = await silenceFor(context, { source: source.id, lastPostAt: latest, nowMs: heardTo });
  const state = sourceStateOf({
    ...{ page, nowMs: heardTo, afterMs: silence.afterMs },
    ...{ record, lastPostAt: latest },
  });
  const isGap = !page.more && state.state === 'silent' && silence.isGap;
  return { ...state, lastPostAt: latest, silentFrom: isGap ? minuteOf(latest!) + 1 : null };
}

/** The habit is looked up only where silence may be in question. */
async function silenceFor(
  context: PollContext,
  { source, lastPostAt, nowMs }: { source: string; lastPostAt: number | null; nowMs: number },
): Promise<ReturnType<typeof silenceOf>> {
  const to = minuteOf(nowMs);
  const isQuiet = lastPostAt !== null && nowMs - lastPostAt > shortestSilenceMs;
  if (!isQuiet) return silenceOf({ spoken: 0, firstMinute: null, longestLull: 0 }, to);
  const last = minuteOf(lastPostAt);
  const range = { from: last - habitMinutes, to: last + 1 };
  return silenceOf(await readHabit(context.database, { source, brands: brandsOf(context), ...range }), last);
}
