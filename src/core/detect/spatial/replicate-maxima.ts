import { fitGumbel, gumbelQuantile } from '../../stats/gumbel.ts';
import { seedableRandom } from '../../stats/random.ts';
import { nullDraw } from './null-draw.ts';
import type { NullSampler } from './null-sampler.ts';
import type { ScanProblem } from './scan-problem.ts';
import { mostVectors } from './walk-code.ts';
import { type WalkProgram, walkProgram } from './walk-program.ts';
import type { LaneBytes } from './wasm-code.ts';
import {
  addDraw,
  holdingVectors,
  needsOf,
  setThresholds,
  type WindowBlock,
  windowCover,
  windowRuns,
} from './window-block.ts';
import { rowMap, zoneRows } from './zone-rows.ts';
import { type Maxima, raiseMaxima, type ZoneScore, zoneScore } from './zone-scores.ts';
import { type ZoneWalk, zoneWalk } from './zone-walk.ts';

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
const floors = [4, 3, 1, 0.2, 1e-9];
const pilots = 32;
/** Share of the data sets whose maximum may lie below the first floor, so that they are scanned twice. */
const belowFirst = 0.1;

/**
 * The largest score over all zones and windows in each of `replicates` data sets drawn under the null hypothesis.
 * Replicate r has its own generator, so that its value depends on seed and r alone. Only zones with the fewest cases
 * that reach a floor are scored; data sets whose maximum lies below it are scanned anew with a lower one, so every
 * value is exact. Some pilots tell where the floor may lie.
 */
export function replicateMaxima(request: ReplicateRequest): Float64Array {
  const maxima = new Float64Array(request.replicates);
  const scan = replicateScanner(request, maxima);
  const all = Array.from(maxima.keys());
  descend(scan, { chosen: all.slice(0, pilots), steps: floors, maxima });
  const fit = fitGumbel(maxima.subarray(0, pilots));
  const steps = [belowFirst, 0.25 / request.replicates].map((p) => gumbelQuantile(fit, p)).filter((floor) => floor > 0);
  const lower = floors.filter((floor) => steps.every((step) => floor < step));
  descend(scan, { chosen: all.slice(pilots), steps: [...steps, ...lower], maxima });
  return maxima;
}

type Scan = (chosen: number[], floor: number) => void;

function descend(
  scan: Scan,
  { chosen, steps, maxima }: { chosen: number[]; steps: number[]; maxima: Float64Array },
): void {
  let left = chosen;
  for (const floor of steps) {
    if (left.length === 0) return;
    scan(left, floor);
    left = left.filter((r) => maxima[r]! < floor);
  }
}

/** Windows are taken in blocks that fit a walk's vectors; each block draws the same data sets anew. */
function replicateScanner(request: ReplicateRequest, maxima: Float64Array): Scan {
  const { problem, used, intervals } = request;
  const maps = problem.streams.map((stream) => rowMap(problem, stream));
  const programs = maps.map((map, stream) => walkProgram(problem, { stream, map }));
  const runs = windowRuns(problem.windows.length);
  const blockOf = ({ from, width }: { from: number; width: number }): WindowBlock => {
    const { covering, holding } = windowCover(problem, { from, width, used, intervals });
    const rows = maps.map((map, s) => zoneRows(map, problem.streams[s]!, { problem, from, width }));
    return { problem, from, width, covering, holding, rows };
  };
  const only = runs.length === 1 ? blockOf(runs[0]!) : null;
  const walksOf = walkKeeper(programs);
  const scoresOf = (block: WindowBlock) => problem.streams.map((_, s) => zoneScore(block, s));
  const scores = only && scoresOf(only);
  const scanBlock = blockScanner(request, maxima);
  return (chosen, floor) => {
    for (const run of runs) {
      const block = only ?? blockOf(run);
      const { needed, laneBytes } = needsOf(block, floor);
      let left = chosen;
      for (let bytes: number = laneBytes; left.length > 0; bytes *= 2) {
        const walks = walksOf(bytes as LaneBytes, run.width);
        for (const [s, walk] of walks.entries()) setThresholds(walk, needed[s]!, run.width);
        left = scanBlock(left, { block, walks, scores: scores ?? scoresOf(block) });
      }
    }
  };
}

/** Walks by width of lanes and of blocks, put together once. As many data sets share a walk as its vectors hold. */
function walkKeeper(programs: WalkProgram[]): (laneBytes: LaneBytes, width: number) => ZoneWalk[] {
  const known = new Map<string, ZoneWalk[]>();
  return (laneBytes, width) => {
    const key = `${laneBytes}x${width}`;
    const vectors = Math.floor(mostVectors / width) * width;
    const walks =
      known.get(key) ??
      programs.map((program) => zoneWalk(program, { laneBytes, vectors, gains: programs.length === 1 }));
    known.set(key, walks);
    return walks;
  };
}

interface BlockScan {
  block: WindowBlock;
  walks: ZoneWalk[];
  scores: ZoneScore[];
}

/** Returns the data sets for which the lanes were too narrow. */
function blockScanner(
  { samplers, seed }: ReplicateRequest,
  maxima: Float64Array,
): (chosen: number[], scan: BlockScan) => number[] {
  const draws = samplers.map(({ capacity }) => nullDraw(capacity));
  const generator = seedableRandom();
  return (chosen, { block, walks, scores }) => {
    const { vectors, lanes } = walks[0]!;
    const copies = (vectors / block.width) * lanes;
    const sums = holdingVectors(block, vectors);
    const again: number[] = [];
    for (let i = 0; i < chosen.length; i += copies) {
      const group = chosen.slice(i, i + copies);
      const found: Maxima = { largest: new Float64Array(copies), full: new Uint8Array(copies) };
      for (const { counts } of walks) counts.fill(0);
      group.forEach((r, copy) => {
        generator.seed(seed * 4_294_967_296 + r);
        samplers.forEach((sampler, s) => {
          const draw = draws[s]!;
          sampler.draw(generator, draw);
          if (!addDraw(block, walks[s]!, { draw, copy })) found.full[copy] = 1;
        });
      });
      for (const walk of walks) walk.accumulate(sums);
      for (let s = 0; s < walks.length; s++) raiseMaxima(block, { walks, scores, s }, found);
      group.forEach((r, copy) => {
        if (found.full[copy] === 1) again.push(r);
        else maxima[r] = Math.max(maxima[r]!, found.largest[copy]!);
      });
    }
    return again;
  };
}
