import type { ScanProblem } from './scan-problem.ts';
import type { ScanStream } from './scan-stream.ts';

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
  const sums = product ? marginSums(family.starts, family.members, product.margins) : null;
  const largest = sums ? largestWhole(sums) : Number.POSITIVE_INFINITY;
  if (!sums || largest > 4 * sums.length) return rowPerZone(family.closes);
  const margins = marginsOf(sums, family.closes, largest);
  return { rows: rowsByMargin(sums, family.closes, margins), count: margins.length, margins };
}

/** Infinity where one is not whole. */
function largestWhole(sums: Float64Array): number {
  let largest = 0;
  for (let at = 0; at < sums.length; at++) {
    const sum = sums[at]!;
    if (!Number.isInteger(sum)) return Number.POSITIVE_INFINITY;
    if (sum > largest) largest = sum;
  }
  return largest;
}

function rowPerZone(closes: Uint8Array): RowMap {
  const rows = new Int32Array(closes.length);
  for (let at = 0; at < closes.length; at++) if (closes[at] === 1) rows[at] = at + 1;
  return { rows, count: closes.length + 1, margins: null };
}

/** The margins of all zones, rising, behind that of row 0. */
function marginsOf(sums: Float64Array, closes: Uint8Array, largest: number): Float64Array {
  const seen = new Uint8Array(largest + 1);
  for (let at = 0; at < sums.length; at++) if (closes[at] === 1) seen[sums[at]!] = 1;
  const margins = [0];
  for (let sum = 0; sum <= largest; sum++) if (seen[sum] === 1) margins.push(sum);
  return Float64Array.from(margins);
}

function rowsByMargin(sums: Float64Array, closes: Uint8Array, margins: Float64Array): Int32Array {
  const rowOf = new Int32Array(margins.at(-1)! + 1);
  for (let row = 1; row < margins.length; row++) rowOf[margins[row]!] = row;
  const rows = new Int32Array(sums.length);
  for (let at = 0; at < sums.length; at++) if (closes[at] === 1) rows[at] = rowOf[sums[at]!]!;
  return rows;
}

function marginSums(starts: Int32Array, members: Int32Array, margins: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(members.length);
  for (let order = 0; order + 1 < starts.length; order++) {
    let sum = 0;
    for (let at = starts[order]!; at < starts[order + 1]!; at++) {
      sum += margins[members[at]!]!;
      sums[at] = sum;
    }
  }
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
