import type { Interval } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { sourceSums } from '../store/detection.ts';
import { type Gap, readGaps } from '../store/sources.ts';

const weightWindowMinutes = 7 * 1440;

/**
 * Exposure of a brand by minute, 0..1: the share of its usual mentions that comes from sources which could be read in
 * that minute. A source that never brought the brand a mention weighs nothing, so its failure is no gap.
 */
export async function readExposure(
  database: Queryable,
  brand: string,
  range: Interval,
): Promise<(minute: number) => number> {
  const gaps = await readGaps(database, range);
  if (gaps.length === 0) return () => 1;
  const sums = await sourceSums(database, brand, { from: range.from - weightWindowMinutes, to: range.from });
  const total = sums.reduce((sum, { mentions }) => sum + mentions, 0);
  if (total === 0) return () => 1;
  const weights = new Map(sums.map(({ source, mentions }) => [source, mentions / total]));
  return (minute) =>
    1 - gaps.filter((gap) => covers(gap, minute)).reduce((lost, { source }) => lost + (weights.get(source) ?? 0), 0);
}

function covers({ from_minute, to_minute }: Gap, minute: number): boolean {
  return from_minute <= minute && (to_minute === null || minute < to_minute);
}
