import { type Code, encodeModule, op } from './wasm-module.ts';

/** Where things lie in the kernel's memory, in bytes from its beginning. */
export interface Layout {
  /** One bit per hash row, lowest first: set where the row carries weight. */
  bits: number;
  /** For each 64 hash rows a 32-bit number: how many rows before them carry weight. */
  ranks: number;
  /** 8-bit rows, `stride` bytes each. */
  bag: number;
  /** Bytes from one row of the bag to the next, a multiple of 16. */
  stride: number;
  /** Number of a row of zeros, which stands for all rows without weight: a jump around them would be mispredicted. */
  emptyRow: number;
  /** 32-bit sums of the bag's columns. */
  sums: number;
}

/** What WebAssembly is asked for; Node's types leave it out. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Instance: new (module: object) => { exports: unknown };
};

export interface Kernel {
  memory: { buffer: ArrayBuffer };
  /** Adds the bag's rows of the 32-bit hash rows in [from, to) to the sums; those without weight add nothing. */
  addRows(from: number, to: number): void;
  /** out = b + w·x for outputs in blocks of `blockSize`, in 64-bit floats; all arguments are places in memory. */
  multiply(x: number, xEnd: number, w: number, b: number, out: number, outEnd: number): void;
}

/** Outputs that a dense layer works on at a time. Its weights are kept block by block, input by input. */
export const blockSize = 8;
/** A lane of 16 bits holds the sum of this many 8-bit weights. */
const rowsPerFlush = 256;
const pageSize = 65536;

/** The two inner loops of the network, on 128-bit vectors; the compiler of JavaScript makes none. `size`: bytes of memory. */
export function createKernel(layout: Layout, size: number): Kernel {
  const bytes = encodeModule([addRowsCode(layout), multiplyCode()], Math.ceil(size / pageSize));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Kernel;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

function addRowsCode({ bits, ranks, bag, stride, emptyRow, sums }: Layout): Code {
  const [at, to, stop, row, word, place] = range(6) as [number, number, number, number, number, number];
  const [mask, shift] = [6, 7];
  const lanes = range(stride / 8).map((n) => 8 + n);
  const readRow = [
    ...[op.get(at), op.loadI32(0), op.tee(row), op.i32(6), op.shiftRight, op.i32(3), op.shiftLeft, op.tee(word)],
    ...[op.loadI64(bits), op.set(mask), op.get(row), op.widen64, op.set(shift)],
  ];
  const isKnown = [op.get(mask), op.get(shift), op.shiftRight64, op.i64(1), op.and64, op.narrow64];
  const findPlace = [
    ...[op.get(word), op.i32(1), op.shiftRight, op.loadI32(ranks)],
    ...[op.get(mask), op.i64(1), op.get(shift), op.shiftLeft64, op.i64(1), op.subtract64, op.and64],
    ...[op.countOnes64, op.narrow64, op.add, op.i32(emptyRow), ...isKnown, op.select],
    ...[op.i32(stride), op.multiply, op.set(place)],
  ];
  const addRow = lanes.flatMap((lane, n) => [
    ...[op.get(lane), op.get(place), op.loadVector(bag + (n >> 1) * 16)],
    ...[n % 2 === 0 ? op.lowI8ToI16 : op.highI8ToI16, op.addI16, op.set(lane)],
  ]);
  const flush = lanes.flatMap((lane, n) =>
    [op.lowI16ToI32, op.highI16ToI32].flatMap((half, h) => {
      const sum = sums + n * 32 + h * 16;
      return [op.i32(0), op.i32(0), op.loadVector(sum), op.get(lane), half, op.addI32, op.storeVector(sum)];
    }),
  );
  const next = [op.get(at), op.i32(4), op.add, op.tee(at)];
  const body = [
    ...[op.block, op.loop, op.get(at), op.get(to), op.atLeast, op.jumpIf(1)],
    ...[op.get(at), op.i32(4 * rowsPerFlush), op.add, op.tee(stop), op.get(to)],
    ...[op.get(stop), op.get(to), op.lessThan, op.select, op.set(stop)],
    ...lanes.flatMap((lane) => [op.zeroVector, op.set(lane)]),
    ...[op.loop, ...readRow, ...findPlace, ...addRow],
    ...[...next, op.get(stop), op.lessThan, op.jumpIf(0), op.end],
    ...[...flush, op.jump(0), op.end, op.end],
  ];
  const locals = [...(['i32', 'i32', 'i32', 'i32', 'i64', 'i64'] as const), ...lanes.map(() => 'vector' as const)];
  return { name: 'addRows', params: 2, locals, body: body.flat() };
}

function multiplyCode(): Code {
  const [x, xEnd, w, b, out, outEnd] = range(6) as [number, number, number, number, number, number];
  const [at, value] = [6, 7];
  const sums = range(blockSize / 2).map((n) => 8 + n);
  const step = (local: number, bytes: number) => [op.get(local), op.i32(bytes), op.add, op.tee(local)];
  const addInput = sums.flatMap((sum, n) => [
    ...[op.get(sum), op.get(value), op.get(w), op.loadVector(n * 16), op.multiplyF64, op.addF64, op.set(sum)],
  ]);
  const body = [
    op.loop,
    ...sums.flatMap((sum, n) => [op.get(b), op.loadVector(n * 16), op.set(sum)]),
    ...[op.get(x), op.set(at), op.loop, op.get(at), op.loadSplat64(0), op.set(value), ...addInput],
    ...[...step(w, blockSize * 8).slice(0, -1), op.set(w)],
    ...[...step(at, 8), op.get(xEnd), op.lessThan, op.jumpIf(0), op.end],
    ...sums.flatMap((sum, n) => [op.get(out), op.get(sum), op.storeVector(n * 16)]),
    ...[...step(b, blockSize * 8).slice(0, -1), op.set(b)],
    ...[...step(out, blockSize * 8), op.get(outEnd), op.lessThan, op.jumpIf(0), op.end],
  ];
  const locals = [...(['i32', 'vector'] as const), ...sums.map(() => 'vector' as const)];
  return { name: 'multiply', params: 6, locals, body: body.flat() };
}
