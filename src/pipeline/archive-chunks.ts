import { instantOf, minuteOf } from '../core/words/interval.ts';
import type { Post } from '../core/words/post.ts';

/** An archive may be out of order by this much. */
const disorderMs = 3_600_000;
/** A chunk ends with these hours of the day, UTC, or sooner. */
const chunkMinutes = 8 * 60;
/** A chunk ends with the minute that brings it to so many posts: some chunks are in memory at a time, however much is said. */
const postsPerChunk = 10_000;
/** Minutes that are watched beyond the last post, so that an incident can end. */
const tailMinutes = 120;

/** Posts of an archive that are judged together. */
export interface ArchiveChunk {
  /** Epoch ms, a whole minute; all its posts were written before. */
  endMs: number;
  posts: Post[];
  /** Posts read so far. */
  seen: number;
}

/**
 * Chunks of posts in order, from the first post's to well beyond the last one's, empty ones too. Held are the posts of a chunk and those
 * of the hour before the latest one read.
 */
export async function* archiveChunks(batches: AsyncIterable<Post[]>): AsyncGenerator<ArchiveChunk> {
  const waiting = new Map<number, Post[]>();
  let seen = 0;
  let newestMs = Number.NEGATIVE_INFINITY;
  let reached = Number.NEGATIVE_INFINITY;
  let begin: number | null = null;
  const take = (end: number): ArchiveChunk => {
    begin = end;
    return { endMs: instantOf(end), posts: takeBefore(waiting, end), seen };
  };
  for await (const batch of batches) {
    seen += batch.length;
    for (const post of batch) {
      add(waiting, post);
      newestMs = Math.max(newestMs, post.createdAt);
    }
    if (seen > 0) begin ??= minuteOf(earliest(batch) - disorderMs);
    const isMore = minuteOf(newestMs - disorderMs) > reached;
    reached = minuteOf(newestMs - disorderMs);
    if (begin === null || !isMore) continue;
    for (let end = endOf(waiting, begin); end <= reached; end = endOf(waiting, begin)) yield take(end);
  }
  if (begin === null) return;
  const last = minuteOf(hourAfter(newestMs + instantOf(tailMinutes)));
  while (begin < last) yield take(Math.min(endOf(waiting, begin), last));
}

/** The minute with which the chunk that goes on from `begin` is full, exclusive, or its last hour over. */
function endOf(waiting: ReadonlyMap<number, Post[]>, begin: number): number {
  const latest = (Math.floor(begin / chunkMinutes) + 1) * chunkMinutes;
  let posts = 0;
  for (const minute of [...waiting.keys()].sort((a, b) => a - b)) {
    posts += waiting.get(minute)!.length;
    if (posts >= postsPerChunk) return Math.min(latest, Math.max(begin, minute) + 1);
  }
  return latest;
}

function add(waiting: Map<number, Post[]>, post: Post): void {
  const minute = minuteOf(post.createdAt);
  const known = waiting.get(minute);
  if (known) known.push(post);
  else waiting.set(minute, [post]);
}

function takeBefore(waiting: Map<number, Post[]>, end: number): Post[] {
  const posts: Post[] = [];
  for (const [minute, some] of waiting) {
    if (minute >= end) continue;
    for (const post of some) posts.push(post);
    waiting.delete(minute);
  }
  return posts.sort(inOrder);
}

function earliest(posts: Post[]): number {
  return posts.reduce((least, { createdAt }) => Math.min(least, createdAt), Number.POSITIVE_INFINITY);
}

function hourAfter(ms: number): number {
  return Math.ceil(ms / 3_600_000) * 3_600_000;
}

function inOrder(a: Post, b: Post): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
