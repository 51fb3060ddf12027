import { seededRandom } from '../../src/core/stats/random.ts';
import { sampleNegativeBinomial } from '../../src/core/stats/sample-negative-binomial.ts';

export interface TweetVolumes {
  /** Mentions in five minutes, averaged over the day. */
  mean: number;
  rows: number;
  seed: number;
  /** Rows in which something happens, and the factor on the rate while it does. */
  events?: { from: number; to: number; factor: number }[];
}

/**
 * Made counts that look like mentions of a company in bins of five minutes: a daily wave; a rate that wanders (log of an
 * Ornstein–Uhlenbeck process, standard deviation 0.4, memory 3 hours); overdispersed counts; one retweet storm in two
 * days, up to five times the rate, that dies away in half an hour.
 */
export function tweetVolumes({ mean, rows, seed, events = [] }: TweetVolumes): number[] {
  const random = seededRandom(seed);
  const deviation = 0.4;
  const keep = Math.exp(-5 / (3 * 60));
  let wander = 0;
  let storm = 0;
  return Array.from({ length: rows }, (_, row) => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    wander = keep * wander + deviation * Math.sqrt(1 - keep * keep) * normal;
    storm = random() < 1 / 576 ? 4 * random() : 0.8 * storm;
    const day = 1 + 0.6 * Math.sin((2 * Math.PI * row) / 288);
    const event = events.find(({ from, to }) => row >= from && row < to)?.factor ?? 1;
    return sampleNegativeBinomial(mean * day * Math.exp(wander - deviation ** 2 / 2) * (1 + storm) * event, 3, random);
  });
}
