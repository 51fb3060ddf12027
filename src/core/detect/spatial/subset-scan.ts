import { seededGenerator } from '../../stats/random.ts';
import { type Cluster, clusterOf, type Finding, withoutOverlap } from './cluster.ts';
import { nullDraw } from './null-draw.ts';
import type { NullSampler } from './null-sampler.ts';
import type { ScanProblem } from './scan-problem.ts';
import type { ScanStream } from './scan-stream.ts';

/** The best set of places within one neighborhood and window. */
interface BestSubset extends Finding {
  members: number[];
}

/**
 * Clusters of any shape: within each order of the family (a center's neighborhood) and window the set of places with the
 * largest score. Such scores have the linear-time subset scanning property: the best set is a prefix of the places by
 * falling c/e, so that n places need n scores instead of 2ⁿ. Neill (2012), "Fast subset scan for spatial pattern
 * detection", theorem 1. One stream; no overlap; best first.
 */
export function scanSubsets(problem: ScanProblem, limit = Number.POSITIVE_INFINITY): Cluster[] {
  const { family, windows, streams } = problem;
  const stream = streams[0]!;
  const bests: BestSubset[] = [];
  for (let order = 0; order + 1 < family.starts.length; order++) {
    let best: BestSubset | null = null;
    for (let window = 0; window < windows.length; window++) {
      const { llr, members } = bestPrefix(problem, { stream, cases: stream.cases, order, window });
      if (llr > (best?.llr ?? 0) * (1 + 1e-9))
        best = { order, window, llr, members, size: members.length, radius: reachOf(problem, order, members) };
    }
    if (best) bests.push(best);
  }
  const apart = withoutOverlap(bests, { limit, membersOf: ({ members }) => members });
  return apart.map(({ found, members }) => clusterOf(problem, found, members));
}

/** Distance of the farthest member from the order's center. */
function reachOf({ family }: ScanProblem, order: number, members: number[]): number {
  let reach = 0;
  for (let at = family.starts[order]!; at < family.starts[order + 1]!; at++)
    if (members.includes(family.members[at]!)) reach = Math.max(reach, family.distances[at]!);
  return reach;
}

/** Largest score of each data set drawn under the null hypothesis; replicate r depends on the seed and r alone. */
export function subsetMaxima(
  problem: ScanProblem,
  sampler: NullSampler,
  { used, intervals, replicates, seed }: { used: number; intervals: number; replicates: number; seed: number },
): Float64Array {
  const stream = problem.streams[0]!;
  const draw = nullDraw(sampler.capacity);
  const width = problem.windows.length;
  const cases = new Float64Array(stream.cases.length);
  const covering = Array.from({ length: used }, (_, t) =>
    [...problem.windows.keys()].filter((w) => {
      const at = t + intervals - used;
      return problem.windows[w]!.from <= at && at <= problem.windows[w]!.to;
    }),
  );
  return Float64Array.from({ length: replicates }, (_, r) => {
    sampler.draw(seededGenerator(seed * 4_294_967_296 + r), draw);
    cases.fill(0);
    for (let i = 0; i < draw.size; i++)
      for (const w of covering[draw.times[i]!]!) cases[draw.locations[i]! * width + w]!++;
    let largest = 0;
    for (let order = 0; order + 1 < problem.family.starts.length; order++)
      for (let window = 0; window < width; window++)
        largest = Math.max(largest, bestPrefix(problem, { stream, cases, order, window }).llr);
    return largest;
  });
}

interface Neighborhood {
  stream: ScanStream;
  cases: Float64Array;
  order: number;
  window: number;
}

/** Places without a case never belong to the best set. */
function bestPrefix(
  { family, windows, minCases }: ScanProblem,
  { stream, cases, order, window }: Neighborhood,
): { llr: number; members: number[] } {
  const width = windows.length;
  const places: number[] = [];
  for (let at = family.starts[order]!; at < family.starts[order + 1]!; at++)
    if (cases[family.members[at]! * width + window]! > 0) places.push(family.members[at]!);
  const figures = (place: number) =>
    [cases[place * width + window]!, stream.expected[place * width + window]!] as const;
  places.sort((a, b) => {
    const [[c, e], [d, f]] = [figures(a), figures(b)];
    return d * e - c * f || a - b;
  });
  let [c, e, llr, size] = [0, 0, 0, 0];
  places.forEach((place, i) => {
    const [own, expected] = figures(place);
    c += own;
    e += expected;
    if (c < minCases || !(c > e)) return;
    const score = stream.score(c, e, stream.totals[window]!);
    if (score > llr) [llr, size] = [score, i + 1];
  });
  return { llr, members: places.slice(0, size) };
}
