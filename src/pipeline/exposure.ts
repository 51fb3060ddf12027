import type { Interval } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { sourceSums } from '../store/detection.ts';
import { type Gap, readMissing } from '../store/sources.ts';

const weightWindowMinutes = 7 * 1440;
const weighedForMinutes = 60;

/** What each source brings of a brand's mentions, 0..1, as looked up for an hour. */
export interface SourceWeights {
  hour: number;
  shares: Map<string, number>;
}

/**
 * Exposure of a brand by minute, 0..1: the share of its usual mentions that comes from sources which have been read as
 * far as that minute. What a source hasn't been asked for yet is not known, and no silence; neither is what it could not
 * be asked for. A source that never brought the brand a mention weighs nothing.
 */
export async function readExposure(
  database: Queryable,
  brand: string,
  { range, weights }: { range: Interval; weights: Map<string, SourceWeights> },
): Promise<(minute: number) => number> {
  const gaps = await readMissing(database, range);
  if (gaps.length === 0) return () => 1;
  const shares = await sharesOf(database, brand, { minute: range.to, weights });
  return (minute) => {
    const missing = new Set(gaps.filter((gap) => covers(gap, minute)).map(({ source }) => source));
    if (missing.size === 0) return 1;
    const lost = [...missing].reduce((sum, source) => sum + (shares.get(source) ?? 0), 0);
    return Math.max(0, Math.round((1 - lost) * 1e9) / 1e9);
  };
}

async function sharesOf(
  database: Queryable,
  brand: string,
  { minute, weights }: { minute: number; weights: Map<string, SourceWeights> },
): Promise<Map<string, number>> {
  const hour = Math.floor((minute - 1) / weighedForMinutes);
  const known = weights.get(brand);
  if (known?.hour === hour) return known.shares;
  const from = hour * weighedForMinutes;
  const sums = await sourceSums(database, brand, { from: from - weightWindowMinutes, to: from });
  const total = sums.reduce((sum, { mentions }) => sum + mentions, 0);
  const shares = new Map(total === 0 ? [] : sums.map(({ source, mentions }) => [source, mentions / total]));
  weights.set(brand, { hour, shares });
  return shares;
}

function covers({ from_minute, to_minute }: Gap, minute: number): boolean {
  return from_minute <= minute && (to_minute === null || minute < to_minute);
}
