import { describe, expect, it } from 'vitest';
import { minuteOf } from '../../src/core/words/interval.ts';
import type { Post } from '../../src/core/words/post.ts';
import { type ArchiveChunk, archiveChunks } from '../../src/pipeline/archive-chunks.ts';
import { postOf, startAt } from '../support/ingest-world.ts';

const hourMs = 3_600_000;

/** Posts at an even pace, neighbours out of order, in batches as they are read. */
async function* archiveOf(hours: number, perMinute: number): AsyncGenerator<Post[]> {
  for (let minute = 0; minute < hours * 60; minute++)
    yield Array.from({ length: perMinute }, (_, n) => postOf(`p-${minute}-${n}`, minute + 3 * (n % 2)));
}

async function chunksOf(batches: AsyncIterable<Post[]>): Promise<ArchiveChunk[]> {
  const chunks: ArchiveChunk[] = [];
  for await (const chunk of archiveChunks(batches)) chunks.push(chunk);
  return chunks;
}

describe('chunks of an archive', () => {
  it('hold no more of a dense one than is judged at a time, and the hour in which posts may come late', async () => {
    const [hours, perMinute] = [5, 400];
    let taken = 0;
    let ahead = 0;
    let most = 0;
    for await (const { posts, seen } of archiveChunks(archiveOf(hours, perMinute))) {
      taken += posts.length;
      most = Math.max(most, posts.length);
      ahead = Math.max(ahead, seen - taken);
    }
    expect(taken).toBe(hours * 60 * perMinute);
    expect(most).toBeLessThan(10_000 + perMinute);
    expect(ahead).toBeLessThan(70 * perMinute);
  });

  it('are whole minutes one after the other, each post in its own, to two hours after the last one', async () => {
    const chunks = await chunksOf(archiveOf(3, 400));
    let before = Number.NEGATIVE_INFINITY;
    for (const { endMs, posts } of chunks) {
      expect(endMs % 60_000).toBe(0);
      expect(posts.every(({ createdAt }) => createdAt >= before && createdAt < endMs)).toBe(true);
      const inOrder = [...posts].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
      expect(posts).toEqual(inOrder);
      before = endMs;
    }
    expect(chunks.at(-1)!.endMs).toBe(startAt + 6 * hourMs);
  });

  it('are eight hours of a sparse one, empty ones too', async () => {
    const chunks = await chunksOf(
      (async function* () {
        yield [postOf('first', 0)];
        yield [postOf('last', 30 * 60)];
      })(),
    );
    expect(chunks.map(({ endMs, posts }) => [(endMs - startAt) / hourMs, posts.length])).toEqual([
      [1, 1],
      [9, 0],
      [17, 0],
      [25, 0],
      [32, 1],
    ]);
  });

  it('take a post that comes too late with the next ones', async () => {
    const chunks = await chunksOf(
      (async function* () {
        yield* archiveOf(2, 400);
        yield [postOf('belated', 0)];
      })(),
    );
    const found = chunks.findIndex(({ posts }) => posts.some(({ nativeId }) => nativeId === 'belated'));
    expect(found).toBeGreaterThan(0);
    expect(minuteOf(chunks[found - 1]!.endMs)).toBeGreaterThan(minuteOf(startAt));
  });

  it('are none of nothing', async () => {
    expect(await chunksOf((async function* () {})())).toEqual([]);
  });
});
