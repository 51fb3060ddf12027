import { type Cluster, clusterOf, type Finding, withoutOverlap } from './cluster.ts';
import type { ScanProblem } from './scan-problem.ts';
import type { ScanStream } from './scan-stream.ts';
import { membersOf } from './zone-family.ts';

/** Two ratios count as equal below this relative difference. */
export const llrTolerance = 1e-9;

interface Best extends Finding {
  end: number;
}

/**
 * The best zone and window of each order, best first, without geographical overlap, at most `limit`.
 * A zone's score is the sum of the scores of the streams above their expectation (Kulldorff et al. 2007,
 * "Multivariate scan statistics for disease surveillance").
 */
export function scan(problem: ScanProblem, limit = Number.POSITIVE_INFINITY): Cluster[] {
  const { family } = problem;
  const bests: Best[] = [];
  for (let order = 0; order + 1 < family.starts.length; order++) {
    const best = bestOfOrder(problem, order);
    if (best.llr === 0) continue;
    const [size, radius] = [best.end + 1 - family.starts[order]!, family.distances[best.end]!];
    bests.push({ ...best, size, radius });
  }
  const apart = withoutOverlap(bests, { limit, membersOf: ({ order, end }) => membersOf(family, order, end) });
  return apart.map(({ found, members }) => clusterOf(problem, found, members));
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
  let low = width;
  const alone = streams.length === 1;
  const best: Best = { order, end: -1, window: -1, llr: 0, size: 0, radius: 0 };
  for (let at = family.starts[order]!; at < family.starts[order + 1]!; at++) {
    const location = family.members[at]!;
    for (let s = 0; s < streams.length; s++) {
      addExpected(streams[s]!, sums[s]!, location);
      const first = streams[s]!.firsts[location]!;
      if (first === width) continue;
      addCases(streams[s]!, sums[s]!, { location, first, gained });
      if (first < low) low = first;
    }
    if (low === width || family.closes[at] === 0) continue;
    const from = low;
    low = width;
    for (let w = from; w < width; w++) {
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
  { location, first, gained }: { location: number; first: number; gained: Uint8Array },
): void {
  const width = gained.length;
  for (let w = first; w < width; w++) {
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
