import { ZoneClock } from '../core/counts/bucket-starts.ts';
import { BucketWithholder, type JudgedBucket } from '../core/counts/withheld-buckets.ts';
import type { TimelineBucket } from '../core/words/series.ts';
import type { Column } from '../ports/format.ts';
import { readAsOf } from '../store/read/as-of.ts';
import { streamTimeline } from '../store/read/timeline.ts';
import type { ExportRequest, ExportTools } from './export-request.ts';

export const timelineColumns: Column[] = [
  { name: 'brand', type: 'text' },
  { name: 'symptom', type: 'text' },
  { name: 'surface', type: 'text' },
  { name: 'area', type: 'text' },
  { name: 'at', type: 'instant' },
  { name: 'local_time', type: 'text' },
  { name: 'observed', type: 'integer' },
  { name: 'mentions', type: 'integer' },
  { name: 'expected', type: 'real' },
  { name: 'lower', type: 'integer' },
  { name: 'upper', type: 'integer' },
  { name: 'excess', type: 'real' },
  { name: 'exposure', type: 'real' },
  { name: 'suppressed', type: 'boolean' },
];

/** Brand after brand, bucket after bucket, as far as the detector has judged. */
export async function* timelineRows(
  tools: ExportTools,
  request: ExportRequest,
): AsyncGenerator<unknown[][], void, undefined> {
  const judged = await readAsOf(tools.database);
  const clock = new ZoneClock(request.tz);
  const { symptom = '*', surface = '*', area = '*' } = request;
  for (const brand of request.brand === undefined ? tools.brands : [request.brand]) {
    const asOfMinute = judged.get(brand);
    if (asOfMinute === undefined) continue;
    const batches = streamTimeline(tools.database, {
      stratum: { brand, symptom, surface, area },
      range: { from: Math.floor(request.from / 60_000), to: Math.ceil(request.to / 60_000) },
      width: request.bucket,
      zone: request.tz,
      asOfMinute,
      sources: tools.sourcesOf(brand),
    });
    const smallest = area === '*' || area === 'US' ? 0 : tools.smallestCell;
    const withholder = new BucketWithholder<TimelineBucket>({ smallest, width: request.bucket, zone: request.tz });
    const rowOf = (judged: JudgedBucket<TimelineBucket>) => [
      ...[brand, symptom, surface, area, judged.bucket.at, clock.textOf(judged.bucket.at / 60_000)],
      ...figuresOf(judged),
    ];
    for await (const batch of batches) yield withholder.take(batch).map(rowOf);
    yield withholder.end().map(rowOf);
  }
}

function figuresOf({ bucket, hidden }: JudgedBucket<TimelineBucket>): unknown[] {
  const { observed, mentions, expected, lower, upper, excess, exposure } = bucket;
  const counted = hidden
    ? [null, mentions, null, null, null, null]
    : [observed, mentions, expected, lower, upper, excess];
  return [...counted, exposure, hidden];
}
