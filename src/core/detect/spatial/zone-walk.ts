/**
 * The inner loop of a scan as a small WebAssembly SIMD function. A vector holds one window's counts of up to sixteen data
 * sets, so that a zone costs one addition per window for all of them; zones that follow each other are compared together
 * (they hold at most what the last of them holds and need at least what the first needs) and one by one only where
 * that leaves a doubt. Same results as plain arithmetic.
 */

import { stepsPerBlock } from './step-writer.ts';
import { blockBytes, blockHeadBytes, fixedBytes, recordBytes, stepBytes, walkModule, walkParts } from './walk-code.ts';
import type { WalkProgram } from './walk-program.ts';
import type { LaneBytes } from './wasm-code.ts';

interface WasmModule {
  readonly kind?: never;
}

/** What is used of the standard object; the compiler's library for plain ECMAScript doesn't declare it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => WasmModule;
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer };
  Instance: new (module: WasmModule, imports: object) => { exports: unknown };
};

export type LaneArray = Uint8Array | Uint16Array | Uint32Array;

export interface WalkShape {
  laneBytes: LaneBytes;
  /** Vectors per location. */
  vectors: number;
  /** Tell only zones with more cases in some lane than the zone before them. */
  gains: boolean;
}

/** Arrays of one walk, in the function's own memory. */
export interface ZoneWalk extends WalkShape {
  /** Lanes of a vector. */
  lanes: number;
  /** Largest count that a lane holds; it stands for itself and all above it. As a threshold nothing passes it. */
  most: number;
  /** Cases per location, `[(location * vectors + vector) * lanes + lane]`. */
  counts: LaneArray;
  /** Counts that a zone must exceed, `[row * vectors + vector]`. */
  thresholds: LaneArray;
  /** Adds to each vector the one before it where `sums` has the vector's bit: windows that hold each other. */
  accumulate(sums: number): void;
  /** Runs over all zones; tells every vector of a zone in which some lane exceeds its threshold. */
  run(tell: (reached: Reached) => void): void;
  /** Position in the family of the zone that a step ends. */
  positions: Int32Array;
}

/** A vector of a zone in which some lane exceeds its threshold. One object stands for all of them, one after the other. */
export interface Reached {
  step: number;
  /** Row of the zone. */
  row: number;
  vector: number;
  /** One bit per lane. */
  lanes: number;
  /** The lanes' counts begin at `counts[at]`. */
  counts: LaneArray;
  at: number;
}

/** Blocks after which a run ends with the order: all vectors of their zones may be reached. */
const blocksPerRun = 1024;

export function zoneWalk(program: WalkProgram, shape: WalkShape): ZoneWalk {
  const { laneBytes, vectors } = shape;
  const lanes = 16 / laneBytes;
  const pieces = piecesOf(program);
  const longest = pieces.reduce((most, { from, to }) => Math.max(most, to - from), 0) * stepsPerBlock;
  // Address 0 stands for no sums and for the row of no zone, which nothing passes.
  let size = fixedBytes;
  const reserve = (bytes: number) => {
    const at = size;
    size += Math.ceil(bytes / 16) * 16;
    return at;
  };
  const at = {
    sums: reserve((program.stores + 1) * vectors * 16),
    counts: reserve((program.locations + 1) * vectors * 16),
    thresholds: reserve(program.rowCount * vectors * laneBytes),
    program: reserve(program.blocks * blockBytes),
    records: reserve(longest * vectors * recordBytes),
  };
  const memory = new WebAssembly.Memory({ initial: Math.ceil(size / 65_536) });
  const functions = new WebAssembly.Instance(moduleFor(shape), { m: { m: memory } }).exports as WalkFunctions;
  new Uint8Array(memory.buffer, 0, 4 * vectors).fill(255);
  writeProgram(new Int32Array(memory.buffer, at.program, (program.blocks * blockBytes) / 4), program, {
    ...{ counts: at.counts, sums: at.sums, rows: at.thresholds },
    ...{ vectorBytes: vectors * 16, rowBytes: vectors * laneBytes },
  });
  const runs = walkParts(vectors).map((_, i) => functions[`run${i}`]!);
  const records = new Int32Array(memory.buffer, at.records);
  const counts = laneArray(laneBytes, memory.buffer, at.records);
  const reached: Reached = { step: 0, row: 0, vector: 0, lanes: 0, counts, at: 0 };
  return {
    laneBytes,
    vectors,
    gains: shape.gains,
    lanes,
    most: 2 ** (8 * laneBytes) - 1,
    counts: laneArray(laneBytes, memory.buffer, at.counts, program.locations * vectors * lanes),
    thresholds: laneArray(laneBytes, memory.buffer, at.thresholds, program.rowCount * vectors),
    accumulate(sums) {
      if (sums !== 0) functions.sum(at.counts, at.counts + program.locations * vectors * 16, sums);
    },
    positions: program.positions,
    run(tell) {
      for (const { from, to } of pieces) {
        const [begin, end] = [at.program + from * blockBytes, at.program + to * blockBytes];
        for (const run of runs) {
          const words = (run(begin, end, at.records) - at.records) / 4;
          for (let word = 0; word < words; word += recordBytes / 4) {
            reached.step = stepAt(records[word]! - at.program);
            reached.vector = records[word + 1]!;
            reached.lanes = records[word + 2]!;
            reached.row = ((records[word + 3]! - at.thresholds) / (vectors * laneBytes)) | 0;
            reached.at = (4 * word + 16) / laneBytes;
            tell(reached);
          }
        }
      }
    },
  };
}

