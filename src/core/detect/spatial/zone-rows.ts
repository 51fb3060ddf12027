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
  const { starts, members, closes } = family;
  const positions = members.length;
  const sums = product ? marginSums(starts, members, product.margins) : null;
  let largest = sums ? 0 : Number.POSITIVE_INFINITY;
  let whole = true;
  for (let at = 0; sums && at < positions; at++) {
    largest = Math.max(largest, sums[at]!);
    whole &&= Number.isInteger(sums[at]!);
  }
  if (!sums || !whole || largest > 4 * positions) {
    const rows = new Int32Array(positions);
    for (let at = 0; at < positions; at++) rows[at] = closes[at] === 1 ? at + 1 : 0;
    return { rows, count: positions + 1, margins: null };
  }
  return rowsByMargin(sums, closes, largest);
}

function rowsByMargin(sums: Float64Array, closes: Uint8Array, largest: number): RowMap {
  const rowOf = new Int32Array(largest + 1);
  for (let at = 0; at < sums.length; at++) if (closes[at] === 1) rowOf[sums[at]!] = 1;
  const margins = [0];
  for (let sum = 0; sum <= largest; sum++) {
    if (rowOf[sum] === 0) continue;
    rowOf[sum] = margins.length;
    margins.push(sum);
  }
  const rows = new Int32Array(sums.length);
  for (let at = 0; at < sums.length; at++) rows[at] = closes[at] === 1 ? rowOf[sums[at]!]! : 0;
  return { rows, count: margins.length, margins: Float64Array.from(margins) };
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
