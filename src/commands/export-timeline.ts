import { ZoneClock } from '../core/counts/bucket-starts.ts';
import { BucketWithholder, type JudgedBucket, wholeGroups } from '../core/counts/withheld-buckets.ts';
import type { TimelineBucket } from '../core/words/series.ts';
import type { Stratum } from '../core/words/stratum.ts';
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

/**
 * Brand after brand, bucket after bucket, as far as the detector has judged. One that is asked for by name and isn't judged yet comes
 * as far as its like are, as wherever else it is shown.
 */
export async function* timelineRows(
  tools: ExportTools,
  request: ExportRequest,
): AsyncGenerator<unknown[][], void, undefined> {
  const judged = await readAsOf(tools.database);
  const clock = new ZoneClock(request.tz);
  const { symptom = '*', surface = '*', area = '*', source } = request;
  const range = { from: Math.floor(request.from / 60_000), to: Math.ceil(request.to / 60_000) };
  const asked = { range, width: request.bucket, zone: request.tz };
  // The whole country is no place: nothing is withheld.
  const isPlace = area !== '*' && area !== 'US';
  for (const brand of request.brand === undefined ? tools.brands : [request.brand]) {
    const asOfMinute =
      judged.get(brand) ?? (request.brand === undefined ? undefined : othersMinute(tools, brand, judged));
    if (asOfMinute === undefined) continue;
    const batches = streamTimeline(tools.database, {
      stratum: { brand, symptom, surface, area },
      range: isPlace ? wholeGroups(asked) : asked.range,
      width: request.bucket,
      zone: request.tz,
      asOfMinute,
      sources: tools.sourcesOf(brand),
      one: source === undefined ? undefined : { source, authorWindowMinutes: tools.authorWindowMinutes },
    });
    const series = { brand, symptom, surface, area, clock };
    if (!isPlace) {
      for await (const batch of batches) yield batch.map((bucket) => timelineRow(bucket, false, series));
      continue;
    }
    const withholder = new BucketWithholder<TimelineBucket>(tools.smallestCell, asked);
    const rowOf = ({ bucket, hidden }: JudgedBucket<TimelineBucket>) => timelineRow(bucket, hidden, series);
    for await (const batch of batches) yield withholder.take(batch).map(rowOf);
    yield withholder.end().map(rowOf);
  }
}

/** Up to where the brands that have the same sources are judged; none of them: up to now. */
function othersMinute(
  { brands, sourcesOf, nowMs }: ExportTools,
  brand: string,
  judged: ReadonlyMap<string, number>,
): number {
  const like = brands.filter((one) => sourcesOf(one).only === sourcesOf(brand).only);
  const minutes = like.flatMap((one) => judged.get(one) ?? []);
  return minutes.length > 0 ? Math.min(...minutes) : Math.floor(nowMs / 60_000);
}

interface Series extends Stratum {
  clock: ZoneClock;
}

function timelineRow(
  { at, observed, mentions, expected, lower, upper, excess, exposure }: TimelineBucket,
  hidden: boolean,
  { brand, symptom, surface, area, clock }: Series,
): unknown[] {
  const local = clock.textOf(at / 60_000);
  return hidden
    ? [brand, symptom, surface, area, at, local, null, mentions, null, null, null, null, exposure, true]
    : [brand, symptom, surface, area, at, local, observed, mentions, expected, lower, upper, excess, exposure, false];
}
