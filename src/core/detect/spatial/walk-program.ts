import type { ScanProblem } from './scan-problem.ts';
import type { ScanStream } from './scan-stream.ts';
import { StepWriter } from './step-writer.ts';
import type { RowMap } from './zone-rows.ts';
import { ZoneSets } from './zone-sets.ts';

/**
 * Zones in sequence, cut into blocks that are compared together. Block i holds the steps from i · `stepsPerBlock` on; a
 * step adds a location and may end a zone. All blocks are equally long, so that nothing depends on their length: steps
 * that one has no use for add the empty location, `locations`.
 */
export interface WalkProgram {
  locations: number;
  rowCount: number;
  blocks: number;
  /** −1 where a block goes on from the one before it, else the store whose sums it begins with; store 0 holds nothing. */
  begins: Int32Array;
  /** Store that keeps the sums before each block, for blocks that begin there; the last one, `stores`, for nobody. */
  keeps: Int32Array;
  stores: number;
  /** Row of each block's first zone; 0: it has none. */
  firstRows: Int32Array;
  /** Per step its location, position in the family, and row of the zone that it ends (0: none). */
  members: Int32Array;
  positions: Int32Array;
  rows: Int32Array;
}

/**
 * The family's orders for one stream, without the places where no case can fall and without comparing a set of places
 * that an earlier order held: cities close together mostly have the same zones from some radius on. An order that has
 * come to such a set goes on from there.
 */
export function walkProgram(problem: ScanProblem, { stream, map }: { stream: number; map: RowMap }): WalkProgram {
  const { starts, members, closes } = problem.family;
  const masses = problem.streams.map((one) => largestExpected(one, problem.windows.length));
  const possible = Uint8Array.from(masses[0]!, (_, location) => (masses.some((mass) => mass[location]! > 0) ? 1 : 0));
  const sets = new ZoneSets(possible.length, members.length);
  const steps = new StepWriter(members, possible, masses[stream]!);
  for (let order = 0; order + 1 < starts.length; order++) {
    steps.begin(starts[order]!);
    sets.begin();
    for (let at = starts[order]!; at < starts[order + 1]!; at++) {
      if (possible[members[at]!] === 1) sets.add(members[at]!);
      if (closes[at] === 0 || sets.isEmpty()) continue;
      const known = sets.find();
      if (known >= 0) steps.meet(at, known);
      else sets.remember(steps.close(at, map.rows[at]!));
    }
  }
  return steps.program(map.count);
}

/** Largest expectation of each location over the windows. */
function largestExpected({ expected }: ScanStream, width: number): Float64Array {
  const largest = new Float64Array(expected.length / width);
  for (let location = 0; location < largest.length; location++) {
    for (let w = 0; w < width; w++) largest[location] = Math.max(largest[location]!, expected[location * width + w]!);
  }
  return largest;
}
