import { stepsPerBlock } from './step-writer.ts';
import {
  add,
  addLanes,
  and,
  andNot,
  anyTrue,
  beyond,
  bitmask,
  type Code,
  constant,
  equal,
  get,
  greater,
  lessThan,
  load,
  loadSplat,
  loadVector,
  moduleOf,
  orVectors,
  repeatWhile,
  select,
  set,
  step,
  store,
  storeVector,
  tee,
  type WasmFunction,
  when,
  whileTrue,
  zeroVector,
} from './wasm-code.ts';
import type { WalkShape } from './zone-walk.ts';

/** Bytes of a record: step, vector, one bit per lane, address of the zone's row; then the lanes' counts. */
export const recordBytes = 32;
/**
 * Bytes of a block: address of the sums that it begins with (0: it goes on), of its row, of where to keep the sums before
 * it; per step addresses of its counts and row.
 */
export const blockBytes = 12 + 8 * stepsPerBlock;

/** The module of a walk: its functions `run` and `sum`. */
export function walkModule(shape: WalkShape): Uint8Array<ArrayBuffer> {
  return moduleOf([
    ...walkParts(shape.vectors).map((part, i) => walkFunction(shape, part, `run${i}`)),
    sumFunction(shape),
  ]);
}

/** Locals of a run: its parameters, then what it works with, then two vectors per window. */
const [program, end, now, records] = [0, 1, 2, 3];
const [at, last, from, row, bits] = [4, 5, 6, 7, 8];
const firstSum = 9;

/** Vectors from … to that a run works on. */
export interface WalkPart {
  from: number;
  to: number;
}

/**
 * Vectors in parts of nearly equal size, at most six. The compiler loads all counts of a step before it adds the first:
 * these and the sums must fit in the processor's sixteen registers, or both go to memory and back.
 */
export function walkParts(vectors: number): WalkPart[] {
  const count = Math.ceil(vectors / 6);
  const cut = (i: number) => Math.round((i * vectors) / count);
  return Array.from({ length: count }, (_, i) => ({ from: cut(i), to: cut(i + 1) }));
}

type Each = (code: (vector: number) => Code) => Code;

/**
 * run(program, end, step, records) → end of the records. In words: for each block, keep the sums, add its members' counts;
 * if any sum exceeds what the block's row asks, go through it again zone by zone and note those that exceed what their own
 * rows ask, with `gains` only where a case has come since the zone before: else that one's score was higher.
 */
function walkFunction(shape: WalkShape, part: WalkPart, name: string): WasmFunction {
  const { laneBytes, gains } = shape;
  const vectors = part.to - part.from;
  const sum = (v: number) => firstSum + v - part.from;
  const gained = (v: number) => sum(v) + vectors;
  const each: Each = (code) => Array.from({ length: vectors }, (_, i) => code(part.from + i)).flat();
  const loadSums = each((v) => [...get(from), ...loadVector(16 * v), ...set(sum(v))]);
  const addCounts = each((v) => [
    ...[...get(sum(v)), ...get(from), ...loadVector(16 * v), ...addLanes[laneBytes], ...set(sum(v))],
  ]);
  const doubtful = each((v) => [
    ...[...get(sum(v)), ...get(row), ...loadSplat(laneBytes, laneBytes * v), ...beyond[laneBytes]],
    ...(v > part.from ? orVectors : []),
  ]);
  const note = (v: number): Code => [
    ...[...get(records), ...get(now), ...store(0), ...get(records), ...constant(v), ...store(4)],
    ...[...get(records), ...get(bits), ...store(8), ...get(records), ...get(row), ...store(12)],
    ...[...get(records), ...get(sum(v)), ...storeVector(16)],
    ...step(records, recordBytes),
  ];
  const compare = each((v) => [
    ...[...get(sum(v)), ...get(row), ...loadSplat(laneBytes, laneBytes * v), ...greater[laneBytes]],
    ...(gains ? [...get(gained(v)), ...zeroVector, ...equal[laneBytes], ...andNot] : []),
    ...[...bitmask[laneBytes], ...tee(bits), ...when(note(v))],
  ]);
  const allGained = each((v) => [...zeroVector, ...zeroVector, ...equal[laneBytes], ...set(gained(v))]);
  const gain = each((v) => [...get(gained(v)), ...get(from), ...loadVector(16 * v), ...orVectors, ...set(gained(v))]);
  const noneGained = when(each((v) => [...zeroVector, ...set(gained(v))]));
  const seeStep = gains ? [...addCounts, ...gain, ...compare, ...get(row), ...noneGained] : [...addCounts, ...compare];
  const zoneByZone = [
    ...[...get(program), ...load(8), ...set(from), ...loadSums, ...(gains ? allGained : [])],
    ...eachStep(readStep(0, from), readStep(4, row), seeStep, step(now, 1)),
    ...step(now, -stepsPerBlock),
  ];
  const block = [
    ...[...get(program), ...load(0), ...tee(from), ...when(loadSums), ...get(program), ...load(8), ...set(from)],
    ...each((v) => [...get(from), ...get(sum(v)), ...storeVector(16 * v)]),
    ...[...eachStep(readStep(0, from), addCounts), ...get(program), ...load(4), ...set(row), ...doubtful, ...anyTrue],
    ...[...when(zoneByZone), ...step(now, stepsPerBlock), ...step(program, blockBytes)],
  ];
  const body = [...whileTrue([...get(program), ...get(end), ...lessThan], block), ...get(records)];
  return { name, parameters: 4, integers: 5, vectors: 2 * vectors, body };
}

function readStep(offset: number, into: number): Code {
  return [...get(at), ...load(offset), ...set(into)];
}

/** A loop over the block's steps, `at` one after the other; written out, all of them would be loaded before the first is added. */
function eachStep(...body: Code[]): Code {
  return [
    ...[...get(program), ...constant(12), ...add, ...tee(at), ...constant(8 * stepsPerBlock), ...add, ...set(last)],
    ...repeatWhile([...get(at), ...get(last), ...lessThan], ...body, step(at, 8)),
  ];
}

/** sum(from, to, sums): for each location, adds to a vector the one before it where `sums` has its bit. */
function sumFunction({ laneBytes, vectors }: WalkShape): WasmFunction {
  const [from, to, sums, vector] = [0, 1, 2, 3];
  const following = Array.from({ length: vectors - 1 }, (_, i) => i + 1).flatMap((v) => [
    ...[...get(from), ...loadVector(16 * v)],
    ...[...get(vector), ...zeroVector, ...get(sums), ...constant(1 << v), ...and, ...select],
    ...[...addLanes[laneBytes], ...set(vector), ...get(from), ...get(vector), ...storeVector(16 * v)],
  ]);
  const location = [...get(from), ...loadVector(0), ...set(vector), ...following, ...step(from, 16 * vectors)];
  const body = [...whileTrue([...get(from), ...get(to), ...lessThan], location), ...get(from)];
  return { name: 'sum', parameters: 3, integers: 0, vectors: 1, body };
}
