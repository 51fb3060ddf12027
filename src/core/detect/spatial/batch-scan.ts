import { fitGumbel, type GumbelFit } from '../../stats/gumbel.ts';
import { circleOrders } from './circle-orders.ts';
import type { Cluster } from './cluster.ts';
import { nullSampler } from './null-sampler.ts';
import { divisionOf } from './region-name.ts';
import { replicateMaxima } from './replicate-maxima.ts';
import { scan } from './scan.ts';
import type { ScanInput } from './scan-input.ts';
import type { ScanProblem } from './scan-problem.ts';
import { type ScanModel, type StreamData, scanStream } from './scan-stream.ts';
import { scanWindows } from './scan-window.ts';
import { gumbelP, rankP } from './significance.ts';
import { scanSubsets, subsetMaxima } from './subset-scan.ts';
import { groupOrders, type ZoneFamily, zoneFamily } from './zone-family.ts';

/** Settings of one batch scan. */
export interface BatchScan {
  model: ScanModel;
  /** `subsets`: any set of places within a circle, for one stream and nothing beside it. */
  zones: ('circles' | 'states' | 'divisions' | 'subsets')[];
  maxShare: number;
  maxRadius?: number;
  maxMembers?: number;
  /** Longest window, intervals; default half of the study period. */
  longest?: number;
  retrospective: boolean;
  temporal: boolean;
  replicates: number;
  seed: number;
  top: number;
}

/** A cluster as the batch interface prints it. */
export interface ClusterRecord {
  ids: string[];
  center: string;
  llr: number;
  observed: number;
  expected: number;
  relativeRisk: number | null;
  radiusKm: number | null;
  from: number | null;
  to: number | null;
  p?: number;
  pGumbel?: number;
}

export interface ScanRecord {
  clusters: ClusterRecord[];
  null?: { mean: number; sd: number };
}

/** Fewest cases in a cluster. */
const minCases = 2;

/** Scans tables as read, with Monte Carlo and Gumbel p-values. */
export function batchScan(given: ScanInput, settings: BatchScan): ScanRecord {
  const input = settings.temporal ? asOneLocation(given) : given;
  const intervals = input.streams[0]!.intervals;
  const longest = Math.min(intervals, settings.longest ?? Math.max(1, Math.floor(intervals / 2)));
  const windows = scanWindows(intervals, longest, settings.retrospective);
  const problem: ScanProblem = {
    family: familyOf(input, settings),
    windows,
    streams: input.streams.map((data) => scanStream(settings.model, data, windows)),
    minCases,
  };
  const subsets = settings.zones.includes('subsets');
  const clusters = (subsets ? scanSubsets : scan)(problem, settings.top);
  if (settings.replicates === 0) return { clusters: clusters.map((cluster) => record(cluster, input)) };
  const used = intervals - Math.min(...windows.map(({ from }) => from));
  const samplers = input.streams.map((data) => nullSampler(settings.model, data, used));
  const draws = { used, intervals, replicates: settings.replicates, seed: settings.seed };
  const maxima = subsets
    ? subsetMaxima(problem, samplers[0]!, draws)
    : replicateMaxima({ problem, samplers, ...draws });
  const fit = fitGumbel(maxima);
  return {
    clusters: clusters.map((cluster) => ({
      ...record(cluster, input),
      ...significance(cluster.llr, maxima, fit),
    })),
    null: { mean: fit.mean, sd: fit.sd },
  };
}

function significance(llr: number, maxima: Float64Array, fit: GumbelFit): { p: number; pGumbel: number } {
  return { p: rankP(llr, maxima), pGumbel: gumbelP(llr, fit).p };
}

function familyOf({ ids, states, coordinates, weights }: ScanInput, settings: BatchScan): ZoneFamily {
  // One location can be compared with other times only: a share of it means nothing.
  const maxShare = ids.length === 1 ? 1 : settings.maxShare;
  const { maxRadius, maxMembers } = settings;
  const limits = { weights, maxShare, maxRadius, maxMembers };
  return zoneFamily([
    ...(settings.zones.includes('circles') || settings.zones.includes('subsets')
      ? circleOrders(ids, coordinates, limits)
      : []),
    ...(settings.zones.includes('states') ? groupOrders(states) : []),
    ...(settings.zones.includes('divisions') ? groupOrders(states.map((state) => divisionOf(state) ?? '')) : []),
  ]);
}

function record(cluster: Cluster, { ids, intervals }: ScanInput): ClusterRecord {
  return {
    ids: cluster.members.map((member) => ids[member]!),
    center: cluster.name,
    llr: cluster.llr,
    observed: cluster.observed,
    expected: cluster.expected,
    relativeRisk: cluster.relativeRisk,
    radiusKm: Number.isNaN(cluster.radius) ? null : cluster.radius,
    from: intervals?.[cluster.window.from] ?? null,
    to: intervals?.[cluster.window.to] ?? null,
  };
}

function asOneLocation(input: ScanInput): ScanInput {
  return {
    ...input,
    ids: ['All'],
    states: [''],
    coordinates: { ...input.coordinates, first: [0], second: [0] },
    weights: Float64Array.of(1),
    streams: input.streams.map(merged),
  };
}

function merged(data: StreamData): StreamData {
  const { locations, intervals } = data;
  const cells = (values: ArrayLike<number>, columns: number) => {
    const sums = new Float64Array(columns);
    for (let i = 0; i < locations * columns; i++) sums[i % columns]! += values[i]!;
    return sums;
  };
  return {
    locations: 1,
    intervals,
    cases: cells(data.cases, intervals),
    baselines: data.baselines && cells(data.baselines, intervals),
    population: data.population && cells(data.population, 1),
  };
}
