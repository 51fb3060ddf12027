import type { ScanProblem } from './scan-problem.ts';
import type { ScanStream } from './scan-stream.ts';
import type { ZoneFamily } from './zone-family.ts';

/**
 * Zones with the same expectation share a row of thresholds: few rows stay in the processor's nearest cache. Row 0 is
 * for prefixes that are no zone.
 */
export interface RowMap {
  /** Row of each position. */
  rows: Int32Array;
  count: number;
  /** Where rows stand for sums of whole-numbered margins: the sum of each row. */
  margins: Float64Array | null;
}

export interface ZoneRows {
  map: RowMap;
  /** Expectation of the row's zones, `[row * width + w]`. */
  expected: Float64Array;
}

/** Rows by margin where the stream's margins are whole and their sums few, else one row per position. */
export function rowMap({ family }: ScanProblem, { product }: ScanStream): RowMap {
  const whole = product !== null && Array.prototype.every.call(product.margins, Number.isInteger);
  const sums = whole ? marginSums(family, product.margins, 4 * family.members.length) : null;
  if (!sums) return rowPerZone(family.closes);
  const margins = marginsOf(sums, family.closes);
  return { rows: rowsByMargin(sums, family.closes, margins), count: margins.length, margins };
}

function rowPerZone(closes: Uint8Array): RowMap {
  const rows = new Int32Array(closes.length);
  for (let at = 0; at < closes.length; at++) if (closes[at] === 1) rows[at] = at + 1;
  return { rows, count: closes.length + 1, margins: null };
}

/** Sums of whole margins up to each position; null where one is more than `most`. */
function marginSums({ starts, members }: ZoneFamily, margins: ArrayLike<number>, most: number): Int32Array | null {
  const sums = new Int32Array(members.length);
  for (let order = 0; order + 1 < starts.length; order++) {
    let sum = 0;
    for (let at = starts[order]!; at < starts[order + 1]!; at++) {
      sum += margins[members[at]!]!;
      if (sum > most) return null;
      sums[at] = sum;
    }
  }
  return sums;
}

/** The margins of all zones, rising, behind that of row 0. */
function marginsOf(sums: Int32Array, closes: Uint8Array): Float64Array {
  let largest = 0;
  for (let at = 0; at < sums.length; at++) if (sums[at]! > largest) largest = sums[at]!;
  const seen = new Uint8Array(largest + 1);
  for (let at = 0; at < sums.length; at++) if (closes[at] === 1) seen[sums[at]!] = 1;
  const margins = [0];
  for (let sum = 0; sum <= largest; sum++) if (seen[sum] === 1) margins.push(sum);
  return Float64Array.from(margins);
}

/** Takes the place of the sums. */
function rowsByMargin(sums: Int32Array, closes: Uint8Array, margins: Float64Array): Int32Array {
  const rowOf = new Int32Array(margins.at(-1)! + 1);
  for (let row = 1; row < margins.length; row++) rowOf[margins[row]!] = row;
  for (let at = 0; at < sums.length; at++) sums[at] = closes[at] === 1 ? rowOf[sums[at]!]! : 0;
  return sums;
}

/** The rows' expectations in the windows from … from + width. */
export function zoneRows(
  map: RowMap,
  stream: ScanStream,
  block: { problem: ScanProblem; from: number; width: number },
): ZoneRows {
  const { problem, from, width } = block;
  const expected = new Float64Array(map.count * width);
  if (map.margins) {
    const { factors } = stream.product!;
    for (let i = 0; i < expected.length; i++)
      expected[i] = map.margins[Math.floor(i / width)]! * factors[from + (i % width)]!;
    return { map, expected };
  }
  const { starts, members } = problem.family;
  const sums = new Float64Array(width);
  for (let order = 0; order + 1 < starts.length; order++) {
    sums.fill(0);
    for (let at = starts[order]!; at < starts[order + 1]!; at++) {
      const cell = members[at]! * problem.windows.length + from;
      for (let w = 0; w < width; w++) {
        sums[w]! += stream.expected[cell + w]!;
        expected[(at + 1) * width + w] = sums[w]!;
      }
    }
  }
  return { map, expected };
}