interface WalkFunctions {
  /** One per part of the vectors. */
  [run: `run${number}`]: (program: number, end: number, records: number) => number;
  sum(from: number, to: number, sums: number): number;
}

/** Number of the step whose words lie so many bytes behind the program's beginning. */
function stepAt(bytes: number): number {
  const block = (bytes / blockBytes) | 0;
  return block * stepsPerBlock + (bytes - block * blockBytes - blockHeadBytes) / stepBytes;
}

function laneArray(laneBytes: LaneBytes, buffer: ArrayBuffer, from: number, length?: number): LaneArray {
  if (laneBytes === 1) return new Uint8Array(buffer, from, length);
  return laneBytes === 2 ? new Uint16Array(buffer, from, length) : new Uint32Array(buffer, from, length);
}

/** A run of whole orders by its blocks. */
interface Piece {
  from: number;
  to: number;
}

function piecesOf({ blocks, begins }: WalkProgram): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let block = 1; block <= blocks; block++) {
    if (block < blocks && (begins[block]! < 0 || block - from < blocksPerRun)) continue;
    pieces.push({ from, to: block });
    from = block;
  }
  return pieces;
}

/** Addresses of the first location's counts, of the first store's sums, of row 0, and how far the next one is. */
interface Addresses {
  counts: number;
  sums: number;
  rows: number;
  vectorBytes: number;
  rowBytes: number;
}

/** Words of a block as the function reads them. */
function writeProgram(
  words: Int32Array,
  program: WalkProgram,
  { counts, sums, rows, vectorBytes, rowBytes }: Addresses,
): void {
  const { blocks, begins, keeps, firstRows, members, rows: rowOf } = program;
  let word = 0;
  for (let block = 0, step = 0; block < blocks; block++) {
    words[word] = begins[block]! < 0 ? 0 : sums + begins[block]! * vectorBytes;
    words[word + 1] = firstRows[block] === 0 ? 0 : rows + firstRows[block]! * rowBytes;
    words[word + 2] = sums + keeps[block]! * vectorBytes;
    word += 3;
    for (const end = step + stepsPerBlock; step < end; step++, word += 2) {
      words[word] = counts + members[step]! * vectorBytes;
      words[word + 1] = rowOf[step] === 0 ? 0 : rows + rowOf[step]! * rowBytes;
    }
  }
}

const modules = new Map<string, WasmModule>();

function moduleFor(shape: WalkShape): WasmModule {
  const key = `${shape.laneBytes}x${shape.vectors}${shape.gains ? ' gains' : ''}`;
  const known = modules.get(key) ?? new WebAssembly.Module(walkModule(shape));
  modules.set(key, known);
  return known;
}
