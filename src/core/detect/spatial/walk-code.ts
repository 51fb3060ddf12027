import {
  add,
  addLanes,
  and,
  anyTrue,
  beyond,
  bitmask,
  type Code,
  constant,
  copy,
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
  shiftLeft,
  shiftRight,
  step,
  store,
  storeVector,
  subtract,
  tee,
  type WasmFunction,
  when,
  whileTrue,
  zeroVector,
} from './wasm-code.ts';
import type { WalkShape } from './zone-walk.ts';

/** Bytes of a record: step, vector, one bit per lane, nothing; then the lanes' counts. */
export const recordBytes = 32;

/** The module of a walk: its functions `run` and `sum`. */
export function walkModule(shape: WalkShape): Uint8Array<ArrayBuffer> {
  return moduleOf([walkFunction(shape), sumFunction(shape)]);
}

/** Locals of `run`: its parameters, then what it works with, then a vector per window and one more. */
const [program, end, now, records, saved] = [0, 1, 2, 3, 4];
const [head, last, at, from, row, bits] = [5, 6, 7, 8, 9, 10];
const sum = (vector: number) => 11 + vector;

type Each = (code: (vector: number) => Code) => Code;

/**
 * run(program, end, step, records, saved) → end of the records. In words: for each block, keep the sums, add its
 * members' counts; if any sum exceeds what the block's row asks, go through it again zone by zone and note those that
 * exceed what their own rows ask.
 */
function walkFunction(shape: WalkShape): WasmFunction {
  const { laneBytes, vectors } = shape;
  const each: Each = (code) => Array.from({ length: vectors }, (_, v) => code(v)).flat();
  const addBlock = repeatWhile(
    [...get(at), ...get(last), ...lessThan],
    [...get(at), ...load(0), ...set(from)],
    each((v) => [...get(sum(v)), ...get(from), ...loadVector(16 * v), ...addLanes[laneBytes], ...set(sum(v))]),
    step(at, 8),
  );
  const doubtful = each((v) => [
    ...[...get(sum(v)), ...get(row), ...loadSplat(laneBytes, laneBytes * v), ...beyond[laneBytes]],
    ...(v > 0 ? orVectors : []),
  ]);
  const begin = [...get(program), ...constant(8), ...add, ...set(at)];
  const steps = [...get(head), ...constant(1), ...shiftRight];
  const block = [
    ...[...get(program), ...load(0), ...set(head), ...get(head), ...constant(1), ...and],
    ...when(each((v) => [...zeroVector, ...set(sum(v))])),
    ...[...begin, ...get(at), ...steps, ...constant(3), ...shiftLeft, ...add, ...set(last)],
    ...each((v) => [...get(saved), ...get(sum(v)), ...storeVector(16 * v)]),
    ...[...addBlock, ...get(program), ...load(4), ...set(row), ...doubtful, ...anyTrue],
    ...when(begin, zoneByZone(shape, each), [...get(now), ...steps, ...subtract, ...set(now)]),
    ...[...get(now), ...steps, ...add, ...set(now), ...copy(last, program)],
  ];
  const body = [...whileTrue([...get(program), ...get(end), ...lessThan], block), ...get(records)];
  return { name: 'run', parameters: 5, integers: 6, vectors: vectors + 1, body };
}

/** The block's members once more, from the sums that were kept. */
function zoneByZone({ laneBytes, vectors }: WalkShape, each: Each): Code {
  const one = sum(vectors);
  const note = (v: number): Code => [
    ...[...get(records), ...get(now), ...store(0), ...get(records), ...constant(v), ...store(4)],
    ...[...get(records), ...get(bits), ...store(8), ...get(records), ...get(one), ...storeVector(16)],
    ...step(records, recordBytes),
  ];
  return repeatWhile(
    [...get(at), ...get(last), ...lessThan],
    [...get(at), ...load(0), ...set(from), ...get(at), ...load(4), ...set(row)],
    each((v) => [
      ...[...get(saved), ...loadVector(16 * v), ...get(from), ...loadVector(16 * v), ...addLanes[laneBytes]],
      ...[...set(one), ...get(saved), ...get(one), ...storeVector(16 * v)],
      ...[...get(one), ...get(row), ...loadSplat(laneBytes, laneBytes * v), ...greater[laneBytes]],
      ...[...bitmask[laneBytes], ...tee(bits), ...when(note(v))],
    ]),
    step(now, 1),
    step(at, 8),
  );
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
