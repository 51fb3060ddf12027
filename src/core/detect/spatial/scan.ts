import { type Cluster, clusterOf, type Finding, withoutOverlap } from './cluster.ts';
import type { ZoneWindows } from './log-likelihood.ts';
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
  const sums = problem.streams.map(({ totals }) => emptySums(totals));
  for (let order = 0; order + 1 < family.starts.length; order++) {
    const best = bestOfOrder(problem, order, sums);
    if (best.llr === 0) continue;
    const [size, radius] = [best.end + 1 - family.starts[order]!, family.distances[best.end]!];
    bests.push({ ...best, size, radius });
  }
  const apart = withoutOverlap(bests, { limit, membersOf: ({ order, end }) => membersOf(family, order, end) });
  return apart.map(({ found, members }) => clusterOf(problem, found, members));
}

function bestOfOrder({ family, windows, streams, minCases }: ScanProblem, order: number, sums: Sums[]): Best {
  const width = windows.length;
  for (const one of sums) clear(one);
  const alone = streams.length === 1 ? streams[0]! : null;
  // A zone that gained expectation but no case can't beat the one before it: windows before `low` gained none.
  let low = width;
  const best: Best = { order, end: -1, window: -1, llr: 0, size: 0, radius: 0 };
  for (let at = family.starts[order]!; at < family.starts[order + 1]!; at++) {
    for (let s = 0; s < streams.length; s++) {
      const first = addLocation(streams[s]!, sums[s]!, family.members[at]!);
      if (first < low) low = first;
    }
    if (low === width || family.closes[at] === 0) continue;
    for (let s = 0; s < streams.length; s++) expectFrom(streams[s]!, sums[s]!, low);
    for (let w = low; w < width; w++) {
      if (alone) w = alone.firstAbove(sums[0]!, w, best.llr);
      if (w === width) break;
      const llr = jointScore(streams, sums, { w, minCases });
      if (llr <= best.llr * (1 + llrTolerance)) continue;
      best.llr = llr;
      best.end = at;
      best.window = w;
    }
    low = width;
  }
  return best;
}

/** A zone's cases and expectation per window, as locations join it. */
interface Sums extends ZoneWindows {
  margin: number;
}

function emptySums(totals: Float64Array): Sums {
  return { cases: new Float64Array(totals.length), expected: new Float64Array(totals.length), totals, margin: 0 };
}

function clear(sums: Sums): void {
  sums.cases.fill(0);
  sums.expected.fill(0);
  sums.margin = 0;
}

/** Returns the first window that gains a case. */
function addLocation({ cases, expected, product, firsts }: ScanStream, sums: Sums, location: number): number {
  const width = sums.totals.length;
  const cell = location * width;
  if (product) sums.margin += product.margins[location]!;
  else for (let w = 0; w < width; w++) sums.expected[w]! += expected[cell + w]!;
  const first = firsts[location]!;
  for (let w = first; w < width; w++) sums.cases[w]! += cases[cell + w]!;
  return first;
}

/** Brings the expectation up to date in the windows from `low` on, where it is a product of margins and factors. */
function expectFrom({ product }: ScanStream, { expected, margin }: Sums, low: number): void {
  if (product) for (let w = low; w < expected.length; w++) expected[w] = margin * product.factors[w]!;
}

function jointScore(streams: ScanStream[], sums: Sums[], { w, minCases }: { w: number; minCases: number }): number {
  let llr = 0;
  let cases = 0;
  for (let s = 0; s < streams.length; s++) {
    const c = sums[s]!.cases[w]!;
    const e = sums[s]!.expected[w]!;
    if (!(c > e)) continue;
    cases += c;
    llr += streams[s]!.score(c, e, sums[s]!.totals[w]!);
  }
  return cases >= minCases ? llr : 0;
}
