import type { Interval } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { copiedTexts, copyChanges, findReportedTexts, reportedTexts } from '../store/copies.ts';
import { differences } from './sum-book.ts';

/** How long after its original a near copy may come, minutes. */
const copyReachMinutes = 7 * 1440;

/** Near copies of all brands in a range of minutes, by text, and when a brand's report last said the same. */
export interface CopyBook extends Interval {
  texts: Map<string, { copies: number; reportedAt: number }>;
  /** How often copies of the range had changed when they were read. */
  changes: number;
}

/**
 * Posts in a range that were left out as near copies of a brand's current reports. Only minutes by which the range differs from the book's
 * are read, unless copies came late to it or went. Whoever takes the past back must drop the book: reports are taken not to have changed.
 */
export async function countCopies(
  tx: Queryable,
  brand: string,
  { book, range }: { book: CopyBook | null; range: Interval },
): Promise<{ book: CopyBook; copies: number }> {
  // Both at once, and before the copies themselves: one that comes in between is seen to have come the next time.
  const [unchanged, changes] = await copyChanges(tx, book ?? range, range);
  const known = book && isWithinReach(book, range) && unchanged === book.changes ? book : null;
  const texts: CopyBook['texts'] = known?.texts ?? new Map();
  const fresh = new Set<string>();
  for (const { from, to, sign } of differences(known ?? { from: range.from, to: range.from }, range)) {
    if (from >= to) continue;
    for (const { fingerprint, n } of await copiedTexts(tx, { from, to })) {
      const text = texts.get(fingerprint);
      if (text) text.copies += sign * n;
      else {
        texts.set(fingerprint, { copies: n, reportedAt: Number.NEGATIVE_INFINITY });
        fresh.add(fingerprint);
      }
    }
  }
  const reach = reachOf(range);
  const found = await findReportedTexts(tx, brand, { fingerprints: [...fresh], range: reach });
  if (known) {
    for (const { from, to, sign } of differences(reachOf(known), reach))
      if (sign > 0 && from < to) found.push(...(await reportedTexts(tx, brand, { from, to })));
  }
  for (const { fingerprint, minute } of found) {
    const text = texts.get(fingerprint);
    if (text) text.reportedAt = Math.max(text.reportedAt, minute);
  }
  return { book: { ...range, texts, changes }, copies: sumOf(texts, reach.from) };
}

function isWithinReach(book: Interval, range: Interval): boolean {
  return book.to >= range.from && book.to <= range.to && book.from <= range.to;
}

function reachOf({ from, to }: Interval): Interval {
  return { from: from - copyReachMinutes, to };
}

/** Those whose text was reported at or after a minute; what is gone from the range goes from the book. */
function sumOf(texts: CopyBook['texts'], since: number): number {
  let sum = 0;
  for (const [fingerprint, { copies, reportedAt }] of texts) {
    if (copies === 0) texts.delete(fingerprint);
    else if (reportedAt >= since) sum += copies;
  }
  return sum;
}
