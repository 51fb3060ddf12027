import { setTimeout as pause } from 'node:timers/promises';
import { minuteOf } from '../core/words/interval.ts';
import { DatabaseError, type Queryable } from '../ports/database.ts';
import type { ArrivedPart, PagePart } from '../ports/page-queue.ts';
import { enterStoredPart, findStoredPart, keepPartAside, lockPartition } from '../store/page-queue.ts';
import { recordGap } from '../store/sources.ts';
import { type IngestResult, ingestPosts } from './ingest.ts';
import { longestIdleMs } from './leases.ts';
import type { PollContext } from './poll-source.ts';

/** So often a part is tried, by one worker or another, before it is kept aside. */
const mostDeliveries = 5;
const databaseAgainMs = 1_000;

/** Stores what arrives over the queue, until it is aborted. Any number of workers may do so. */
export function receiveParts(context: PollContext, signal: AbortSignal): Promise<void> {
  return context.queue.receive((arrived) => takePart(arrived, context, signal), signal);
}

/** Resolves when a part is stored or kept aside. While the database fails it waits; what it rejects is handed over again. */
export async function takePart(arrived: ArrivedPart, context: PollContext, signal: AbortSignal): Promise<void> {
  const { events } = context;
  while (true) {
    try {
      return await storeOrKeep(arrived, context);
    } catch (error) {
      const { deliveries, partition } = arrived;
      const passes = isPassing(error);
      events.partFailed({ partition, deliveries, passes }, error);
      if (passes) await pause(databaseAgainMs, undefined, { signal });
      else if (deliveries < mostDeliveries) throw error;
      else return keepAside(arrived, context, (error as Error).message);
    }
  }
}

/** The database fails, whatever is to be stored in it. */
function isPassing(error: unknown): boolean {
  return error instanceof DatabaseError && ['unavailable', 'locked', 'full'].includes(error.kind);
}

async function storeOrKeep(arrived: ArrivedPart, context: PollContext): Promise<void> {
  const { part, deliveries } = arrived;
  if ('unreadable' in part) return keepAside(arrived, context, part.unreadable);
  if (deliveries > mostDeliveries) return keepAside(arrived, context, `${deliveries - 1} workers have ended over it`);
  const nowMs = context.clock.now();
  const ingested = await storePart(part, { context, nowMs });
  if (!ingested) return void context.events.partKnown();
  context.events.partStored();
  context.events.pageIngested({ source: part.source, ...ingested, malformed: 0, at: nowMs });
}

/** Posts, and that they are stored, in one transaction; null when what lies behind them is stored already. */
async function storePart(
  part: PagePart,
  { context, nowMs }: { context: PollContext; nowMs: number },
): Promise<IngestResult | null> {
  const { settings, database } = context;
  const knowledge = { ...context.knowledge, salt: null };
  const gone = part.gone && { source: part.source, ...part.gone };
  return database.transaction(async (tx) => {
    if ((await begin(tx, part)) === 'known') return null;
    return ingestPosts(tx, part.posts, { knowledge, settings, isShared: true, nowMs, gone });
  });
}

/** Enters a part unless it comes too late: what lies behind it is stored. The same one again changes nothing. */
async function begin(tx: Queryable, part: PagePart): Promise<'known' | 'again' | 'new'> {
  const { source, partition, page: number, more } = part;
  await lockPartition(tx, partition, longestIdleMs);
  const found = await findStoredPart(tx, { source, partition, number });
  if (found === 'later') return 'known';
  if (!more) await enterStoredPart(tx, { source, partition, number });
  return found === 'same' ? 'again' : 'new';
}

/** What can't be stored must neither stop what comes after it nor be lost; its minutes are a gap. */
async function keepAside(arrived: ArrivedPart, context: PollContext, reason: string): Promise<void> {
  const { part, partition, sequence, bytes } = arrived;
  const source = 'unreadable' in part ? '' : part.source;
  const atMs = context.clock.now();
  const isNew = await context.database.transaction(async (tx) => {
    if (!('unreadable' in part) && (await begin(tx, part)) !== 'new') return false;
    await keepPartAside(tx, { partition, sequence, source, reason, bytes, atMs });
    const minutes = 'unreadable' in part ? [] : part.posts.map(({ createdAt }) => minuteOf(createdAt));
    if (minutes.length > 0) await recordGap(tx, { source, reason: 'kept aside', ...spanOf(minutes) });
    return true;
  });
  if (isNew) context.events.partKeptAside({ partition, sequence, source, reason });
}

function spanOf(minutes: number[]): { from: number; to: number } {
  const from = minutes.reduce((least, minute) => Math.min(least, minute));
  return { from, to: minutes.reduce((most, minute) => Math.max(most, minute)) + 1 };
}
