import type { Interval } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { reportAuthors } from '../store/detection.ts';

/** Who reported in from ≤ minute < to, each with their last minute there. */
export interface AuthorBook extends Interval {
  last: Map<string, number>;
}

/**
 * Distinct people with a current report in a range. Only minutes that the book doesn't hold yet are read, so that a minute of an outage
 * costs the same however long it lasts. Whoever takes the past back must drop the book.
 */
export async function countAuthors(
  tx: Queryable,
  brand: string,
  { book, range }: { book: AuthorBook | null; range: Interval },
): Promise<{ book: AuthorBook; authors: number }> {
  const known = book && book.to >= range.from && book.to <= range.to && book.from <= range.to ? book : null;
  const last = known?.last ?? new Map<string, number>();
  const missing = known
    ? [
        { from: known.to, to: range.to },
        { from: range.from, to: known.from },
      ]
    : [range];
  for (const part of missing) {
    if (part.from >= part.to) continue;
    for (const { author, minute } of await reportAuthors(tx, brand, part))
      last.set(author, Math.max(minute, last.get(author) ?? minute));
  }
  // An onset that holds still has nobody leave, and of an outage of a day there are many to look at.
  if (known && known.from < range.from)
    for (const [author, minute] of last) if (minute < range.from) last.delete(author);
  return { book: { ...range, last }, authors: last.size };
}
