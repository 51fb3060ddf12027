import { gumbelUpperTail } from '../../stats/gumbel.ts';
import type { AreaCount } from './area-count.ts';
import type { Cluster } from './cluster.ts';
import { absoluteLlr } from './log-likelihood.ts';
import { type NamedArea, regionName, stateNames } from './region-name.ts';
import { scan } from './scan.ts';
import { type ScanStream, type StreamData, scanStream } from './scan-stream.ts';
import { type ScanWindow, scanWindows } from './scan-window.ts';
import { regionalNull, type ScopeCache, zonesOf } from './scope-cache.ts';

export interface Volume {
  observed: number;
  expected: number;
}

/** The region that stands out most. */
export interface ScopeCluster extends Volume {
  /** As people say it: "Dallas–Fort Worth", "Texas", "the Northeast". */
  name: string;
  areaIds: string[];
  /** Rate inside over rate outside; null when nothing is reported outside. */
  relativeRisk: number | null;
  /** Null for a state or a group of states, as the radius. */
  center: { lat: number; lon: number } | null;
  radiusKm: number | null;
  llr: number;
  p: number;
  /** Length of the cluster's window, intervals. */
  intervals: number;
}

export interface RegionalFinding {
  cluster: ScopeCluster;
  inside: AreaCount[];
  /** Everywhere, in the cluster's window. */
  whole: Volume;
  /** Outside the cluster; people of its states whose city isn't known belong to neither side. */
  outside: Volume;
}

/** The areas' counts as the scan reads them. */
export interface AreaScan {
  areas: readonly AreaCount[];
  data: StreamData & { baselines: Float64Array };
  windows: ScanWindow[];
  /** Regional view: each window's cases fall on places by baseline. */
  regional: ScanStream;
  /** Absolute view: the baselines as they are. */
  absolute: ScanStream;
}

/** Smallest share of the nation that an area is given: a report from where none is expected isn't infinitely surprising. */
const leastShare = 1e-5;

export function areaScan(areas: readonly AreaCount[]): AreaScan {
  const first = areas[0]!.expected;
  const intervals = typeof first === 'number' ? 1 : first.length;
  const cases = cells(areas, ({ observed }) => observed);
  const expected = cells(areas, (area) => area.expected);
  const least = (leastShare * expected.reduce((a, b) => a + b, 0)) / intervals;
  const baselines = expected.map((value) => Math.max(value, least));
  const data = { locations: areas.length, intervals, cases, baselines };
  const windows = scanWindows(intervals, intervals);
  return {
    areas,
    data,
    windows,
    regional: scanStream('kull', data, windows),
    absolute: scanStream('ebp', data, windows),
  };
}

/** The window with the largest nationwide surplus over the expectation. */
export function nationalSurplus({ windows, regional, absolute }: AreaScan): Volume & { windows: number } {
  const volumes = windows.map((_, w) => ({
    observed: regional.totals[w]!,
    expected: absolute.totals[w]!,
    windows: windows.length,
  }));
  const llr = ({ observed, expected }: Volume) => absoluteLlr(observed, expected);
  return volumes.reduce((a, b) => (llr(b) >= llr(a) ? b : a));
}

/** The best cluster of the regional statistic (KULL) over windows of 1 … all intervals that end with the last. */
export function regionalCluster(
  counts: AreaScan,
  { cache, seed }: { cache: ScopeCache; seed: number },
): RegionalFinding | null {
  const { areas, data, windows, regional, absolute } = counts;
  const weights = areas.map((_, i) => absolute.expected[(i + 1) * windows.length - 1]!);
  const key = `${seed}#${areas.map(({ id }) => id).join('|')}`;
  const family = zonesOf(key, areas, { weights, cache });
  const best = scan({ family, windows, streams: [regional], minCases: 2 }, 1)[0];
  if (!best) return null;
  const w = windows.indexOf(best.window);
  const cases = regional.totals.at(-1)!;
  const fit = regionalNull(
    {
      key,
      family,
      baselines: data.baselines,
      intervals: data.intervals,
      cases,
      seed,
    },
    cache,
  );
  const expected = best.members.reduce((sum, member) => sum + absolute.expected[member * windows.length + w]!, 0);
  const inside = best.members.map((member) => areas[member]!);
  return {
    cluster: {
      ...record(best, gumbelUpperTail(best.llr, fit)),
      center: centerOf(best, areas),
      expected,
      areaIds: inside.map(({ id }) => id),
      name: nameOf(best, counts, weights),
    },
    inside,
    whole: { observed: regional.totals[w]!, expected: absolute.totals[w]! },
    outside: outsideOf(new Set(best.members), counts, w),
  };
}

function outsideOf(members: Set<number>, { areas, windows, regional, absolute }: AreaScan, w: number): Volume {
  const touched = new Set([...members].map((member) => areas[member]!.state));
  const outside = { observed: 0, expected: 0 };
  areas.forEach(({ id, state }, i) => {
    if (members.has(i) || (touched.has(state) && !id.includes(':'))) return;
    outside.observed += regional.cases[i * windows.length + w]!;
    outside.expected += absolute.expected[i * windows.length + w]!;
  });
  return outside;
}

function record(best: Cluster, p: number): Omit<ScopeCluster, 'name' | 'areaIds' | 'expected' | 'center'> {
  const { observed, relativeRisk, radius, llr, window } = best;
  return {
    observed,
    relativeRisk,
    radiusKm: Number.isNaN(radius) ? null : radius,
    llr,
    p,
    intervals: window.to - window.from + 1,
  };
}

function centerOf({ center }: Cluster, areas: readonly AreaCount[]): ScopeCluster['center'] {
  const area = areas[center];
  return area ? { lat: area.lat, lon: area.lon } : null;
}

function nameOf(best: Cluster, { areas, windows, regional }: AreaScan, weights: number[]): string {
  if (best.center < 0) return stateNames[best.name] ?? best.name;
  const named = areas.map(
    ({ id, name, state }, i): NamedArea => ({
      name: name ?? id,
      state,
      weight: weights[i]!,
    }),
  );
  // Areas without a report don't give a circle its name: it took them in on the way to others.
  const reporting = best.members.filter((i) => regional.cases[(i + 1) * windows.length - 1]! > 0);
  return regionName(
    reporting.map((i) => named[i]!),
    named,
  );
}

function cells(areas: readonly AreaCount[], series: (area: AreaCount) => number | readonly number[]): Float64Array {
  return Float64Array.from(areas.flatMap((area) => series(area)));
}
