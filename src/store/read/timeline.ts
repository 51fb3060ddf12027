import { type BucketWidth, bucketBorders } from '../../core/counts/bucket-starts.ts';
import { BucketSum, type MinuteExpectation } from '../../core/counts/bucket-sum.ts';
import type { Interval } from '../../core/words/interval.ts';
import type { TimelineBucket } from '../../core/words/series.ts';
import type { Stratum } from '../../core/words/stratum.ts';
import type { Database } from '../../ports/database.ts';
import { type ExposureAt, readExposure } from './exposure.ts';
import type { SourceScope } from './source-scope.ts';

export interface TimelineRequest {
  stratum: Stratum;
  /** Minutes. */
  range: Interval;
  width: BucketWidth;
  /** IANA zone in which hours and days begin. */
  zone: string;
  /** Minutes from here on are not judged yet: they count as unobserved. */
  asOfMinute: number;
  sources: SourceScope;
}

interface MinuteRow {
  minute: number;
  what: 'observed' | 'mentions' | 'expected';
  a: number;
  b: number;
}

const batchSize = 10_000;
const bucketsPerBatch = 2_000;
const quarterMinutes = 15;

// One statement is one snapshot, and gives the three sparse series in the order in which they are folded.
const minutesOfStratum = `
  SELECT minute, 'observed' AS what, observed::float8 AS a, 0::float8 AS b FROM stratum_count
  WHERE brand = $1 AND symptom = $2 AND surface = $3 AND area = $4 AND minute >= $5 AND minute < $6
  UNION ALL
  SELECT minute, 'mentions', mentions, 0 FROM brand_minute WHERE brand = $1 AND minute >= $5 AND minute < $6
  UNION ALL
  SELECT quarter * 15, 'expected', mean, dispersion FROM expectation
  WHERE brand = $1 AND symptom = $2 AND surface = $3 AND area = $4 AND quarter >= $5 / 15 AND quarter * 15 < $6
  ORDER BY minute`;

/** The buckets of one series, in batches, in constant memory. */
export async function* streamTimeline(
  database: Database,
  request: TimelineRequest,
): AsyncGenerator<TimelineBucket[], void, undefined> {
  const borders = bucketBorders(request.range, request.width, request.zone);
  const first = borders.next();
  if (first.done) return;
  const { brand, symptom, surface, area } = request.stratum;
  const to = Math.min(request.range.to + 1_440 * 2, request.asOfMinute);
  const rows = database.stream<MinuteRow & Record<string, unknown>>(
    minutesOfStratum,
    [brand, symptom, surface, area, first.value, to],
    batchSize,
  );
  const exposureAt = await readExposure(database, brand, {
    range: { from: first.value, to },
    sources: request.sources,
  });
  yield* foldBuckets({ start: first.value, borders, rows, exposureAt, asOfMinute: request.asOfMinute });
}

interface Fold {
  start: number;
  borders: Iterator<number>;
  rows: AsyncIterable<MinuteRow[]>;
  exposureAt: ExposureAt;
  asOfMinute: number;
}

async function* foldBuckets(fold: Fold): AsyncGenerator<TimelineBucket[], void, undefined> {
  const minutes = new MinuteReader(fold.rows);
  const sum = new BucketSum();
  let batch: TimelineBucket[] = [];
  let start = fold.start;
  try {
    for (let end = fold.borders.next(); !end.done && start < fold.asOfMinute; end = fold.borders.next()) {
      for (let minute = start; minute < end.value && minute < fold.asOfMinute; minute++) {
        if (minutes.mustRead(minute)) await minutes.read();
        sum.add({ ...minutes.take(minute), exposure: fold.exposureAt(minute) });
      }
      batch.push(sum.take(start, end.value - start));
      start = end.value;
      if (batch.length >= bucketsPerBatch) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  } finally {
    await minutes.close();
  }
}

/** Hands out the sparse rows minute by minute. */
class MinuteReader {
  readonly #batches: AsyncIterator<MinuteRow[]>;
  #rows: MinuteRow[] = [];
  #next = 0;
  #ended = false;
  #expectation: MinuteExpectation | null = null;
  #expectedUntil = 0;

  constructor(batches: AsyncIterable<MinuteRow[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** A minute's rows may continue in the next batch: read on until a later minute is at hand. */
  mustRead(minute: number): boolean {
    return !this.#ended && (this.#rows.length === 0 || this.#rows.at(-1)!.minute <= minute);
  }

  async read(): Promise<void> {
    const { done, value } = await this.#batches.next();
    if (done) this.#ended = true;
    else this.#rows = [...this.#rows.slice(this.#next), ...value];
    if (!done) this.#next = 0;
  }

  take(minute: number): { observed: number; mentions: number; expectation: MinuteExpectation | null } {
    let observed = 0;
    let mentions = 0;
    for (; this.#next < this.#rows.length && this.#rows[this.#next]!.minute <= minute; this.#next++) {
      const row = this.#rows[this.#next]!;
      if (row.what === 'expected') {
        this.#expectation = { mean: row.a, dispersion: row.b };
        this.#expectedUntil = row.minute + quarterMinutes;
      } else if (row.minute === minute) {
        if (row.what === 'observed') observed = row.a;
        else mentions = row.a;
      }
    }
    const expectation = minute < this.#expectedUntil ? this.#expectation : null;
    return { observed, mentions, expectation };
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}
