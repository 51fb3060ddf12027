import { isSmall, keyOf, seriesOfKey } from '../core/detect/watch/series-key.ts';
import { expectationOf, type SeriesCount, type SeriesSet } from '../core/detect/watch/series-set.ts';
import type { Queryable } from '../ports/database.ts';
import { type ExpectationRow, readExpectedMeans } from '../store/detection.ts';

export const quarterMinutes = 15;
const keptQuarters = 200;

/** What was expected of every series, quarter of an hour by quarter, as known at the beginning of each. */
export interface ExpectationBook {
  quarters: Map<number, Map<string, number>>;
  /** Not yet written to the store. */
  unwritten: ExpectationRow[];
}

export function createExpectationBook(): ExpectationBook {
  return { quarters: new Map(), unwritten: [] };
}

/** The quarters before a minute as they were written to the store: figures of an outage that goes on over a restart rest on them. */
export async function readBook(database: Queryable, brand: string, beforeMinute: number): Promise<ExpectationBook> {
  const book = createExpectationBook();
  const to = Math.floor(beforeMinute / quarterMinutes);
  for (const row of await readExpectedMeans(database, brand, { from: to - keptQuarters, to })) {
    const means = book.quarters.get(row.quarter) ?? new Map<string, number>();
    book.quarters.set(row.quarter, means.set(keyOf(row), row.mean));
  }
  return book;
}

/** Notes the expectation of all series for the quarter that begins with the set's next minute. */
export function noteQuarter(book: ExpectationBook, set: SeriesSet): void {
  const quarter = Math.floor(set.nextMinute / quarterMinutes);
  const means = new Map<string, number>();
  book.quarters.set(quarter, means);
  for (const key of set.series.keys()) noteSeries(book, set, { quarter, means, key });
  if (book.quarters.size > keptQuarters) book.quarters.delete(book.quarters.keys().next().value!);
}

/** Notes the expectation of small strata for the quarter in which something arrives in them, before they see it; there are too many for every quarter. */
export function noteArrivals(book: ExpectationBook, set: SeriesSet, counts: readonly SeriesCount[]): void {
  const quarter = Math.floor(set.nextMinute / quarterMinutes);
  const means = book.quarters.get(quarter);
  if (!means) return;
  for (const count of counts) {
    if (!isSmall(count)) continue;
    const key = keyOf(count);
    if (!means.has(key)) noteSeries(book, set, { quarter, means, key });
  }
}

function noteSeries(
  book: ExpectationBook,
  set: SeriesSet,
  { quarter, means, key }: { quarter: number; means: Map<string, number>; key: string },
): void {
  const expected = expectationOf(set, key);
  if (!expected) return;
  const { mean, learning } = expected;
  // Stored is what the excess over Poisson is in mean², so that minutes of different rates can be added up.
  const dispersion = mean > 0 ? Math.max(0, expected.dispersion - 1) / mean : 0;
  means.set(key, mean);
  book.unwritten.push({ ...seriesOfKey(key), quarter, mean, dispersion, learning });
}

/** Expected reports of a series over a half-open range of minutes; quarters that the book lacks count with `fallback` per minute. */
export function expectedOver(
  book: ExpectationBook,
  key: string,
  { from, to, fallback }: { from: number; to: number; fallback: number },
): number {
  let sum = 0;
  for (let minute = from; minute < to; ) {
    const quarter = Math.floor(minute / quarterMinutes);
    const end = Math.min(to, (quarter + 1) * quarterMinutes);
    sum += (book.quarters.get(quarter)?.get(key) ?? fallback) * (end - minute);
    minute = end;
  }
  return sum;
}
