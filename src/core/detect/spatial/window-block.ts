import type { NullDraw } from './null-draw.ts';
import type { ScanProblem } from './scan.ts';
import { expectationLimits } from './score-threshold.ts';
import { type RowMap, type ZoneRows, zoneRows } from './zone-rows.ts';
import { laneArray, laneCount, type ZoneWalk } from './zone-walk.ts';

/** Up to sixteen windows of a scan with all that the walk over data sets needs. */
export interface WindowBlock {
  problem: ScanProblem;
  from: number;
  width: number;
  /** Data sets that share a walk's lanes: lane = copy · width + window. */
  copies: number;
  /** Per stream: what a case in interval t adds to a copy's lanes, as 32-bit words: `[(t * copies + copy) * words + word]`. */
  added: Int32Array[];
  walks: ZoneWalk[];
  rows: ZoneRows[];
}

export interface BlockRequest {
  problem: ScanProblem;
  /** Intervals covered by windows, and all intervals. */
  used: number;
  intervals: number;
  /** First window of the block. */
  from: number;
  /** One per stream; written anew for each block. */
  walks: ZoneWalk[];
  rowMaps: RowMap[];
}

export function windowBlock({ problem, used, intervals, from, walks, rowMaps }: BlockRequest): WindowBlock {
  const windows = problem.windows.slice(from, from + laneCount);
  const width = windows.length;
  const copies = Math.floor(laneCount / width);
  const first = intervals - used;
  const added = walks.map(({ laneBytes }) => {
    const lanes = laneArray(laneBytes, used * copies * laneCount);
    for (let i = 0; i < used * copies * width; i++) {
      const [t, copy, w] = [Math.floor(i / (copies * width)), Math.floor(i / width) % copies, i % width];
      if (windows[w]!.from - first <= t && t <= windows[w]!.to - first)
        lanes[(t * copies + copy) * laneCount + copy * width + w] = 1;
    }
    return new Int32Array(lanes.buffer);
  });
  return {
    problem,
    from,
    width,
    copies,
    added,
    walks,
    rows: rowMaps.map((map, s) => zoneRows(map, problem.streams[s]!, { problem, from, width })),
  };
}

/** Writes the fewest cases with which each zone may reach a score of `floor` into the walks. */
export function setFloor(block: WindowBlock, floor: number): void {
  const { streams, minCases } = block.problem;
  streams.forEach((stream, s) => {
    // A sum over streams reaches the floor only if one of them reaches its part.
    const part = {
      floor: floor / streams.length,
      minCases: streams.length === 1 ? minCases : 1,
      most: stream.most,
    };
    const known = new Map<number, Float64Array>();
    const limits = Array.from(stream.totals.subarray(block.from, block.from + block.width), (total) => {
      const limit = known.get(total) ?? expectationLimits({ score: stream.score, total, ...part });
      known.set(total, limit);
      return limit;
    });
    setNeeded(block, s, limits);
  });
}

/** Expectations mostly rise from row to row, so that the search for the fewest cases goes on from the last row's. */
function setNeeded({ width, copies, walks, rows }: WindowBlock, s: number, limits: Float64Array[]): void {
  const { needed, never } = walks[s]!;
  const { expected } = rows[s]!;
  const cases = new Int32Array(width).fill(1);
  needed.fill(never);
  for (let row = 1; row * width < expected.length; row++) {
    for (let w = 0; w < width; w++) {
      const limit = limits[w]!;
      const e = expected[row * width + w]!;
      let c = e < expected[(row - 1) * width + w]! ? 1 : cases[w]!;
      while (c < limit.length && limit[c]! < e) c++;
      cases[w] = c;
      if (c === limit.length) continue;
      for (let lane = w; lane < copies * width; lane += width) needed[row * laneCount + lane] = c;
    }
  }
}

/** Adds a draw's cases to the lanes of one copy; lanes never overflow, so whole words may be added. */
export function addDraw(
  { added, copies, walks }: WindowBlock,
  draw: NullDraw,
  { s, copy }: { s: number; copy: number },
): void {
  const { countWords, laneBytes } = walks[s]!;
  const words = (laneCount * laneBytes) / 4;
  const adding = added[s]!;
  for (let i = 0; i < draw.size; i++) {
    const to = draw.locations[i]! * words;
    const from = (draw.times[i]! * copies + copy) * words;
    for (let word = 0; word < words; word++) countWords[to + word]! += adding[from + word]!;
  }
}

/** Raises `largest[copy]` to the largest score of the copy's data set in the block's windows. */
export function raiseMaxima(block: WindowBlock, largest: Float64Array): void {
  const { walks, width, copies } = block;
  for (let s = 0; s < walks.length; s++) {
    const { positions, needed, reached, run } = walks[s]!;
    const rowOf = block.rows[s]!.map.rows;
    const found = run();
    const joint = walks.length > 1 ? jointSums(block) : null;
    for (let i = 0; i < found; i++) {
      const at = positions[i]!;
      const row = rowOf[at]! * laneCount;
      const sums = joint?.(at);
      for (let lane = 0; lane < copies * width; lane++) {
        const cases = reached[i * laneCount + lane]!;
        if (cases < needed[row + lane]!) continue;
        const copy = Math.floor(lane / width);
        const zone = { at, lane, w: lane - copy * width, cases };
        const value = sums ? jointScore(block, zone, sums) : singleScore(block, zone);
        if (value > largest[copy]!) largest[copy] = value;
      }
    }
  }
}

interface Reached {
  at: number;
  lane: number;
  w: number;
  /** Cases of the stream that reached its floor. */
  cases: number;
}

function singleScore({ problem, from, width, rows }: WindowBlock, { at, w, cases }: Reached): number {
  const stream = problem.streams[0]!;
  return stream.score(cases, rows[0]!.expected[rows[0]!.map.rows[at]! * width + w]!, stream.totals[from + w]!);
}

function jointScore({ problem, from, width, rows }: WindowBlock, { at, lane, w }: Reached, sums: Int32Array[]): number {
  let all = 0;
  let sum = 0;
  for (let s = 0; s < sums.length; s++) {
    const stream = problem.streams[s]!;
    const cases = sums[s]![lane]!;
    const e = rows[s]!.expected[rows[s]!.map.rows[at]! * width + w]!;
    if (!(cases > e)) continue;
    all += cases;
    sum += stream.score(cases, e, stream.totals[from + w]!);
  }
  return all >= problem.minCases ? sum : 0;
}

/** Every stream's lanes for the zone that ends at a position; asked in rising order, each order is summed once. */
function jointSums({ problem, walks }: WindowBlock): (at: number) => Int32Array[] {
  const { starts, members } = problem.family;
  const sums = walks.map(() => new Int32Array(laneCount));
  let order = -1;
  let next = 0;
  return (at) => {
    while (order < 0 || starts[order + 1]! <= at) {
      order++;
      next = starts[order]!;
      for (const sum of sums) sum.fill(0);
    }
    for (; next <= at; next++) {
      const from = members[next]! * laneCount;
      for (let s = 0; s < sums.length; s++) {
        const { counts } = walks[s]!;
        for (let lane = 0; lane < laneCount; lane++) sums[s]![lane]! += counts[from + lane]!;
      }
    }
    return sums;
  };
}
