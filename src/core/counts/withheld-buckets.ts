import { type BucketWidth, ZoneClock } from './bucket-starts.ts';
import { withheldCells } from './small-cell.ts';

/** A bucket, and whether it is withheld. */
export interface JudgedBucket<Bucket> {
  bucket: Bucket;
  hidden: boolean;
}

/**
 * Tells which buckets of a place's series are withheld, so that none follows from the next wider ones that are told elsewhere: of an
 * hour for those below it, of a day for hours. Holds back what belongs to an hour, or day, that may go on.
 */
export class BucketWithholder<Bucket extends { at: number; observed: number }> {
  private readonly smallest: number;
  private readonly groupOf: (at: number) => number;
  private held: Bucket[] = [];
  private group = 0;

  constructor({ smallest, width, zone }: { smallest: number; width: BucketWidth; zone: string }) {
    this.smallest = smallest;
    const clock = new ZoneClock(zone);
    const unit = width === '1d' ? 1 : width === '1h' ? 1_440 : 60;
    this.groupOf = (at) => Math.floor((at / 60_000 + clock.offsetAt(at / 60_000)) / unit);
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
    return judged;
  }
}
