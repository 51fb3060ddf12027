import type { TimelineBucket } from '../../core/words/series.ts';
import { count } from '../words/number.ts';
import { moment } from '../words/time.ts';

/** One bucket of a timeline as a person would say it. */
export function describeBucket(bucket: TimelineBucket | undefined, now: number): string {
  if (!bucket) return '';
  const at = moment(bucket.at, now);
  if (bucket.exposure <= 0) return `${at}: no source could be read`;
  const expected =
    bucket.expected === null
      ? 'expectation not known yet'
      : `${count(bucket.expected)} expected (${count(bucket.lower ?? 0)} to ${count(bucket.upper ?? 0)})`;
  const partly = bucket.exposure < 1 ? `, ${Math.round(bucket.exposure * 100)} % of sources' time` : '';
  return `${at}: ${count(bucket.observed)} reporting, ${expected}, ${count(bucket.mentions)} mentions${partly}`;
}
