import type { NullDraw } from './null-draw.ts';
import type { ScanProblem } from './scan-problem.ts';
import { expectationLimits } from './score-threshold.ts';
import { mostVectors } from './walk-code.ts';
import type { LaneBytes } from './wasm-code.ts';
import type { ZoneRows } from './zone-rows.ts';
import type { ZoneWalk } from './zone-walk.ts';

/** Some windows of a scan, so many that each of them has its vectors in the walk. */
export interface WindowBlock {
  problem: ScanProblem;
  /** First window, and how many. */
  from: number;
  width: number;
  /** Per interval the windows that cover it, counted from the first; of windows that hold each other the smallest. */
  covering: Int32Array[];
  /** Bit w: window w holds the one before it. */
  holding: number;
  /** One per stream. */
  rows: ZoneRows[];
}

/** Fewest cases with which each zone may reach a floor, per stream `[row * width + w]`; 0: it never does. */
export interface Needs {
  needed: Int32Array[];
  /** Narrowest lanes that hold them all. */
  laneBytes: LaneBytes;
}

/** Windows in blocks of nearly equal width. */
export function windowRuns(windows: number): { from: number; width: number }[] {
  const count = Math.ceil(windows / mostVectors);
  return Array.from({ length: count }, (_, i) => {
    const from = Math.round((i * windows) / count);
    return { from, width: Math.round(((i + 1) * windows) / count) - from };
  });
}

/** Where a case at each of the last `used` of all intervals is counted, and which windows hold the one before them. */
export function windowCover(
  { windows }: ScanProblem,
  { from, width, used, intervals }: { from: number; width: number; used: number; intervals: number },
): Pick<WindowBlock, 'covering' | 'holding'> {
  const run = windows.slice(from, from + width);
  const holds = (w: number) => w > 0 && run[w]!.to === run[w - 1]!.to && run[w]!.from <= run[w - 1]!.from;
  const covers = (w: number, at: number) => run[w]!.from <= at && at <= run[w]!.to;
  const covering = Array.from({ length: used }, (_, t) => {
    const at = t + intervals - used;
    return Int32Array.from(run.keys()).filter((w) => covers(w, at) && !(holds(w) && covers(w - 1, at)));
  });
  return { covering, holding: run.reduce((bits, _, w) => bits | (holds(w) ? 1 << w : 0), 0) };
}

/** A sum over streams reaches the floor only if one of them reaches its part. */
export function needsOf({ problem, from, width, rows }: WindowBlock, floor: number): Needs {
  const { streams, minCases } = problem;
  const needed = streams.map((stream, s) => {
    const part = {
      floor: floor / streams.length,
      minCases: streams.length === 1 ? minCases : 1,
      most: stream.most,
    };
    const known = new Map<number, Float64Array>();
    const limits = Array.from(stream.totals.subarray(from, from + width), (total) => {
      const limit = known.get(total) ?? expectationLimits({ score: stream.score, total, ...part });
      known.set(total, limit);
      return limit;
    });
    return fewestCases(rows[s]!.expected, limits);
  });
  const largest = needed.reduce((most, cells) => cells.reduce((a, b) => Math.max(a, b), most), 0);
  return { needed, laneBytes: largest <= 255 ? 1 : largest <= 65_535 ? 2 : 4 };
}

/** Expectations mostly rise from row to row, so that the search for the fewest cases goes on from the last row's. */
function fewestCases(expected: Float64Array, limits: Float64Array[]): Int32Array {
  const width = limits.length;
  const needed = new Int32Array(expected.length);
  for (let w = 0; w < width; w++) {
    const limit = limits[w]!;
    let c = 1;
    for (let cell = width + w; cell < expected.length; cell += width) {
      const e = expected[cell]!;
      if (e < expected[cell - width]!) c = 1;
      while (c < limit.length && limit[c]! < e) c++;
      if (c < limit.length) needed[cell] = c;
    }
  }
  return needed;
}

/** Tells a walk what its zones need; its vectors are the block's windows, over and over. */
export function setThresholds({ thresholds, vectors, most }: ZoneWalk, needed: Int32Array, width: number): void {
  thresholds.fill(most);
  for (let row = 1; row * width < needed.length; row++) {
    for (let v = 0; v < vectors; v++) {
      const cases = needed[row * width + (v % width)]!;
      if (cases > 0) thresholds[row * vectors + v] = cases - 1;
    }
  }
}

/** Adds a draw's cases to the lanes of data set `copy`, before windows are summed up. False when a lane is too narrow for them: it stays full. */
export function addDraw(
  { covering, width }: WindowBlock,
  { counts, vectors, lanes, most }: ZoneWalk,
  { draw, copy }: { draw: NullDraw; copy: number },
): boolean {
  let fits = true;
  const { locations, times, size } = draw;
  const stride = vectors * lanes;
  const base = Math.floor(copy / lanes) * width * lanes + (copy % lanes);
  for (let next = 0; next < size; ) {
    const time = times[next]!;
    const first = next;
    while (next < size && times[next] === time) next++;
    const windows = covering[time]!;
    for (let w = 0; w < windows.length; w++) {
      const lane = base + windows[w]! * lanes;
      for (let i = first; i < next; i++) {
        const at = locations[i]! * stride + lane;
        const count = counts[at]!;
        if (count < most) counts[at] = count + 1;
        else fits = false;
      }
    }
  }
  return fits;
}

/** Bit per vector of a walk that holds the one before it. */
export function holdingVectors({ holding, width }: WindowBlock, vectors: number): number {
  let bits = 0;
  for (let from = 0; from < vectors; from += width) bits |= holding << from;
  return bits;
}
