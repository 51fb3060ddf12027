import type { Interval } from '../words/interval.ts';
import { type BucketWidth, bucketBorders, ZoneClock } from './bucket-starts.ts';
import { withheldCells } from './small-cell.ts';

/** A bucket, and whether it is withheld. */
export interface JudgedBucket<Bucket> {
  bucket: Bucket;
  hidden: boolean;
}

/** A place's series as it was asked for. Unit of the range: minutes. */
export interface PlacedSeries {
  range: Interval;
  width: BucketWidth;
  zone: string;
}

/** The range widened to whole hours, or for hours to days: who asks for a part of one must not learn what the whole withholds. */
export function wholeGroups({ range, width, zone }: PlacedSeries): Interval {
  const { from, to } = range;
  if (width === '1d' || to <= from) return range;
  const around = (minute: number) => [...bucketBorders({ from: minute, to: minute + 1 }, groupWidth(width), zone)];
  return { from: around(from)[0]!, to: around(to - 1).at(-1)! };
}

function groupWidth(width: BucketWidth): BucketWidth {
  return width === '1h' ? '1d' : '1h';
}

/**
 * Tells which buckets of a place's series are withheld, so that none follows from the next wider ones that are told elsewhere: of an
 * hour for those below it, of a day for hours. Takes the buckets of whole groups, gives those of the range that was asked for, and
 * holds back what belongs to an hour, or day, that may go on.
 */
export class BucketWithholder<Bucket extends { at: number; observed: number }> {
  private readonly smallest: number;
  private readonly groupOf: (at: number) => string | number;
  private readonly isAsked: (at: number) => boolean;
  private held: Bucket[] = [];
  private group: string | number = 0;

  constructor(smallest: number, series: PlacedSeries) {
    this.smallest = smallest;
    const { width, zone, range } = series;
    const clock = new ZoneClock(zone);
    const first = bucketBorders(range, width, zone).next();
    this.isAsked = (at) => !first.done && at >= first.value * 60_000 && at < range.to * 60_000;
    this.groupOf = (at) => {
      const minute = at / 60_000;
      const offset = clock.offsetAt(minute);
      if (width === '1d') return minute;
      if (width === '1h') return Math.floor((minute + offset) / 1_440);
      return `${Math.floor((minute + offset) / 60)} ${offset}`;
    };
  }

  /** Takes buckets in order of time; gives those that are decided. */
  take(buckets: readonly Bucket[]): JudgedBucket<Bucket>[] {
    const decided: JudgedBucket<Bucket>[] = [];
    for (const bucket of buckets) {
      const group = this.groupOf(bucket.at);
      if (this.held.length > 0 && group !== this.group) decided.push(...this.end());
      this.group = group;
      this.held.push(bucket);
    }
    return decided;
  }

  /** The rest. */
  end(): JudgedBucket<Bucket>[] {
    const counts = this.held.map(({ observed }) => observed);
    const hidden = withheldCells(counts, this.smallest);
    const judged = this.held.map((bucket, i) => ({ bucket, hidden: hidden[i]! }));
    this.held = [];
    return judged.filter(({ bucket }) => this.isAsked(bucket.at));
  }
}
