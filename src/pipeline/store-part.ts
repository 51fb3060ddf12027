import { setTimeout as pause } from 'node:timers/promises';
import { type Interval, minuteOf } from '../core/words/interval.ts';
import type { Post } from '../core/words/post.ts';
import { DatabaseError, type Queryable } from '../ports/database.ts';
import { decodePart, partBytes } from '../ports/page-part.ts';
import type { ArrivedPart, PagePart } from '../ports/page-queue.ts';
import { openAsideGap } from '../store/aside-gaps.ts';
import {
  enterStoredPart,
  findPartsAsideOf,
  findStoredPart,
  keepPartAside,
  lockPartition,
  replacePartAside,
} from '../store/page-queue.ts';
import { type IngestResult, ingestPosts } from './ingest.ts';
import { longestIdleMs } from './leases.ts';
import type { PollContext } from './poll-source.ts';
import { storing } from './storing.ts';

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
export function isPassing(error: unknown): boolean {
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
  return storing(context.database, async (tx) => {
    if ((await begin(tx, part)) === 'known') return null;
    const ingested = await ingestPart(tx, part, { ...context, nowMs });
    await forgetAside(tx, part);
    return ingested;
  });
}

/** Takes the posts of a part in, whose authors are keys already. */
export function ingestPart(
  tx: Queryable,
  { posts, source, gone }: Pick<PagePart, 'posts' | 'source' | 'gone'>,
  { knowledge, settings, nowMs }: Pick<PollContext, 'knowledge' | 'settings'> & { nowMs: number },
): Promise<IngestResult> {
  return ingestPosts(tx, posts, {
    ...{ settings, nowMs, isShared: true },
    knowledge: { ...knowledge, salt: null },
    gone: gone && { source, ...gone },
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
  const isReadable = !('unreadable' in part);
  const source = isReadable ? part.source : '';
  const minutes = isReadable ? minutesOf(part.posts) : null;
  const isNew = await context.database.transaction(async (tx) => {
    if (isReadable && (await begin(tx, part)) !== 'new') return false;
    await keepPartAside(tx, { partition, sequence, source, reason, bytes, minutes, at: context.clock.now() });
    await openAsideGap(tx, source, minutes);
    return true;
  });
  if (isNew) context.events.partKeptAside({ partition, sequence, source, reason });
}

/** Half-open; null without posts. */
export function minutesOf(posts: readonly Post[]): Interval | null {
  if (posts.length === 0) return null;
  const minutes = posts.map(({ createdAt }) => minuteOf(createdAt));
  const from = minutes.reduce((least, minute) => Math.min(least, minute));
  return { from, to: minutes.reduce((most, minute) => Math.max(most, minute)) + 1 };
}

type Vanished = Pick<PagePart, 'source' | 'posts' | 'gone'> & { partition: number | null };

/** What is gone at its source goes from what is kept aside, too. Every partition is told of it, so each sees to its own; null: to all. */
export async function forgetAside(tx: Queryable, { source, partition, posts, gone }: Vanished): Promise<void> {
  const deleted = posts.filter((post) => post.deleted).map(({ nativeId }) => nativeId);
  const ids = new Set([...deleted, ...(gone?.nativeIds ?? [])]);
  const authors = new Set(gone?.authors);
  if (ids.size + authors.size === 0) return;
  for (const aside of await findPartsAsideOf(tx, source, partition)) {
    const part = decodePart(aside.bytes);
    if ('unreadable' in part) continue;
    const left = part.posts.filter(({ nativeId, author }) => !ids.has(nativeId) && !authors.has(author));
    if (left.length < part.posts.length)
      await replacePartAside(tx, { ...aside, bytes: partBytes({ ...part, posts: left }) });
  }
}
