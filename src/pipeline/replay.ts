import type { Transition } from '../core/words/incident.ts';
import { minuteOf } from '../core/words/interval.ts';
import type { Post } from '../core/words/post.ts';
import { type CycleContext, createCycleMemory, runCycle } from './cycle.ts';
import { type IngestSettings, ingestPosts } from './ingest.ts';
import type { Knowledge } from './judge.ts';

export interface ReplayContext {
  cycle: CycleContext;
  knowledge: Knowledge;
  settings: IngestSettings;
  /** Told after each chunk: posts so far and the event time reached, epoch ms. */
  progress?: (posts: number, atMs: number) => void;
}

/** An archive may be out of order by this much. */
const disorderMs = 3_600_000;
const chunkMs = 3_600_000;
/** Minutes that are watched beyond the last post, so that an incident can end. */
const tailMinutes = 120;
const postsPerTransaction = 2_000;

/**
 * The whole pipeline in event time: posts are put in order, taken in hour by hour, and every minute is judged with
 * nothing but what was written before its end. Yields the transitions in order.
 */
export async function* replay(posts: AsyncIterable<Post[]>, context: ReplayContext): AsyncGenerator<Transition[]> {
  const memory = createCycleMemory();
  let seen = 0;
  let waiting: Post[] = [];
  let newestMs = Number.NEGATIVE_INFINITY;
  let chunkEndMs = Number.NEGATIVE_INFINITY;
  let lastMinute = 0;
  const closeChunk = async (endMs: number): Promise<Transition[]> => {
    const ready = waiting.filter(({ createdAt }) => createdAt < endMs).sort(inOrder);
    waiting = waiting.filter(({ createdAt }) => createdAt >= endMs);
    await takeIn(ready, context, endMs);
    const { transitions } = await runCycle(context.cycle, memory, () => minuteOf(endMs));
    context.progress?.(seen, endMs);
    return transitions.sort(byTime);
  };
  for await (const batch of posts) {
    seen += batch.length;
    for (const post of batch) {
      waiting.push(post);
      newestMs = Math.max(newestMs, post.createdAt);
    }
    if (chunkEndMs === Number.NEGATIVE_INFINITY && newestMs > chunkEndMs) chunkEndMs = firstChunkEnd(waiting);
    while (newestMs - disorderMs >= chunkEndMs) {
      yield await closeChunk(chunkEndMs);
      chunkEndMs += chunkMs;
    }
  }
  if (waiting.length === 0 && seen === 0) return;
  lastMinute = minuteOf(newestMs) + tailMinutes;
  for (; minuteOf(chunkEndMs) < lastMinute + chunkMs / 60_000; chunkEndMs += chunkMs)
    yield await closeChunk(chunkEndMs);
}

function firstChunkEnd(posts: Post[]): number {
  const earliest = posts.reduce((least, { createdAt }) => Math.min(least, createdAt), Number.POSITIVE_INFINITY);
  return (Math.floor((earliest - disorderMs) / chunkMs) + 1) * chunkMs;
}

async function takeIn(posts: Post[], { cycle, knowledge, settings }: ReplayContext, nowMs: number): Promise<void> {
  for (let start = 0; start < posts.length; start += postsPerTransaction) {
    const some = posts.slice(start, start + postsPerTransaction);
    await cycle.database.transaction((tx) => ingestPosts(tx, some, { knowledge, settings, nowMs }));
  }
}

function inOrder(a: Post, b: Post): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function byTime(a: Transition, b: Transition): number {
  return a.at - b.at || (a.incidentId < b.incidentId ? -1 : a.incidentId > b.incidentId ? 1 : a.revision - b.revision);
}
