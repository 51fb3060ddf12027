import { setImmediate } from 'node:timers/promises';
import type { Transition } from '../core/words/incident.ts';
import { minuteOf } from '../core/words/interval.ts';
import type { JudgedPost } from '../core/words/judged-post.ts';
import type { Post } from '../core/words/post.ts';
import { keepUp } from '../store/upkeep.ts';
import { type ArchiveChunk, archiveChunks } from './archive-chunks.ts';
import { type CycleContext, createCycleMemory, runCycle } from './cycle.ts';
import { type IngestSettings, ingestPosts, judgeLimits } from './ingest.ts';
import { judgeNamed, type Knowledge, type NamedPost, namePosts } from './judge.ts';

export interface ReplayContext {
  cycle: CycleContext;
  knowledge: Knowledge;
  settings: IngestSettings;
  /** Told after each chunk: posts so far and the event time reached, epoch ms. */
  progress?: (posts: number, atMs: number) => void;
}

const postsPerTransaction = 2_000;

/** Judged between two looks at what the database answered: few enough that it hardly waits. */
const postsPerSlice = 5;

interface Chunk extends ArchiveChunk {
  named: Map<Post, NamedPost>;
}

/**
 * The whole pipeline in event time: posts are put in order, taken in by some hours at a time, less of a dense archive, and every minute is
 * judged with nothing but what was written before its end. Yields the transitions in order. Three chunks are under way at a time: while one
 * is counted and its minutes judged, the next is taken in, and the posts of the one after it are read and classified.
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
  const { knowledge, settings } = context;
  const texts = new RecentTexts(settings.copyWindowHours * 3_600_000);
  for await (const chunk of archiveChunks(posts)) {
    const limits = judgeLimits({ settings, nowMs: chunk.endMs });
    const named = new Map<Post, NamedPost>();
    for (let start = 0; start < chunk.posts.length; start += postsPerSlice) {
      const slice = chunk.posts.slice(start, start + postsPerSlice);
      const some = namePosts(slice, knowledge, limits);
      some.forEach((one, index) => void named.set(slice[index]!, one));
      // Most likely copies wait until they are known not to be.
      judgeNamed(
        some.filter(({ judged }) => texts.isNew(judged)),
        knowledge,
      );
      await setImmediate();
    }
    texts.forget();
    yield { ...chunk, named };
  }
}

/** Texts that were seen lately, by their fingerprint. */
class RecentTexts {
  readonly #windowMs: number;
  readonly #seenAt = new Map<string, number>();
  #newestMs = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  isNew({ fingerprint, post: { createdAt } }: JudgedPost): boolean {
    if (fingerprint === '') return true;
    this.#newestMs = Math.max(this.#newestMs, createdAt);
    const seenAt = this.#seenAt.get(fingerprint);
    const isNew = seenAt === undefined || createdAt - seenAt > this.#windowMs;
    if (isNew) this.#seenAt.set(fingerprint, createdAt);
    return isNew;
  }

  /** Those that no copy can come of any more. */
  forget(): void {
    for (const [fingerprint, seenAt] of this.#seenAt)
      if (this.#newestMs - seenAt > this.#windowMs) this.#seenAt.delete(fingerprint);
  }
}

async function takeIn({ posts, named, endMs }: Chunk, { cycle, knowledge, settings }: ReplayContext): Promise<void> {
  for (let start = 0; start < posts.length; start += postsPerTransaction) {
    const some = posts.slice(start, start + postsPerTransaction);
    await cycle.database.transaction((tx) => ingestPosts(tx, some, { knowledge, settings, nowMs: endMs, named }));
  }
}

function byTime(a: Transition, b: Transition): number {
  return a.at - b.at || (a.incidentId < b.incidentId ? -1 : a.incidentId > b.incidentId ? 1 : a.revision - b.revision);
}
