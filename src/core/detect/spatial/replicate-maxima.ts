import { fitGumbel, gumbelQuantile } from '../../stats/gumbel.ts';
import { seededRandom } from '../../stats/random.ts';
import { nullDraw } from './null-draw.ts';
import type { NullSampler } from './null-sampler.ts';
import type { ScanProblem } from './scan.ts';
import { addDraw, raiseMaxima, setFloor, type WindowBlock, windowBlock } from './window-block.ts';
import { rowMap } from './zone-rows.ts';
import { laneBytesFor, laneCount, zoneWalk } from './zone-walk.ts';

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

/** Floors to try in turn; below the last one every zone with an excess is looked at. */
const floors = [3, 1, 0.2, 1e-9];
const pilots = 32;

/**
 * The largest score over all zones and windows in each of `replicates` data sets drawn under the null hypothesis.
 * Replicate r has its own generator, so that its value depends on seed and r alone. Only zones with the fewest cases
 * that reach a floor are scored; data sets whose maximum lies below it are scanned anew with a lower one, so every
 * value is exact. Some pilots tell where the floor may lie.
 */
export function replicateMaxima(request: ReplicateRequest): Float64Array {
  const maxima = new Float64Array(request.replicates);
  const scanner = replicateScanner(request, maxima);
  const all = Array.from(maxima.keys());
  descend(scanner, { chosen: all.slice(0, pilots), steps: floors, maxima });
  const fit = fitGumbel(maxima.subarray(0, pilots));
  const steps = [0.02, 0.25 / request.replicates].map((p) => gumbelQuantile(fit, p)).filter((floor) => floor > 0);
  const lower = floors.filter((floor) => steps.every((step) => floor < step));
  descend(scanner, {
    chosen: all.slice(pilots),
    steps: [...steps, ...lower],
    maxima,
  });
  return maxima;
}

interface ReplicateScanner {
  scan(chosen: number[], floor: number): void;
}

function descend(
  scanner: ReplicateScanner,
  { chosen, steps, maxima }: { chosen: number[]; steps: number[]; maxima: Float64Array },
): void {
  let left = chosen;
  for (const floor of steps) {
    if (left.length === 0) return;
    scanner.scan(left, floor);
    left = left.filter((r) => maxima[r]! < floor);
  }
}

/** Windows are taken in blocks that fit the lanes; each block draws the same data sets anew. */
function replicateScanner(request: ReplicateRequest, maxima: Float64Array): ReplicateScanner {
  const { problem, samplers, used, intervals } = request;
  const locations = problem.streams[0]!.cases.length / problem.windows.length;
  const rowMaps = problem.streams.map((stream) => rowMap(problem, stream));
  const walks = problem.streams.map((stream, s) => {
    const { rows, count } = rowMaps[s]!;
    return zoneWalk({ ...problem.family, locations, rows, rowCount: count }, laneBytesFor(stream.most));
  });
  const draws = samplers.map(({ capacity }) => nullDraw(capacity));
  const blockAt = (from: number) => windowBlock({ problem, used, intervals, from, walks, rowMaps });
  const only = problem.windows.length <= laneCount ? blockAt(0) : null;
  let floorSet = Number.NaN;
  const scanBlock = (block: WindowBlock, chosen: number[]) => {
    const largest = new Float64Array(block.copies);
    for (let i = 0; i < chosen.length; i += block.copies) {
      const group = chosen.slice(i, i + block.copies);
      largest.fill(0);
      for (const { counts } of walks) counts.fill(0);
      group.forEach((r, copy) => {
        const random = seededRandom(request.seed * 4_294_967_296 + r);
        samplers.forEach((sampler, s) => {
          sampler.draw(random, draws[s]!);
          addDraw(block, draws[s]!, { s, copy });
        });
      });
      raiseMaxima(block, largest);
      group.forEach((r, copy) => {
        maxima[r] = Math.max(maxima[r]!, largest[copy]!);
      });
    }
  };
  return {
    scan(chosen, floor) {
      for (let from = 0; from < problem.windows.length; from += laneCount) {
        const block = only ?? blockAt(from);
        if (!only || floor !== floorSet) setFloor(block, floor);
        floorSet = floor;
        scanBlock(block, chosen);
      }
    },
  };
}
