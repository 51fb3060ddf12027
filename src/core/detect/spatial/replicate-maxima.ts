import { type Random, seededRandom } from '../../stats/random.ts';
import type { NullSampler } from './null-sampler.ts';
import type { ScanProblem } from './scan.ts';
import { windowSums } from './scan-window.ts';
import { expectationLimits } from './score-threshold.ts';

export interface ReplicateRequest {
  problem: ScanProblem;
  /** One per stream. */
  samplers: NullSampler[];
  /** Intervals that the windows cover, counted from the last: the width of the samplers' cells. */
  used: number;
  intervals: number;
  replicates: number;
  seed: number;
}

/** Below this floor every zone with an excess is looked at. */
const noFloor = 1e-9;
const pilots = 16;

/**
 * The largest score over all zones and windows in each of `replicates` data sets drawn under the null hypothesis.
 * Replicate r has its own generator, so that its value depends on seed and r alone. Zones are compared with the
 * fewest cases that reach a floor set by some pilots; the few replicates whose maximum lies below it are scanned anew
 * without a floor, so every value is exact.
 */
export function replicateMaxima(request: ReplicateRequest): Float64Array {
  const maxima = new Float64Array(request.replicates);
  const all = Array.from(maxima.keys());
  const first = all.slice(0, pilots);
  scanReplicates(request, { chosen: first, floor: noFloor, maxima });
  const floor = Math.max(noFloor, 0.85 * Math.min(...first.map((r) => maxima[r]!)));
  scanReplicates(request, { chosen: all.slice(pilots), floor, maxima });
  const low = all.slice(pilots).filter((r) => maxima[r]! < floor);
  scanReplicates(request, { chosen: low, floor: noFloor, maxima });
  return maxima;
}

interface Pass {
  chosen: number[];
  floor: number;
  maxima: Float64Array;
}

function scanReplicates(request: ReplicateRequest, { chosen, floor, maxima }: Pass): void {
  if (chosen.length === 0) return;
  const { problem, samplers, used, intervals } = request;
  const firstUsed = intervals - used;
  const windows = problem.windows.map(({ from, to }) => ({ from: from - firstUsed, to: to - firstUsed }));
  const needed = fewestCases(problem, floor);
  const locations = problem.streams[0]!.cases.length / windows.length;
  const cells = new Int32Array(locations * used);
  for (const r of chosen) {
    const random: Random = seededRandom(request.seed * 1_000_003 + r);
    const counts = samplers.map((sample) => {
      sample(random, cells);
      return windowSums(cells, used, windows);
    });
    maxima[r] = largestScore(problem, needed, counts);
  }
}

/** Fewest cases with which the zone that ends at each position and window may reach the floor, per stream. */
function fewestCases(problem: ScanProblem, floor: number): Int32Array[] {
  const { family, windows, streams, minCases } = problem;
  const width = windows.length;
  return streams.map((stream) => {
    const needed = new Int32Array(family.members.length * width).fill(0x7fffffff);
    const limits = limitsByTotal(stream, {
      floor: floor / streams.length,
      minCases: streams.length === 1 ? minCases : 1,
    });
    for (let order = 0; order + 1 < family.starts.length; order++) {
      for (let w = 0; w < width; w++) {
        const limit = limits[w]!;
        let expected = 0;
        let cases = 1;
        for (let at = family.starts[order]!; at < family.starts[order + 1]!; at++) {
          expected += stream.expected[family.members[at]! * width + w]!;
          while (cases < limit.length && limit[cases]! < expected) cases++;
          if (family.closes[at] === 1) needed[at * width + w] = cases;
        }
      }
    }
    return needed;
  });
}

function limitsByTotal(
  stream: ScanProblem['streams'][number],
  { floor, minCases }: { floor: number; minCases: number },
): Float64Array[] {
  const known = new Map<number, Float64Array>();
  return Array.from(stream.totals, (total) => {
    // Beyond `most`, which chance hardly reaches, every zone is looked at.
    const most = Math.ceil(total + (Number.isInteger(total) ? 0 : 10 * Math.sqrt(total) + 20));
    const limits = known.get(total) ?? expectationLimits({ score: stream.score, total, most, floor, minCases });
    known.set(total, limits);
    return limits;
  });
}

function largestScore(problem: ScanProblem, needed: Int32Array[], counts: Float64Array[]): number {
  const { family, windows } = problem;
  const width = windows.length;
  const sums = counts.map(() => new Float64Array(width));
  let largest = 0;
  for (let order = 0; order + 1 < family.starts.length; order++) {
    for (const sum of sums) sum.fill(0);
    for (let at = family.starts[order]!; at < family.starts[order + 1]!; at++) {
      const from = family.members[at]! * width;
      for (let w = 0; w < width; w++) {
        let reached = false;
        for (let s = 0; s < sums.length; s++) {
          const cases = (sums[s]![w]! += counts[s]![from + w]!);
          if (cases >= needed[s]![at * width + w]!) reached = true;
        }
        if (reached) largest = Math.max(largest, scoreOf(problem, { order, at, w, sums }));
      }
    }
  }
  return largest;
}

function scoreOf(problem: ScanProblem, zone: { order: number; at: number; w: number; sums: Float64Array[] }): number {
  const { family, windows, streams } = problem;
  let score = 0;
  let cases = 0;
  streams.forEach((stream, s) => {
    let expected = 0;
    for (let at = family.starts[zone.order]!; at <= zone.at; at++) {
      expected += stream.expected[family.members[at]! * windows.length + zone.w]!;
    }
    const c = zone.sums[s]![zone.w]!;
    if (c > expected) {
      cases += c;
      score += stream.score(c, expected, stream.totals[zone.w]!);
    }
  });
  return cases >= problem.minCases ? score : 0;
}
