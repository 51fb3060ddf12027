import { seededRandom } from '../../stats/random.ts';
import type { ScanProblem } from './scan-problem.ts';
import type { ScanStream } from './scan-stream.ts';
import type { RowMap } from './zone-rows.ts';

/**
 * Zones in sequence, cut into blocks that are compared together. Block i holds the steps `cuts[i] … cuts[i + 1])`; a step
 * adds a location and may end a zone.
 */
export interface WalkProgram {
  locations: number;
  rowCount: number;
  cuts: Int32Array;
  /** 1 where a block begins a new order, so that the sums begin at nothing. */
  fresh: Uint8Array;
  /** Row of each block's first zone; 0: it has none. */
  firstRows: Int32Array;
  /** Per step its location, position in the family, and row of the zone that it ends (0: none). */
  members: Int32Array;
  positions: Int32Array;
  rows: Int32Array;
}

/**
 * Expected cases behind a block's first zone, in the longest window, from which on a new block begins: the more of them
 * the seldomer zones are compared, and the oftener in vain.
 */
const massPerBlock = 3;

/**
 * The family's orders for one stream, without the places where no case can fall and without comparing a set of places
 * that an earlier order held: cities close together mostly have the same zones from some radius on.
 */
export function walkProgram(problem: ScanProblem, { stream, map }: { stream: number; map: RowMap }): WalkProgram {
  const { starts, members, closes } = problem.family;
  const masses = problem.streams.map((one) => largestExpected(one, problem.windows.length));
  const possible = Uint8Array.from(masses[0]!, (_, location) => (masses.some((mass) => mass[location]! > 0) ? 1 : 0));
  const sets = zoneSets(possible.length, members.length);
  const steps = stepWriter(members.length, masses[stream]!);
  for (let order = 0; order + 1 < starts.length; order++) {
    steps.begin();
    sets.begin();
    for (let at = starts[order]!; at < starts[order + 1]!; at++) {
      const member = members[at]!;
      if (possible[member] === 1) {
        sets.add(member);
        steps.add(member);
      }
      // A place without cases may close a zone that the step before it left open.
      if (closes[at] === 1 && sets.isNew()) steps.close(at, map.rows[at]!);
    }
    steps.end();
  }
  return { ...steps.program(), locations: possible.length, rowCount: map.count };
}

interface StepWriter {
  begin(): void;
  add(member: number): void;
  /** The last step ends the zone at a position. */
  close(position: number, row: number): void;
  end(): void;
  program(): Omit<WalkProgram, 'locations' | 'rowCount'>;
}

function stepWriter(most: number, mass: Float64Array): StepWriter {
  const [members, positions, rows] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  const [cuts, firstRows, fresh] = [new Int32Array(most + 1), new Int32Array(most), new Uint8Array(most)];
  let [step, block, firstBlock, kept, behind] = [0, 0, 0, 0, 0];
  return {
    begin() {
      firstBlock = block;
      kept = step;
    },
    add(member) {
      if (block > firstBlock && firstRows[block - 1] !== 0) behind += mass[member]!;
      if (block === firstBlock || behind > massPerBlock) {
        fresh[block] = Number(block === firstBlock);
        firstRows[block] = 0;
        cuts[block++] = step;
        behind = 0;
      }
      members[step] = member;
      rows[step++] = 0;
    },
    close(position, row) {
      positions[step - 1] = position;
      rows[step - 1] = row;
      if (firstRows[block - 1] === 0) firstRows[block - 1] = row;
      kept = step;
    },
    end() {
      // What follows the last zone that is compared needs no counting.
      step = kept;
      while (block > firstBlock && cuts[block - 1]! >= step) block--;
    },
    program() {
      cuts[block] = step;
      const parts = { cuts: cuts.subarray(0, block + 1), fresh: fresh.subarray(0, block) };
      return { ...parts, firstRows, members: members.subarray(0, step), positions, rows };
    },
  };
}

interface ZoneSets {
  begin(): void;
  add(member: number): void;
  /** Whether the set of members since `begin` is not empty and was not asked for before. */
  isNew(): boolean;
}

/** Sets of places by a 64-bit hash that is the exclusive or of its members' random words (Zobrist 1970, "A new hashing method"). */
function zoneSets(locations: number, zones: number): ZoneSets {
  const random = seededRandom(1970);
  const word = () => Math.floor(random() * 4_294_967_296) | 0;
  const [high, low] = [Int32Array.from({ length: locations }, word), Int32Array.from({ length: locations }, word)];
  const mask = 2 ** Math.ceil(Math.log2(2 * zones + 2)) - 1;
  const table = new Int32Array(2 * (mask + 1));
  let [a, b] = [0, 0];
  return {
    begin() {
      a = 0;
      b = 0;
    },
    add(member) {
      a ^= high[member]!;
      b ^= low[member]!;
    },
    isNew() {
      if (a === 0 && b === 0) return false;
      for (let slot = a & mask; ; slot = (slot + 1) & mask) {
        if (table[2 * slot] === a && table[2 * slot + 1] === b) return false;
        if (table[2 * slot] !== 0 || table[2 * slot + 1] !== 0) continue;
        table[2 * slot] = a;
        table[2 * slot + 1] = b;
        return true;
      }
    },
  };
}

/** Largest expectation of each location over the windows. */
function largestExpected({ expected }: ScanStream, width: number): Float64Array {
  const largest = new Float64Array(expected.length / width);
  for (let location = 0; location < largest.length; location++) {
    for (let w = 0; w < width; w++) largest[location] = Math.max(largest[location]!, expected[location * width + w]!);
  }
  return largest;
}
