import type { TimelineBucket } from '../../core/words/series.ts';
import type { TimelineAnswer } from '../../http/schemas.ts';
import { instant } from '../words/time.ts';

const minute = 60_000;
export const bucketLengthsMs: Record<string, number> = {
  '1m': minute,
  '5m': 5 * minute,
  '15m': 15 * minute,
  '1h': 60 * minute,
  '1d': 1440 * minute,
};

/** The finest bucket that still leaves a readable number of points. */
export function bucketFor(spanMs: number): string {
  const fit = Object.entries(bucketLengthsMs).find(([, length]) => spanMs / length <= 400);
  return fit?.[0] ?? '1d';
}

/** Buckets as the charts take them, up to what is judged; `shiftMs` moves an earlier week onto this one. */
export function bucketsOf(answer: TimelineAnswer, shiftMs = 0): TimelineBucket[] {
  const judgedUntil = instant(answer.asOf);
  return answer.items
    .map((item) => ({
      ...item,
      at: instant(item.at),
      // What is withheld looks like what wasn't seen.
      observed: item.observed ?? 0,
      exposure: item.suppressed ? 0 : item.exposure,
    }))
    .filter((item) => item.at < judgedUntil)
    .map((item) => ({ ...item, at: item.at + shiftMs }));
}
