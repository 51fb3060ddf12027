import { seededRandom } from '../../stats/random.ts';
import type { ScanProblem } from './scan-problem.ts';
import type { ScanStream } from './scan-stream.ts';
import type { RowMap } from './zone-rows.ts';

/**
 * Zones in sequence, cut into blocks that are compared together. Block i holds the steps from i · `stepsPerBlock` on; a
 * step adds a location and may end a zone. All blocks are equally long, so that nothing depends on their length: steps
 * that one has no use for add the empty location, `locations`.
 */
export interface WalkProgram {
  locations: number;
  rowCount: number;
  blocks: number;
  /** 1 where a block begins a new order, so that the sums begin at nothing. */
  fresh: Uint8Array;
  /** Row of each block's first zone; 0: it has none. */
  firstRows: Int32Array;
  /** Per step its location, position in the family, and row of the zone that it ends (0: none). */
  members: Int32Array;
  positions: Int32Array;
  rows: Int32Array;
}

/** The more steps, the seldomer zones are compared, and the oftener in vain. */
export const stepsPerBlock = 5;

/**
 * Expected cases behind a block's first zone, in the longest window, from which on a new block begins: what chance adds
 * to them grows with the root of the cases that the zone holds already.
 */
const massPerBlock = (expected: number) => 0.5 + 0.7 * Math.sqrt(expected);

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

/** Room for `most` steps, each of which may need a block of its own. */
function stepWriter(most: number, mass: Float64Array): StepWriter {
  const room = () => new Int32Array(most * stepsPerBlock);
  const [members, positions, rows] = [room(), room(), room()];
  const [firstRows, fresh] = [new Int32Array(most), new Uint8Array(most)];
  // `step` is the next one, `full` the end of the last block, `kept` the end of the last zone.
  let [step, full, kept, firstBlock] = [0, 0, 0, 0];
  let [block, inside, behind, limit] = [-1, 0, 0, 0];
  const open = (begins: boolean) => {
    step = full;
    full += stepsPerBlock;
    block++;
    fresh[block] = Number(begins);
    firstRows[block] = 0;
    members.fill(mass.length, step, full);
    behind = 0;
  };
  return {
    begin() {
      firstBlock = block + 1;
      kept = full;
      inside = 0;
    },
    add(member) {
      const more = mass[member]!;
      if (block < firstBlock) open(true);
      else {
        if (firstRows[block] !== 0) behind += more;
        if (step === full || behind > limit) open(false);
      }
      inside += more;
      members[step++] = member;
    },
    close(position, row) {
      positions[step - 1] = position;
      rows[step - 1] = row;
      kept = step;
      if (firstRows[block] !== 0) return;
      firstRows[block] = row;
      limit = massPerBlock(inside);
    },
    end() {
      // What follows the last zone that is compared needs no counting.
      block = Math.ceil(kept / stepsPerBlock) - 1;
      full = (block + 1) * stepsPerBlock;
      members.fill(mass.length, kept, full);
    },
    program() {
      return { blocks: block + 1, fresh, firstRows, members, positions, rows };
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
