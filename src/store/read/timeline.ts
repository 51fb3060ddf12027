import { type BucketWidth, bucketBorders } from '../../core/counts/bucket-starts.ts';
import { BucketSum, type MinuteExpectation, type TimelineMinute } from '../../core/counts/bucket-sum.ts';
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
  /** Only what came from this source. Counts aren't kept by source: they are made of the reports, and have no expectation. */
  one?: { source: string; authorWindowMinutes: number } | undefined;
}

// One after the other: minute, what it tells (0 observed, 1 mentions, 2 expected), value, dispersion.
type MinuteRows = number[];
const perRow = 4;

const partMinutes = 720;
const partsPerBatch = 2;
const bucketsPerBatch = 500;
const quarterMinutes = 15;

// One statement is one snapshot, and gives the three sparse series in the order in which they are folded; half a day goes
// into one JSON text of plain numbers, because the drivers' parsing of rows would cost more than all the rest.
const minutesOfStratum = `
  SELECT '[' || string_agg(concat(minute, ',', what, ',', value, ',', dispersion), ',' ORDER BY minute) || ']' AS part
  FROM (
    SELECT minute, 0 AS what, observed::float8 AS value, 0::float8 AS dispersion FROM stratum_count
    WHERE brand = $1 AND symptom = $2 AND surface = $3 AND area = $4 AND minute >= $5 AND minute < $6
    UNION ALL
    SELECT minute, 1, mentions, 0 FROM brand_minute WHERE brand = $1 AND minute >= $5 AND minute < $6
    UNION ALL
    SELECT quarter * 15, 2, mean, dispersion FROM expectation
    WHERE brand = $1 AND symptom = $2 AND surface = $3 AND area = $4 AND quarter >= $5 / 15 AND quarter * 15 < $6
  ) AS told GROUP BY minute / ${partMinutes} ORDER BY minute / ${partMinutes}`;

// As the tally counts: an author once a minute, and not while the window of an earlier report runs, whatever its source.
const minutesOfSource = `
  SELECT '[' || string_agg(concat(minute, ',', what, ',', value, ',0'), ',' ORDER BY minute) || ']' AS part
  FROM (
    SELECT minute, 0 AS what, count(DISTINCT author_key)::float8 AS value FROM report r
    WHERE brand = $1 AND kind = 'current' AND source = $7::text AND minute >= $5 AND minute < $6
      AND ($2 = '*' OR $2 = ANY(symptoms)) AND ($3 = '*' OR $3 = ANY(surfaces))
      AND $4 IN ('*', country, country || '-' || state, country || '-' || state || ':' || metro)
      AND NOT EXISTS (SELECT 1 FROM report e WHERE e.brand = r.brand AND e.author_key = r.author_key AND e.kind = 'current'
                      AND e.minute < r.minute AND e.minute > r.minute - $8::int4)
    GROUP BY minute
    UNION ALL
    SELECT minute, 1, coalesce((by_source->$7::text->>'mentions')::float8, 0) FROM brand_minute
    WHERE brand = $1 AND minute >= $5 AND minute < $6
  ) AS told GROUP BY minute / ${partMinutes} ORDER BY minute / ${partMinutes}`;

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
  const { one } = request;
  const parts = database.stream<{ part: string }>(
    one ? minutesOfSource : minutesOfStratum,
    [brand, symptom, surface, area, first.value, to, ...(one ? [one.source, one.authorWindowMinutes] : [])],
    partsPerBatch,
  );
  const exposureAt = await readExposure(database, brand, {
    range: { from: first.value, to },
    sources: one ? { ids: [one.source], only: true } : request.sources,
  });
  yield* foldBuckets({
    start: first.value,
    borders,
    rows: minuteRows(parts),
    exposureAt,
    asOfMinute: request.asOfMinute,
  });
}

async function* minuteRows(batches: AsyncIterable<{ part: string }[]>): AsyncGenerator<MinuteRows, void, undefined> {
  for await (const batch of batches) for (const { part } of batch) yield JSON.parse(part) as MinuteRows;
}

interface Fold {
  start: number;
  borders: Iterator<number>;
  rows: AsyncIterable<MinuteRows>;
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
        sum.add(minutes.take(minute, fold.exposureAt(minute)));
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

/** Hands out the sparse rows minute by minute, in an object that is used again: millions of them would be garbage. */
class MinuteReader {
  readonly #batches: AsyncIterator<MinuteRows>;
  readonly #minute: TimelineMinute = { observed: 0, mentions: 0, expectation: null, exposure: 0 };
  #rows: MinuteRows = [];
  #next = 0;
  #ended = false;
  #expectation: MinuteExpectation | null = null;
  #expectedUntil = 0;

  constructor(batches: AsyncIterable<MinuteRows>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** A minute's rows may continue in the next batch: read on until a later minute is at hand. */
  mustRead(minute: number): boolean {
    return !this.#ended && (this.#rows.length === 0 || this.#rows[this.#rows.length - perRow]! <= minute);
  }

  async read(): Promise<void> {
    const { done, value } = await this.#batches.next();
    if (done) {
      this.#ended = true;
      return;
    }
    this.#rows = this.#next >= this.#rows.length ? value : this.#rows.slice(this.#next).concat(value);
    this.#next = 0;
  }

  take(minute: number, exposure: number): TimelineMinute {
    const rows = this.#rows;
    const taken = this.#minute;
    taken.observed = 0;
    taken.mentions = 0;
    taken.exposure = exposure;
    for (; this.#next < rows.length && rows[this.#next]! <= minute; this.#next += perRow) {
      const of = rows[this.#next]!;
      const what = rows[this.#next + 1]!;
      const value = rows[this.#next + 2]!;
      if (what === 2) {
        this.#expectation = { mean: value, dispersion: rows[this.#next + 3]! };
        this.#expectedUntil = of + quarterMinutes;
      } else if (of === minute) {
        if (what === 0) taken.observed = value;
        else taken.mentions = value;
      }
    }
    taken.expectation = minute < this.#expectedUntil ? this.#expectation : null;
    return taken;
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}
