import type { Interval } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import {
  type BrandSums,
  brandSums,
  type SourceSum,
  type StratumSum,
  sourceSums,
  stratumSums,
} from '../store/detection.ts';
import { type AuthorBook, countAuthors } from './author-book.ts';
import { type CopyBook, countCopies } from './copy-book.ts';
import { moveSums, type SumBook } from './sum-book.ts';

/** What is known of the minutes since an onset from the minute before; all null at first and after a change of the past. */
export interface SinceOnset {
  authors: AuthorBook | null;
  brand: SumBook<BrandSums> | null;
  strata: SumBook<StratumSum> | null;
  /** Of the last hours alone: where an incident is now. */
  recent: SumBook<StratumSum> | null;
  sources: SumBook<SourceSum> | null;
  copies: CopyBook | null;
}

export function nothingSince(): SinceOnset {
  return { authors: null, brand: null, strata: null, recent: null, sources: null, copies: null };
}

export interface CountedSince {
  authors: number;
  sums: BrandSums;
  strata: StratumSum[];
  recent: StratumSum[];
  sources: SourceSum[];
  /** Posts left out as near copies of those reports. */
  copies: number;
}

const noSums: BrandSums = { mentions: 0, current: 0, resolved: 0, located: 0 };

/** Who and how many, by stratum and source, over a range and over its last part. `since` follows. */
export async function countSince(
  tx: Queryable,
  brand: string,
  { since, range, recentRange }: { since: SinceOnset; range: Interval; recentRange: Interval },
): Promise<CountedSince> {
  const strataIn = (part: Interval) => stratumSums(tx, brand, part);
  const people = await countAuthors(tx, brand, { book: since.authors, range });
  const whole = await moveSums(since.brand, range, async (part) => [await brandSums(tx, brand, part)]);
  const strata = await moveSums(since.strata, range, strataIn);
  const sources = await moveSums(since.sources, range, (part) => sourceSums(tx, brand, part));
  const recent = recentRange.from === range.from ? null : await moveSums(since.recent, recentRange, strataIn);
  const copied = await countCopies(tx, brand, { book: since.copies, range });
  Object.assign(since, {
    ...{ authors: people.book, brand: whole.book, strata: strata.book, sources: sources.book },
    recent: recent?.book ?? null,
    copies: copied.book,
  });
  return {
    authors: people.authors,
    sums: whole.rows[0] ?? noSums,
    strata: strata.rows,
    recent: recent?.rows ?? strata.rows,
    sources: sources.rows,
    copies: copied.copies,
  };
}
