import type { ScanStream } from './scan-stream.ts';
import type { ScanWindow } from './scan-window.ts';
import { membersOf, type ZoneFamily } from './zone-family.ts';

/** Everything that a scan looks at; streams share zones and windows. */
export interface ScanProblem {
  family: ZoneFamily;
  windows: ScanWindow[];
  streams: ScanStream[];
  /** Fewest cases in a cluster, all streams together (the references: 2). */
  minCases: number;
}

export interface Cluster {
  /** Name of the order: the center's id or the area's name. */
  name: string;
  /** Location index of the center, −1 for an area. */
  center: number;
  /** Location indexes by distance from the center. */
  members: number[];
  window: ScanWindow;
  llr: number;
  observed: number;
  expected: number;
  /** Rate inside over rate outside; null when nothing lies outside. */
  relativeRisk: number | null;
  /** km on the sphere, 0 for a single location; NaN for an area. */
  radius: number;
}

/** Two ratios count as equal below this relative difference. */
export const llrTolerance = 1e-9;

/** Rounding in the sums mustn't decide which of two equal clusters comes first. */
function rounded(llr: number): number {
  return Number(llr.toPrecision(10));
}

interface Best {
  order: number;
  end: number;
  window: number;
  llr: number;
  /** The ratio by which bests are put in order. */
  rank: number;
}

/**
 * The best zone and window of each order, best first, without geographical overlap, at most `limit`.
 * Equal scores: fewer members first, then the order's place in the family. A zone's score is the sum of the scores of the streams above their expectation (Kulldorff et al. 2007,
 * "Multivariate scan statistics for disease surveillance").
 */
export function scan(problem: ScanProblem, limit = Number.POSITIVE_INFINITY): Cluster[] {
  const bests: Best[] = [];
  const sizeOf = ({ order, end }: Best) => end - problem.family.starts[order]!;
  for (let order = 0; order + 1 < problem.family.starts.length; order++) {
    const best = bestOfOrder(problem, order);
    if (best.llr > 0) bests.push({ ...best, rank: rounded(best.llr) });
  }
  bests.sort((a, b) => b.rank - a.rank || sizeOf(a) - sizeOf(b) || a.order - b.order);
  const taken = new Set<number>();
  const clusters: Cluster[] = [];
  for (const best of bests) {
    if (clusters.length >= limit) break;
    const members = membersOf(problem.family, best.order, best.end);
    if (members.some((member) => taken.has(member))) continue;
    for (const member of members) taken.add(member);
    clusters.push(describe(problem, best, members));
  }
  return clusters;
}

function bestOfOrder({ family, windows, streams, minCases }: ScanProblem, order: number): Best {
  const width = windows.length;
  const sums = streams.map(
    (): Sums => ({
      cases: new Float64Array(width),
      expected: new Float64Array(width),
      margin: 0,
    }),
  );
  // A zone that gained expectation but no case can't beat the one before it.
  const gained = new Uint8Array(width);
  let some = false;
  const alone = streams.length === 1;
  const best: Best = { order, end: -1, window: -1, llr: 0, rank: 0 };
  for (let at = family.starts[order]!; at < family.starts[order + 1]!; at++) {
    const location = family.members[at]!;
    for (let s = 0; s < streams.length; s++) {
      addExpected(streams[s]!, sums[s]!, location);
      if (streams[s]!.active[location] === 0) continue;
      addCases(streams[s]!, sums[s]!, { location, gained });
      some = true;
    }
    if (!some || family.closes[at] === 0) continue;
    some = false;
    for (let w = 0; w < width; w++) {
      if (gained[w] === 0) continue;
      gained[w] = 0;
      if (alone && !mayExceed(streams[0]!, sums[0]!, { w, least: best.llr })) continue;
      const llr = jointScore(streams, sums, { w, minCases });
      if (llr <= best.llr * (1 + llrTolerance)) continue;
      best.llr = llr;
      best.end = at;
      best.window = w;
    }
  }
  return best;
}

/** Whether a single stream's score may exceed `least`. */
function mayExceed(
  { product, bound, totals }: ScanStream,
  sums: Sums,
  { w, least }: { w: number; least: number },
): boolean {
  const c = sums.cases[w]!;
  const e = product ? sums.margin * product.factors[w]! : sums.expected[w]!;
  return c > e && !(bound(c, e, totals[w]!) <= least);
}

interface Sums {
  cases: Float64Array;
  /** Used where the expectation is no product of margins and factors. */
  expected: Float64Array;
  margin: number;
}

function addExpected({ expected, product }: ScanStream, sums: Sums, location: number): void {
  if (product) {
    sums.margin += product.margins[location]!;
    return;
  }
  const width = sums.expected.length;
  for (let w = 0; w < width; w++) sums.expected[w]! += expected[location * width + w]!;
}

function addCases(
  { cases }: ScanStream,
  sums: Sums,
  { location, gained }: { location: number; gained: Uint8Array },
): void {
  const width = gained.length;
  for (let w = 0; w < width; w++) {
    const more = cases[location * width + w]!;
    if (more === 0) continue;
    sums.cases[w]! += more;
    gained[w] = 1;
  }
}

function jointScore(streams: ScanStream[], sums: Sums[], { w, minCases }: { w: number; minCases: number }): number {
  let llr = 0;
  let cases = 0;
  for (let s = 0; s < streams.length; s++) {
    const { product, score, totals } = streams[s]!;
    const c = sums[s]!.cases[w]!;
    const e = product ? sums[s]!.margin * product.factors[w]! : sums[s]!.expected[w]!;
    if (!(c > e)) continue;
    cases += c;
    llr += score(c, e, totals[w]!);
  }
  return cases >= minCases ? llr : 0;
}

function describe({ family, windows, streams }: ScanProblem, best: Best, members: number[]): Cluster {
  let observed = 0;
  let expected = 0;
  let total = 0;
  for (const stream of streams) {
    for (const member of members) {
      observed += stream.cases[member * windows.length + best.window]!;
      expected += stream.expected[member * windows.length + best.window]!;
    }
    total += stream.totals[best.window]!;
  }
  return {
    name: family.names[best.order]!,
    center: family.centers[best.order]!,
    members,
    window: windows[best.window]!,
    llr: best.llr,
    observed,
    expected,
    relativeRisk: relativeRisk({ observed, expected, total }),
    radius: members.length === 1 ? 0 : family.distances[best.end]!,
  };
}

/** (c/e) / ((C−c)/(C−e)). */
function relativeRisk({
  observed,
  expected,
  total,
}: {
  observed: number;
  expected: number;
  total: number;
}): number | null {
  const outside = (total - observed) / (total - expected);
  return outside > 0 ? observed / expected / outside : null;
}
