import { seededRandom } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';
import type { Post } from '../../src/core/words/post.ts';
import { postOf } from './ingest-world.ts';

export interface MadeSpan {
  /** Minutes after the start, half open. */
  from: number;
  to: number;
  perMinute: number;
  text: string;
  source?: string;
}

/** Posts of different people, as many a minute as Poisson's law gives. Same seed, same posts; ordered by time. */
export function madePosts(spans: MadeSpan[], seed: number): Post[] {
  const random = seededRandom(seed);
  const posts: Post[] = [];
  spans.forEach(({ from, to, perMinute, text, source = 'bluesky' }, span) => {
    for (let minute = from; minute < to; minute++) {
      for (let n = samplePoisson(perMinute, random); n > 0; n--) {
        const nativeId = `${span}-${posts.length}`;
        const at = Math.floor(random() * 60_000);
        const post = postOf(nativeId, minute, { id: `${source}:${nativeId}`, source, text });
        posts.push({ ...post, createdAt: post.createdAt + at });
      }
    }
  });
  return posts.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** Ordinary talk about the test brand: three mentions in four minutes, one report in half an hour. */
export function ordinary(from: number, to: number): MadeSpan[] {
  return [
    { from, to, perMinute: 0.75, text: 'northwind delivered my parcel' },
    { from, to, perMinute: 1 / 30, text: 'northwind search_browse is down' },
  ];
}

export function outage(from: number, to: number, perMinute = 1.5): MadeSpan[] {
  return [
    { from, to, perMinute, text: 'northwind login is down' },
    { from, to, perMinute: perMinute / 4, text: 'northwind checkout_payment is down', source: 'reddit' },
  ];
}
