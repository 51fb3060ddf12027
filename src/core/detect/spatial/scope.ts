import type { AreaCount } from './area-count.ts';
import { absoluteLlr } from './log-likelihood.ts';
import type { ScopeCache } from './scope-cache.ts';
import {
  areaScan,
  nationalSurplus,
  type RegionalFinding,
  regionalCluster,
  type ScopeCluster,
  type Volume,
} from './scope-cluster.ts';
import { poissonRatioP } from './significance.ts';

export type { AreaCount } from './area-count.ts';

export interface ScopeInput {
  /** Every area, those without reports too; the same areas in the same order from call to call. */
  areas: readonly AreaCount[];
  /** n posts of `of` could be placed. */
  located: { n: number; of: number };
  cache: ScopeCache;
  /** Seed of the null fits. */
  seed: number;
}

export interface WorstArea {
  id: string;
  name: string;
  observed: number;
  expected: number;
}

export interface ScopeDecision {
  scope: 'national' | 'regional' | 'unknown';
  /** Areas with the largest excess, largest first, at most five. */
  worst: WorstArea[];
  /** The region when regional; the worst region when national and one stands out; else null. */
  cluster: ScopeCluster | null;
  reasons: string[];
}

/** Located posts below which no claim about geography is made, */
export const fewestLocated = 8;
/** but for a region that hardly chance can bring about: that may be told of so few. */
const fewestClustered = 5;
const clusteredLevel = 0.001;
/** Significance of the regional test (KULL, by Gumbel) and of the two absolute ones (NAT, OUT, by Wilks). */
const regionalLevel = 0.03;
const absoluteLevel = 0.01;
/** Share of a region's excess that shows up elsewhere by wrong or stale profiles; OUT looks beyond it. */
const leak = 0.15;
const mostWorst = 5;

/**
 * National, regional, or not known, from one scan of the areas.
 * KULL (regional surplus, any nationwide surge cancels) significant and OUT (surplus outside the cluster) not: regional.
 * NAT (nationwide surplus) significant and KULL not: national. All three: national, worst in the cluster.
 * Fewer than 8 located posts (5 where p ≤ .001 for a region), or no test significant: unknown. Kulldorff (1997) eq. 6; Neill (2009) eq. 2.
 */
export function decideScope({ areas, located, cache, seed }: ScopeInput): ScopeDecision {
  const placed = `${located.n} of ${located.of} posts located`;
  const ranked = worstAreas(areas);
  const few = located.n < fewestLocated;
  const counts = located.n < fewestClustered || areas.length === 0 ? null : areaScan(areas);
  const found = counts && regionalCluster(counts, { cache, seed });
  if (!counts || (few && !(found && found.cluster.p <= clusteredLevel))) {
    const reasons = [placed, `${fewestLocated} are needed to tell where`];
    return { scope: 'unknown', worst: ranked, cluster: null, reasons };
  }
  if (!found || found.cluster.p > regionalLevel) {
    const { scope, reasons } = withoutCluster(nationalSurplus(counts), found);
    return {
      scope,
      worst: ranked,
      cluster: null,
      reasons: [placed, ...reasons],
    };
  }
  return {
    worst: worstAreas(found.inside),
    cluster: found.cluster,
    ...withCluster(found, placed),
  };
}

function withoutCluster(
  surplus: Volume & { windows: number },
  found: RegionalFinding | null,
): Pick<ScopeDecision, 'scope' | 'reasons'> {
  const volume = `${figure(surplus.observed)} located reports where ${figure(surplus.expected)} are usual`;
  // A surplus that vanishes with the best region, however insignificant that is, may yet turn out to be regional.
  const elsewhere = found ? found.outside : surplus;
  if (surplusP(surplus) * surplus.windows <= absoluteLevel && surplusP(elsewhere) <= absoluteLevel)
    return {
      scope: 'national',
      reasons: [volume, 'spread over the country as usual'],
    };
  return {
    scope: 'unknown',
    reasons: [volume, 'neither clearly more than usual nor concentrated anywhere'],
  };
}

function withCluster(
  { cluster, whole, outside }: RegionalFinding,
  placed: string,
): Pick<ScopeDecision, 'scope' | 'reasons'> {
  const explained = outside.expected + leak * Math.max(0, cluster.observed - cluster.expected);
  const here = `${cluster.name}: ${figure(cluster.observed)} located reports where ${figure(cluster.expected)} are usual (p = ${cluster.p.toPrecision(2)})`;
  const there = `elsewhere ${figure(outside.observed)} where ${figure(outside.expected)} are usual`;
  const everywhere =
    surplusP(whole) <= absoluteLevel && surplusP({ observed: outside.observed, expected: explained }) <= absoluteLevel;
  return everywhere
    ? { scope: 'national', reasons: [placed, there, `worst in ${here}`] }
    : { scope: 'regional', reasons: [placed, here, there] };
}

/** p-value of an absolute surplus. */
function surplusP({ observed, expected }: Volume): number {
  return poissonRatioP(absoluteLlr(observed, expected));
}

/** The areas with an excess, largest first, at most five. */
function worstAreas(areas: readonly AreaCount[]): WorstArea[] {
  return areas
    .map(({ id, name, observed, expected }) => ({
      id,
      name: name ?? id,
      observed: total(observed),
      expected: total(expected),
    }))
    .filter(({ observed, expected }) => observed > expected)
    .sort((a, b) => b.observed - b.expected - (a.observed - a.expected) || (a.id < b.id ? -1 : 1))
    .slice(0, mostWorst);
}

function total(series: number | readonly number[]): number {
  return typeof series === 'number' ? series : series.reduce((a, b) => a + b, 0);
}

/** Whole numbers as they are, others with one decimal, small ones with two. */
function figure(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value < 1 ? value.toFixed(2) : value.toFixed(1);
}
