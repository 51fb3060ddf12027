/**
 * Instructions of WebAssembly as bytes, by their names in its specification (2.0, "Binary format"), as far as the inner
 * loop of the scan uses them.
 */
export type Code = readonly number[];

export const i32 = 0x7f;
export const v128 = 0x7b;
export const get = (local: number): Code => [0x20, local];
export const set = (local: number): Code => [0x21, local];
export const tee = (local: number): Code => [0x22, local];
export const constant = (value: number): Code => [0x41, ...signed(value)];
export const load = (offset: number): Code => [0x28, 2, ...unsigned(offset)];
export const store = (offset: number): Code => [0x36, 2, ...unsigned(offset)];
export const loadVector = (offset: number): Code => [0xfd, 0x00, 0, ...unsigned(offset)];
export const storeVector = (offset: number): Code => [0xfd, 0x0b, 0, ...unsigned(offset)];
export const zeroVector: Code = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
export const anyTrue: Code = [0xfd, 0x53];
export const orVectors: Code = [0xfd, 0x50];
export const add: Code = [0x6a];
/** The first of two vectors unless the number on top is zero. */
export const select: Code = [0x1b];
export const and: Code = [0x71];
export const lessThan: Code = [0x49];

/** Width of a lane in bytes. */
export type LaneBytes = 1 | 2 | 4;

/** One number of a lane's width from memory into all lanes. */
export const loadSplat = (bytes: LaneBytes, offset: number): Code => [
  0xfd,
  { 1: 0x07, 2: 0x08, 4: 0x09 }[bytes],
  0,
  ...unsigned(offset),
];
/** Lane by lane; narrow lanes stop at their largest value. */
export const addLanes: Record<LaneBytes, Code> = { 1: [0xfd, 0x70], 2: [0xfd, 0x90, 0x01], 4: [0xfd, 0xae, 0x01] };
/** Not zero in the lanes where the first vector is greater: a saturating difference, or a comparison in wide lanes. */
export const beyond: Record<LaneBytes, Code> = { 1: [0xfd, 0x73], 2: [0xfd, 0x93, 0x01], 4: [0xfd, 0x3c] };
/** All bits set in the lanes where the first vector is greater. */
export const greater: Record<LaneBytes, Code> = { 1: [0xfd, 0x28], 2: [0xfd, 0x32], 4: [0xfd, 0x3c] };
/** All bits set in the lanes where both vectors are equal. */
export const equal: Record<LaneBytes, Code> = { 1: [0xfd, 0x23], 2: [0xfd, 0x2d], 4: [0xfd, 0x37] };
/** Bits of the first vector that the second one doesn't have. */
export const andNot: Code = [0xfd, 0x4f];
/** The lanes' highest bits as one integer. */
export const bitmask: Record<LaneBytes, Code> = { 1: [0xfd, 0x64], 2: [0xfd, 0x84, 0x01], 4: [0xfd, 0xa4, 0x01] };

/** Calls a function of the module by its number. */
export const call = (index: number): Code => [0x10, ...unsigned(index)];
export const step = (local: number, by: number): Code => [...get(local), ...constant(by), ...add, ...set(local)];
/** Runs `body` when the value on top isn't zero. */
export const when = (...body: Code[]): Code => [0x04, 0x40, ...body.flat(), 0x0b];
/** Runs `body` while `condition`, looked at before each turn. */
export const whileTrue = (condition: Code, ...body: Code[]): Code => [
  ...[0x02, 0x40, 0x03, 0x40, ...condition, 0x45, 0x0d, 1, ...body.flat()],
  ...[0x0c, 0, 0x0b, 0x0b],
];

export interface WasmFunction {
  name: string;
  parameters: number;
  /** Locals behind the parameters: integers first, then vectors. */
  integers: number;
  vectors: number;
  body: Code;
}

/** Runs `body` at least once, and again while `condition`, looked at after each turn. */
export const repeatWhile = (condition: Code, ...body: Code[]): Code => [
  ...[0x03, 0x40, ...body.flat(), ...condition, 0x0d, 0, 0x0b],
];

/** A module of exported functions from integers to an integer, over an imported memory m.m. */
export function moduleOf(functions: WasmFunction[]): Uint8Array<ArrayBuffer> {
  const list = (items: number[][]) => [...unsigned(items.length), ...items.flat()];
  const types = functions.map(({ parameters }) => [
    0x60,
    parameters,
    ...new Array<number>(parameters).fill(i32),
    1,
    i32,
  ]);
  const names = functions.map(({ name }, i) => [...list(Array.from(name, (letter) => [letter.charCodeAt(0)])), 0, i]);
  const codes = functions.map(({ integers, vectors, body }) => {
    const code: number[] = [2, ...unsigned(integers), i32, ...unsigned(vectors), v128, ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(types)),
    ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]),
    ...section(3, list(functions.map((_, i) => [i]))),
    ...section(7, list(names)),
    ...section(10, list(codes)),
  );
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** Signed LEB128. */
function signed(value: number): number[] {
  return -64 <= value && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}
