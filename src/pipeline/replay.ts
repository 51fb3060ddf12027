import { setImmediate } from 'node:timers/promises';
import type { Transition } from '../core/words/incident.ts';
import { minuteOf } from '../core/words/interval.ts';
import type { JudgedPost } from '../core/words/judged-post.ts';
import type { Post } from '../core/words/post.ts';
import { keepUp } from '../store/upkeep.ts';
import { type CycleContext, createCycleMemory, runCycle } from './cycle.ts';
import { type IngestSettings, ingestPosts, judgeLimits } from './ingest.ts';
import { judgePosts, type Knowledge } from './judge.ts';

export interface ReplayContext {
  cycle: CycleContext;
  knowledge: Knowledge;
  settings: IngestSettings;
  /** Told after each chunk: posts so far and the event time reached, epoch ms. */
  progress?: (posts: number, atMs: number) => void;
}

/** An archive may be out of order by this much. */
const disorderMs = 3_600_000;
/** Taken in and counted at once; minutes are still judged one by one. */
const chunkMs = 8 * 3_600_000;
/** Minutes that are watched beyond the last post, so that an incident can end. */
const tailMinutes = 120;
const postsPerTransaction = 2_000;

/** Judged between two looks at what the database answered: few enough that it hardly waits. */
const postsPerSlice = 5;

interface Chunk {
  /** Epoch ms; all its posts were written before. */
  endMs: number;
  posts: Post[];
  judged: Map<Post, JudgedPost>;
  /** Posts read so far. */
  seen: number;
}

/**
 * The whole pipeline in event time: posts are put in order, taken in by some hours at a time, and every minute is judged with
 * nothing but what was written before its end. Yields the transitions in order. Three chunks are under way at a time: while one is
 * counted and its minutes judged, the next is taken in, and the posts of the one after it are read and classified.
 */
export async function* replay(posts: AsyncIterable<Post[]>, context: ReplayContext): AsyncGenerator<Transition[]> {
  const memory = createCycleMemory();
  for await (const chunk of oneAhead(takenChunks(posts, context))) {
    const { transitions } = await runCycle(context.cycle, memory, () => minuteOf(chunk.endMs));
    context.progress?.(chunk.seen, chunk.endMs);
    chunk.done();
    yield transitions.sort(byTime);
  }
}

/** A chunk whose posts are stored. `done` tells that its minutes are judged. */
interface TakenChunk extends Pick<Chunk, 'endMs' | 'seen'> {
  done(): void;
}

async function* takenChunks(posts: AsyncIterable<Post[]>, context: ReplayContext): AsyncGenerator<TakenChunk> {
  let last: { endMs: number; isDone: Promise<void> } | null = null;
  for await (const chunk of oneAhead(judgedChunks(posts, context))) {
    // Later posts change nothing in the minutes that are being judged; belated ones must wait until these are.
    if (last && chunk.posts.some(({ createdAt }) => createdAt < last!.endMs)) await last.isDone;
    await takeIn(chunk, context);
    // Its tables grow a thousand times faster than live: plans need to know.
    await keepUp(context.cycle.database);
    const { endMs, seen } = chunk;
    let done = () => {};
    const isDone = new Promise<void>((resolve) => {
      done = resolve;
    });
    last = { endMs, isDone };
    yield { endMs, seen, done };
  }
}

/** Makes the next item while the last one is being used. */
async function* oneAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = items.next();
  while (true) {
    const { value, done } = await next;
    if (done) return;
    next = items.next();
    // Its failure is thrown when its turn comes.
    next.catch(() => {});
    yield value;
  }
}

async function* judgedChunks(posts: AsyncIterable<Post[]>, context: ReplayContext): AsyncGenerator<Chunk> {
  for await (const chunk of chunksOf(posts)) {
    const limits = judgeLimits({ settings: context.settings, nowMs: chunk.endMs });
    const judged = new Map<Post, JudgedPost>();
    for (let start = 0; start < chunk.posts.length; start += postsPerSlice) {
      const slice = chunk.posts.slice(start, start + postsPerSlice);
      judgePosts(slice, context.knowledge, limits).forEach((one, index) => void judged.set(slice[index]!, one));
      await setImmediate();
    }
    yield { ...chunk, judged };
  }
}

/** Chunks of posts in order, from the first post's to well beyond the last one's, empty ones too. */
async function* chunksOf(posts: AsyncIterable<Post[]>): AsyncGenerator<Omit<Chunk, 'judged'>> {
  let seen = 0;
  let waiting: Post[] = [];
  let newestMs = Number.NEGATIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  const takeChunk = () => {
    const ready = waiting.filter(({ createdAt }) => createdAt < endMs).sort(inOrder);
    waiting = waiting.filter(({ createdAt }) => createdAt >= endMs);
    const chunk = { endMs, posts: ready, seen };
    endMs += chunkMs;
    return chunk;
  };
  for await (const batch of posts) {
    seen += batch.length;
    for (const post of batch) {
      waiting.push(post);
      newestMs = Math.max(newestMs, post.createdAt);
    }
    if (endMs === Number.NEGATIVE_INFINITY && waiting.length > 0) endMs = firstChunkEnd(waiting);
    while (newestMs - disorderMs >= endMs) yield takeChunk();
  }
  if (seen === 0) return;
  const lastMs = hourAfter(newestMs + tailMinutes * 60_000);
  for (let isLast = false; !isLast; ) {
    isLast = endMs >= lastMs;
    endMs = Math.min(endMs, lastMs);
    yield takeChunk();
  }
}

function hourAfter(ms: number): number {
  return Math.ceil(ms / 3_600_000) * 3_600_000;
}

function firstChunkEnd(posts: Post[]): number {
  const earliest = posts.reduce((least, { createdAt }) => Math.min(least, createdAt), Number.POSITIVE_INFINITY);
  return (Math.floor((earliest - disorderMs) / chunkMs) + 1) * chunkMs;
}

async function takeIn({ posts, judged, endMs }: Chunk, { cycle, knowledge, settings }: ReplayContext): Promise<void> {
  for (let start = 0; start < posts.length; start += postsPerTransaction) {
    const some = posts.slice(start, start + postsPerTransaction);
    await cycle.database.transaction((tx) => ingestPosts(tx, some, { knowledge, settings, nowMs: endMs, judged }));
  }
}

function inOrder(a: Post, b: Post): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function byTime(a: Transition, b: Transition): number {
  return a.at - b.at || (a.incidentId < b.incidentId ? -1 : a.incidentId > b.incidentId ? 1 : a.revision - b.revision);
}
