import type { WindowBlock } from './window-block.ts';
import type { ZoneWalk } from './zone-walk.ts';

/** Scores of one stream's zones by row, window and cases; those asked for lately are remembered. */
export type ZoneScore = (row: number, window: number, cases: number) => number;

const remembered = 1 << 12;

export function zoneScore({ problem, from, width, rows }: WindowBlock, s: number): ZoneScore {
  const { score, totals } = problem.streams[s]!;
  const { expected } = rows[s]!;
  const keys = new Float64Array(remembered).fill(-1);
  const values = new Float64Array(remembered);
  return (row, window, cases) => {
    const cell = row * width + window;
    const key = cell * 4_194_304 + cases;
    const slot = (Math.imul(cell, 0x9e3779b1) + Math.imul(cases, 0x85ebca6b)) >>> 20;
    if (keys[slot] === key) return values[slot]!;
    const e = expected[cell]!;
    const value = cases > e ? score(cases, e, totals[from + window]!) : 0;
    keys[slot] = key;
    values[slot] = value;
    return value;
  };
}

/** What the data sets of a walk have come to. */
export interface Maxima {
  /** Largest score of each data set. */
  largest: Float64Array;
  /** 1 where a lane was full, so that a wider one must be taken. */
  full: Uint8Array;
}

/** Raises each data set's largest score to that of the zones in which `s` reaches what it needs. */
export function raiseMaxima(
  block: WindowBlock,
  { walks, scores, s }: { walks: ZoneWalk[]; scores: ZoneScore[]; s: number },
  { largest, full }: Maxima,
): void {
  const { width, problem } = block;
  const walk = walks[s]!;
  const { lanes, most, laneBytes } = walk;
  const joint = walks.length > 1 ? jointScore(block, walks, scores) : null;
  const score = scores[s]!;
  const alone = problem.streams.length === 1;
  walk.run(({ step, row, vector, lanes: reached, counts, at }) => {
    const group = Math.floor(vector / width);
    const window = vector - group * width;
    for (let left = reached; left !== 0; left &= left - 1) {
      const lane = 31 - Math.clz32(left & -left);
      const copy = group * lanes + lane;
      const cases = counts[at + lane]!;
      if (cases === most && laneBytes < 4) full[copy] = 1;
      const value = alone
        ? score(row, window, cases)
        : joint!({ position: walk.positions[step]!, at: vector * lanes + lane, window });
      if (value > largest[copy]!) largest[copy] = value;
    }
  });
}

interface Lane {
  position: number;
  /** Index among a location's lanes. */
  at: number;
  window: number;
}

/**
 * Sum of the streams' scores in one zone, window and data set. A vector's positions rise for the most part, so that each
 * lane's sums go on from the last.
 */
function jointScore({ problem, rows }: WindowBlock, walks: ZoneWalk[], scores: ZoneScore[]): (lane: Lane) => number {
  const { starts, members } = problem.family;
  const { vectors, lanes } = walks[0]!;
  const sums = walks.map(() => new Float64Array(vectors * lanes));
  const next = new Int32Array(vectors * lanes);
  let order = 0;
  return ({ position, at, window }) => {
    if (position < starts[order]!) order = 0;
    while (starts[order + 1]! <= position) order++;
    const fresh = next[at]! <= starts[order]! || next[at]! > position;
    const from = fresh ? starts[order]! : next[at]!;
    next[at] = position + 1;
    let value = 0;
    let cases = 0;
    for (let s = 0; s < walks.length; s++) {
      const { counts } = walks[s]!;
      let sum = fresh ? 0 : sums[s]![at]!;
      for (let i = from; i <= position; i++) sum += counts[members[i]! * vectors * lanes + at]!;
      sums[s]![at] = sum;
      const score = scores[s]!(rows[s]!.map.rows[position]!, window, sum);
      if (score > 0) cases += sum;
      value += score;
    }
    return cases >= problem.minCases ? value : 0;
  };
}
