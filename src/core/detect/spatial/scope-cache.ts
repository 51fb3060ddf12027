import { fitGumbel, type GumbelFit } from '../../stats/gumbel.ts';
import type { AreaPlace } from './area-count.ts';
import { circleOrders } from './circle-orders.ts';
import { nullSampler } from './null-sampler.ts';
import { divisionOf, regionOf } from './region-name.ts';
import { replicateMaxima } from './replicate-maxima.ts';
import type { ScanProblem } from './scan-problem.ts';
import { scanStream } from './scan-stream.ts';
import { scanWindows } from './scan-window.ts';
import { groupOrders, type ZoneFamily, zoneFamily } from './zone-family.ts';

/**
 * Zones per set of areas, and fitted null distributions per set of areas, number of intervals and volume class.
 * Null maxima hardly move with volume, so a class spans a factor of two; one cache serves all brands of a process.
 */
export interface ScopeCache {
  zones: Map<string, ZoneFamily>;
  fits: Map<string, GumbelFit>;
}

export function scopeCache(): ScopeCache {
  return { zones: new Map(), fits: new Map() };
}

/** Circles hold at most this share of the expectation: what is larger is a group of states. */
const circleShare = 0.25;
const circleRadiusKm = 300;
/** Replicates behind each fit: the error of a Gumbel p-value near 0.01 is then about a fifth of it. */
const fitReplicates = 499;

/** Circles around every area, every state, census division and census region. */
export function zonesOf(
  key: string,
  areas: readonly AreaPlace[],
  { weights, cache }: { weights: number[]; cache: ScopeCache },
): ZoneFamily {
  const known = cache.zones.get(key);
  if (known) return known;
  const coordinates = {
    geometry: 'sphere' as const,
    first: areas.map(({ lat }) => lat),
    second: areas.map(({ lon }) => lon),
  };
  const limits = { weights, maxShare: circleShare, maxRadius: circleRadiusKm };
  const states = areas.map(({ state }) => state);
  const family = zoneFamily([
    ...circleOrders(
      areas.map(({ id }) => id),
      coordinates,
      limits,
    ),
    ...groupOrders(states),
    ...groupOrders(states.map((state) => divisionOf(state) ?? '')),
    ...groupOrders(states.map((state) => regionOf(state) ?? '')),
  ]);
  cache.zones.set(key, family);
  return family;
}

/** Fit of the regional statistic's maxima when `cases` cases fall on the areas by their baselines. */
export function regionalNull(request: RegionalNull, cache: ScopeCache): GumbelFit {
  const volumeClass = Math.round(Math.log2(request.cases));
  const key = `${request.key}#${request.intervals}#${volumeClass}`;
  const known = cache.fits.get(key);
  if (known) return known;
  const fit = fitGumbel(simulatedMaxima(request, 2 ** volumeClass));
  cache.fits.set(key, fit);
  return fit;
}

export interface RegionalNull {
  /** Names the set of areas and the seed. */
  key: string;
  family: ZoneFamily;
  /** `[area * intervals + t]` */
  baselines: Float64Array;
  intervals: number;
  cases: number;
  seed: number;
}

function simulatedMaxima({ family, baselines, intervals, seed }: RegionalNull, cases: number): Float64Array {
  const locations = baselines.length / intervals;
  const data = {
    locations,
    intervals,
    cases: spread(baselines, intervals, cases),
    baselines,
  };
  const windows = scanWindows(intervals, intervals);
  const problem: ScanProblem = {
    family,
    windows,
    streams: [scanStream('kull', data, windows)],
    minCases: 2,
  };
  const samplers = [nullSampler('kull', data, intervals)];
  return replicateMaxima({
    problem,
    samplers,
    used: intervals,
    intervals,
    replicates: fitReplicates,
    seed,
  });
}

/** `cases` cases over the intervals in proportion to the baselines, all in the first area: only their times matter. */
function spread(baselines: Float64Array, intervals: number, cases: number): Float64Array {
  const cells = new Float64Array(baselines.length);
  const weights = new Float64Array(intervals);
  for (let i = 0; i < baselines.length; i++) weights[i % intervals]! += baselines[i]!;
  const total = weights.reduce((a, b) => a + b, 0);
  let running = 0;
  let placed = 0;
  for (let t = 0; t < intervals; t++) {
    running += weights[t]!;
    const until = Math.round((cases * running) / total);
    cells[t] = until - placed;
    placed = until;
  }
  return cells;
}
