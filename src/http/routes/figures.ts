import type { BucketWidth } from '../../core/counts/bucket-starts.ts';
import { pooledExpectation } from '../../core/counts/pooled-expectation.ts';
import { type ShownArea, shownAreas } from '../../core/counts/shown-areas.ts';
import { isSmallCell } from '../../core/counts/small-cell.ts';
import { BucketWithholder, wholeGroups } from '../../core/counts/withheld-buckets.ts';
import { stateNames } from '../../core/detect/spatial/region-name.ts';
import { type Interval, isoInstant } from '../../core/words/interval.ts';
import type { TimelineBucket } from '../../core/words/series.ts';
import { readAreas, readLocated } from '../../store/read/areas.ts';
import { readBreakdown } from '../../store/read/breakdown.ts';
import { readSymptomGrid } from '../../store/read/symptom-grid.ts';
import { streamTimeline } from '../../store/read/timeline.ts';
import { readAge } from '../as-of.ts';
import { requireBrand, scopeOf } from '../brand-scope.ts';
import { symptomGrid } from '../grid-schemas.ts';
import { type AreaRow, areas } from '../place-schemas.ts';
import { HttpProblem } from '../problem.ts';
import { areasQuery, breakdownQuery, gridQuery, timelineQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { type BreakdownRow, breakdownRow, listOf, timeline } from '../schemas.ts';

const maxBuckets = 50_000;
const bucketMinutes: Record<BucketWidth, number> = { '1m': 1, '5m': 5, '15m': 15, '1h': 60, '1d': 1_440 };

const timelineRoute = defineRoute({
  method: 'get',
  path: '/timeline',
  summary: 'Counts of one series with what was expected, its band, the excess and the exposure, bucket by bucket',
  needs: null,
  isShared: true,
  querySchema: timelineQuery,
  answers: { status: 200, description: 'The buckets; the last six hours unless the range is given', schema: timeline },
  run: async (context, { query }) => {
    requireBrand(context, query.brand);
    const { asOf, stale, minute } = await readAge(context, query.brand);
    const range = rangeOf(query, minute, 360);
    refuseLargeRange(range, query.bucket);
    const { brand, symptom, surface, area, source, bucket, tz } = query;
    const items: TimelineBucket[] = [];
    const series = { range, width: bucket, zone: tz };
    const withholder = new BucketWithholder<TimelineBucket>(isPlaced(area) ? context.smallestCell : 0, series);
    const batches = streamTimeline(context.database, {
      stratum: { brand, symptom, surface, area },
      range: isPlaced(area) ? wholeGroups(series) : range,
      width: bucket,
      zone: tz,
      asOfMinute: minute,
      sources: scopeOf(context, brand),
      one: source === undefined ? undefined : { source, authorWindowMinutes: context.authorWindowMinutes },
    });
    for await (const batch of batches) items.push(...batch);
    return {
      ...{ brand, symptom, surface, area, source: source ?? '*', bucket, tz },
      from: isoInstant(range.from * 60_000),
      to: isoInstant(range.to * 60_000),
      band: 0.95,
      items: [...withholder.take(items), ...withholder.end()].map(({ bucket: item, hidden }) => ({
        ...item,
        at: isoInstant(item.at),
        ...(hidden ? withheld : { suppressed: false }),
      })),
      asOf,
      stale,
    };
  },
});

const breakdownRoute = defineRoute({
  method: 'get',
  path: '/breakdown',
  summary: 'People with a current report by symptom, surface, state or source; people with any report by kind',
  needs: null,
  isShared: true,
  querySchema: breakdownQuery,
  answers: {
    status: 200,
    description: 'Largest first; the last hour unless the range is given',
    schema: listOf(breakdownRow),
  },
  run: async (context, { query }) => {
    requireBrand(context, query.brand);
    const { asOf, stale, minute } = await readAge(context, query.brand);
    const { brand, by } = query;
    const { total, rows } = await readBreakdown(context.database, { brand, by, range: rangeOf(query, minute, 60) });
    const counts = rows.map(({ key, people }) => ({ area: key, observed: people }));
    const shown: ShownArea[] = by === 'area' ? shownAreas(counts, country, context.smallestCell) : counts;
    const items = shown.map(({ area: key, observed }): BreakdownRow => {
      const name = by === 'area' ? context.areaName(key) : key;
      if (observed === null) return { key, name, observed, share: null, suppressed: true };
      return { key, name, observed, share: total === 0 ? 0 : Math.min(1, observed / total), suppressed: false };
    });
    return { items, asOf, stale };
  },
});

const gridRoute = defineRoute({
  method: 'get',
  path: '/symptom-grid',
  summary: 'People with a current report by symptom and surface: which symptom fails where',
  needs: null,
  isShared: true,
  querySchema: gridQuery,
  answers: { status: 200, description: 'Largest first; the last hour unless the range is given', schema: symptomGrid },
  run: async (context, { query }) => {
    requireBrand(context, query.brand);
    const { asOf, stale, minute } = await readAge(context, query.brand);
    const { smallestCell: k } = context;
    const counts = await readSymptomGrid(context.database, { brand: query.brand, range: rangeOf(query, minute, 60) });
    // People may name several of each, so that no cell follows from the sums.
    const items = counts.flatMap(({ symptom, surface, people }) => {
      if (symptom === null || surface === null) return [];
      const suppressed = isSmallCell(people, k);
      return { symptom, surface, observed: suppressed ? null : people, suppressed };
    });
    const symptoms = counts.flatMap(({ symptom: key, surface, people }) =>
      key !== null && surface === null ? { key, observed: people } : [],
    );
    const surfaces = counts.flatMap(({ symptom, surface: key, people }) =>
      key !== null && symptom === null ? { key, observed: people } : [],
    );
    const people = counts.find(({ symptom, surface }) => symptom === null && surface === null)?.people ?? 0;
    return { items, symptoms, surfaces, people, k, asOf, stale };
  },
});

const areasRoute = defineRoute({
  method: 'get',
  path: '/areas',
  summary:
    'Reports and expectation by state and metro; cells with fewer than k reports are suppressed, and what would tell them by subtraction',
  needs: null,
  isShared: true,
  querySchema: areasQuery,
  answers: { status: 200, description: 'Most reports first; the last hour unless the range is given', schema: areas },
  run: async (context, { query }) => {
    requireBrand(context, query.brand);
    const { asOf, stale, minute } = await readAge(context, query.brand);
    const range = rangeOf(query, minute, 60);
    const rows = await readAreas(context.database, { brand: query.brand, symptom: query.symptom, range });
    const expectedIn = pooledExpectation(rows, context.areaPlace);
    const items = shownAreas(rows, country, context.smallestCell).map(({ area, observed }): AreaRow => {
      const where = context.areaPlace(area);
      const place = {
        id: area,
        name: context.areaName(area),
        level: area.includes(':') ? ('metro' as const) : ('state' as const),
        center: where && { lat: where.lat, lon: where.lon },
      };
      if (observed === null) return { ...place, observed, expected: null, relative: null, suppressed: true };
      const expected = expectedIn(area);
      const relative = expected !== null && expected > 0 ? rounded(observed / expected) : null;
      return {
        ...place,
        observed,
        expected: expected === null ? null : rounded(expected),
        relative,
        suppressed: false,
      };
    });
    const located = await readLocated(context.database, query.brand, range);
    return { items, located, k: context.smallestCell, asOf, stale };
  },
});

/** Ids of the country's states. */
const country = Object.keys(stateNames).map((code) => `US-${code}`);

/** Figures of a bucket in which too few people speak from a place. */
const withheld = { observed: null, expected: null, lower: null, upper: null, excess: null, suppressed: true };

/** The whole country is no place. */
function isPlaced(area: string): boolean {
  return area !== '*' && area !== 'US';
}

export const figureRoutes: Route[] = [timelineRoute, breakdownRoute, gridRoute, areasRoute];

/** Minutes of a question; without an end up to what is judged, without a beginning `usual` minutes before the end. */
function rangeOf(query: { from?: number; to?: number }, asOfMinute: number, usual: number): Interval {
  const to = query.to === undefined ? asOfMinute : query.to / 60_000;
  const from = query.from === undefined ? to - usual : query.from / 60_000;
  if (from >= to && (query.from !== undefined || query.to !== undefined))
    throw new HttpProblem('invalid-request', '`from` must lie before `to` (by default: before what is judged so far).');
  return { from, to };
}

function refuseLargeRange(range: Interval, width: BucketWidth): void {
  const buckets = (range.to - range.from) / bucketMinutes[width];
  if (buckets <= maxBuckets) return;
  throw new HttpProblem(
    'range-too-large',
    `The range holds ${Math.ceil(buckets)} buckets of ${width}, more than ${maxBuckets}: ask for wider buckets, a shorter range, or an export.`,
  );
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
