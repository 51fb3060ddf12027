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
  call,
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

/** Vectors of a location: two parts that fit the processor's registers. */
export const mostVectors = 12;
/** Bytes of a record: address of the step's words, vector, one bit per lane, address of the zone's row; then the lanes' counts. */
export const recordBytes = 32;
/** Bytes of a block's first words: address of the sums that it begins with (0: it goes on), of its row, of where to keep the sums before it. */
export const blockHeadBytes = 12;
/** Addresses of a step's counts and of its row. */
export const stepBytes = 8;
export const blockBytes = blockHeadBytes + stepBytes * stepsPerBlock;

/** Fixed places: at 0 the row of no zone, which nothing passes, then two times all sums. */
const earlier = 4 * mostVectors + 16;
const behind = earlier + 16 * mostVectors;
export const fixedBytes = behind + 16 * mostVectors;

/** The module of a walk: its functions `run`, one per part of the vectors, and `sum`. */
export function walkModule(shape: WalkShape): Uint8Array<ArrayBuffer> {
  const parts = walkParts(shape.vectors);
  return moduleOf([
    ...parts.map((part, i) =>
      runFunction(partCode(shape, part, 5), { name: `run${i}`, lookThrough: parts.length + i }),
    ),
    ...parts.map((part, i) => lookFunction(partCode(shape, part, 7), { name: `look${i}`, gains: shape.gains })),
    sumFunction(shape),
  ]);
}

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

/** Code for the vectors of a part, whose sums are locals from `firstSum` on. */
interface PartCode {
  laneBytes: WalkShape['laneBytes'];
  vectors: number;
  each(code: (vector: number) => Code): Code;
  sum(vector: number): number;
  loadSums(address: Code, offset: number): Code;
  storeSums(address: Code, offset: number): Code;
  /** Adds the counts at the address in a local. */
  addCounts(from: number): Code;
  /** Whether some sum exceeds what the row at the address in a local asks. */
  exceeds(row: number): Code;
}

function partCode({ laneBytes }: WalkShape, { from, to }: WalkPart, firstSum: number): PartCode {
  const each = (code: (vector: number) => Code) => Array.from({ length: to - from }, (_, i) => code(from + i)).flat();
  const sum = (v: number) => firstSum + v - from;
  return {
    laneBytes,
    vectors: to - from,
    each,
    sum,
    loadSums: (address, offset) => each((v) => [...address, ...loadVector(offset + 16 * v), ...set(sum(v))]),
    storeSums: (address, offset) => each((v) => [...address, ...get(sum(v)), ...storeVector(offset + 16 * v)]),
    addCounts: (counts) =>
      each((v) => [...[...get(sum(v)), ...get(counts), ...loadVector(16 * v), ...addLanes[laneBytes], ...set(sum(v))]]),
    exceeds: (row) => [
      ...each((v) => [
        ...[...get(sum(v)), ...get(row), ...loadSplat(laneBytes, laneBytes * v), ...beyond[laneBytes]],
        ...(v > from ? orVectors : []),
      ]),
      ...anyTrue,
    ],
  };
}

/**
 * run(program, end, records) → end of the records. In words: for each block, keep the sums, add its members' counts; if
 * any sum exceeds what the block's row asks, look through it. That is a function of its own, so that its vectors don't
 * drive this one's from their registers.
 */
function runFunction(part: PartCode, { name, lookThrough }: { name: string; lookThrough: number }): WasmFunction {
  const [program, end, records, from, row] = [0, 1, 2, 3, 4];
  // No address is 0. The condition keeps the compiler from loading all steps' counts before it adds the first.
  const addStep = (i: number) => [
    ...[...get(program), ...load(blockHeadBytes + stepBytes * i), ...tee(from), ...when(part.addCounts(from))],
  ];
  const look = [
    ...[...get(program), ...get(records), ...call(lookThrough), ...set(records)],
    ...part.loadSums(constant(0), behind),
  ];
  const block = [
    ...[...get(program), ...load(0), ...tee(from), ...when(part.loadSums(get(from), 0))],
    ...[...get(program), ...load(8), ...set(from), ...part.storeSums(get(from), 0)],
    ...Array.from({ length: stepsPerBlock }, (_, i) => addStep(i)).flat(),
    ...[...get(program), ...load(4), ...set(row), ...part.exceeds(row), ...when(look), ...step(program, blockBytes)],
  ];
  const body = [...whileTrue([...get(program), ...get(end), ...lessThan], block), ...get(records)];
  return { name, parameters: 3, integers: 2, vectors: part.vectors, body };
}

/**
 * look(block, records) → end of the records: goes through a block again zone by zone and notes those that exceed what
 * their own rows ask, with `gains` only where a case has come since the zone before: else that one's score was higher.
 */
function lookFunction(part: PartCode, { name, gains }: { name: string; gains: boolean }): WasmFunction {
  const [program, records, at, end, from, row, bits] = [0, 1, 2, 3, 4, 5, 6];
  const { laneBytes, each, sum } = part;
  const note = (v: number): Code => [
    ...[...get(records), ...get(at), ...store(0), ...get(records), ...constant(v), ...store(4)],
    ...[...get(records), ...get(bits), ...store(8), ...get(records), ...get(row), ...store(12)],
    ...[...get(records), ...get(sum(v)), ...storeVector(16), ...step(records, recordBytes)],
  ];
  const gained = (v: number): Code =>
    gains ? [...get(sum(v)), ...constant(0), ...loadVector(earlier + 16 * v), ...equal[laneBytes], ...andNot] : [];
  const compare = each((v) => [
    ...[...get(sum(v)), ...get(row), ...loadSplat(laneBytes, laneBytes * v), ...greater[laneBytes], ...gained(v)],
    ...[...bitmask[laneBytes], ...tee(bits), ...when(note(v))],
  ]);
  const zone = [...part.exceeds(row), ...when(compare), ...(gains ? part.storeSums(constant(0), earlier) : [])];
  const body = [
    ...[...get(program), ...load(8), ...set(from), ...part.loadSums(get(from), 0)],
    ...(gains ? each((v) => [...constant(0), ...zeroVector, ...storeVector(earlier + 16 * v)]) : []),
    ...[...get(program), ...constant(blockHeadBytes), ...add, ...set(at)],
    ...[...get(program), ...constant(blockBytes), ...add, ...set(end)],
    ...repeatWhile(
      [...get(at), ...get(end), ...lessThan],
      ...[[...get(at), ...load(0), ...set(from)], part.addCounts(from)],
      ...[[...get(at), ...load(4), ...tee(row)], when(zone), step(at, stepBytes)],
    ),
    ...part.storeSums(constant(0), behind),
    ...get(records),
  ];
  return { name, parameters: 2, integers: 5, vectors: part.vectors, body };
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
