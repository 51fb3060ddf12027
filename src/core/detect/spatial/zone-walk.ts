/**
 * The inner loop of a scan as a WebAssembly SIMD function of some hundred bytes, written out here instruction by
 * instruction: sixteen counts at once, one addition and one comparison per zone. Same results as plain arithmetic; the
 * engine's own language would spend most of the time on bounds checks.
 */

interface WasmModule {
  readonly kind?: never;
}

/** What is used of the standard object; the compiler's library for plain ECMAScript doesn't declare it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => WasmModule;
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer };
  Instance: new (module: WasmModule, imports: object) => { exports: unknown };
};

/** Lanes of a walk: so many windows, or windows × data sets, are counted at once. */
export const laneCount = 16;

export type LaneBytes = 1 | 2 | 4;

/** Arrays of one walk, in the function's own memory. */
export interface ZoneWalk {
  laneBytes: LaneBytes;
  /** Largest count that a lane holds; needing it means never. */
  never: number;
  /** Counts to add per location, `[location * 16 + lane]`. */
  counts: LaneArray;
  /** The same memory by 32-bit words. */
  countWords: Int32Array;
  /** Fewest cases that are looked for, `[row * 16 + lane]`; the zone that ends at a position is compared with its row. */
  needed: LaneArray;
  /** Positions of the zones in which some lane has the cases it needs; returns their number. */
  run(): number;
  positions: Int32Array;
  /** The lanes of those zones, `[i * 16 + lane]`. */
  reached: LaneArray;
}

export type LaneArray = Uint8Array | Uint16Array | Uint32Array;

/** `length` lanes, on their own or in a memory. */
export function laneArray(
  laneBytes: LaneBytes,
  length: number,
  within?: { buffer: ArrayBuffer; from: number },
): LaneArray {
  const { buffer, from } = within ?? {
    buffer: new ArrayBuffer(length * laneBytes),
    from: 0,
  };
  if (laneBytes === 1) return new Uint8Array(buffer, from, length);
  return laneBytes === 2 ? new Uint16Array(buffer, from, length) : new Uint32Array(buffer, from, length);
}

/** Narrowest lanes for counts up to `most`. */
export function laneBytesFor(most: number): LaneBytes {
  return most < 255 ? 1 : most < 65_535 ? 2 : 4;
}

/** Orders `members[starts[z] … starts[z+1])` over `locations` places; the zone that ends at a position needs what its row says. */
export interface WalkOrders {
  starts: Int32Array;
  members: Int32Array;
  locations: number;
  rows: Int32Array;
  rowCount: number;
}

export function zoneWalk(orders: WalkOrders, laneBytes: LaneBytes): ZoneWalk {
  const stride = laneCount * laneBytes;
  const places = orders.members.length;
  let size = 0;
  const reserve = (bytes: number) => {
    const at = size;
    size += Math.ceil(bytes / 16) * 16;
    return at;
  };
  const at = {
    starts: reserve(orders.starts.length * 4),
    steps: reserve(places * 8),
    counts: reserve(orders.locations * stride),
    needed: reserve(orders.rowCount * stride),
    positions: reserve(places * 4),
    reached: reserve(places * stride),
  };
  const memory = new WebAssembly.Memory({
    initial: Math.ceil(size / 65_536) + 1,
  });
  const { walk } = new WebAssembly.Instance(moduleFor(laneBytes), {
    m: { m: memory },
  }).exports as {
    walk: (...places: number[]) => number;
  };
  const lanes = (from: number, items: number) =>
    laneArray(laneBytes, items * laneCount, { buffer: memory.buffer, from });
  new Int32Array(memory.buffer, at.starts, orders.starts.length).set(orders.starts);
  const steps = new Int32Array(memory.buffer, at.steps, places * 2);
  for (let i = 0; i < places; i++) {
    steps[2 * i] = at.counts + orders.members[i]! * stride;
    steps[2 * i + 1] = at.needed + orders.rows[i]! * stride;
  }
  return {
    laneBytes,
    never: 2 ** (8 * laneBytes) - 1,
    counts: lanes(at.counts, orders.locations),
    countWords: new Int32Array(memory.buffer, at.counts, (orders.locations * stride) / 4),
    needed: lanes(at.needed, orders.rowCount),
    run: () => walk(at.starts, orders.starts.length - 1, at.steps, at.positions, at.reached),
    positions: new Int32Array(memory.buffer, at.positions, places),
    reached: lanes(at.reached, places),
  };
}

const modules = new Map<LaneBytes, WasmModule>();

function moduleFor(laneBytes: LaneBytes): WasmModule {
  const known = modules.get(laneBytes) ?? new WebAssembly.Module(moduleBytes(laneBytes));
  modules.set(laneBytes, known);
  return known;
}

/** Instructions used, by their names in the WebAssembly specification (2.0, "Binary format"). */
const i32 = 0x7f;
const v128 = 0x7b;
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
/** Signed LEB128 of 0 … 127. */
const constant = (value: number) => (value < 64 ? [0x41, value] : [0x41, value | 128, 0]);
const [block, loop, when, end, branch, branchIf, empty] = [0x02, 0x03, 0x04, 0x0b, 0x0c, 0x0d, 0x40];
const [add, subtract, shiftRight, shiftLeft, isZero, equal] = [0x6a, 0x6b, 0x76, 0x74, 0x45, 0x46];
const load = (offset: number) => [0x28, 2, offset];
const store = [0x36, 2, 0];
const loadVector = (offset: number) => [0xfd, 0x00, 0, offset];
const storeVector = (offset: number) => [0xfd, 0x0b, 0, offset];
const zeroVector = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const [anyTrue, orVectors] = [
  [0xfd, 0x53],
  [0xfd, 0x50],
];
const addLanes = {
  1: [0xfd, 0x6e],
  2: [0xfd, 0x8e, 0x01],
  4: [0xfd, 0xae, 0x01],
};
const atLeast = { 1: [0xfd, 0x2c], 2: [0xfd, 0x36], 4: [0xfd, 0x40] };

/**
 * walk(starts, orders, steps, positions, reached) → zones reached. In words: for each order, sums = 0; for each step
 * (address of a place's counts, address of a row): sums += counts; if any lane of sums ≥ row, note position and sums.
 */
function moduleBytes(laneBytes: LaneBytes): Uint8Array<ArrayBuffer> {
  const [starts, orders, steps, positions, reached] = [0, 1, 2, 3, 4];
  const [at, last, address, found] = [5, 6, 7, 8];
  const vectors = Array.from({ length: laneBytes }, (_, i) => ({
    sum: 9 + i,
    byte: 16 * i,
  }));
  const step = (local: number, by: number) => [...get(local), ...constant(by), add, ...set(local)];
  const sum = vectors.flatMap(({ sum, byte }) => [
    ...get(sum),
    ...get(address),
    ...loadVector(byte),
    ...addLanes[laneBytes],
    ...set(sum),
  ]);
  const compared = vectors.flatMap(({ sum, byte }, i) => [
    ...[...get(sum), ...get(address), ...loadVector(byte), ...atLeast[laneBytes]],
    ...(i > 0 ? orVectors : []),
  ]);
  const note = [
    ...[...get(positions), ...get(at), ...get(steps), subtract, ...constant(3), shiftRight, ...store],
    ...vectors.flatMap(({ sum, byte }) => [...get(reached), ...get(sum), ...storeVector(byte)]),
    ...[...step(positions, 4), ...step(reached, 16 * laneBytes), ...step(found, 1)],
  ];
  const walkOrder = [
    ...[block, empty, loop, empty, ...get(at), ...get(last), equal, branchIf, 1],
    ...[...get(at), ...load(0), ...set(address), ...sum],
    ...[...get(at), ...load(4), ...set(address), ...compared, ...anyTrue, when, empty, ...note, end],
    ...[...step(at, 8), branch, 0, end, end],
  ];
  const body = [
    ...[...get(steps), ...set(at), block, empty, loop, empty, ...get(orders), isZero, branchIf, 1],
    ...[...get(steps), ...get(starts), ...load(4), ...constant(3), shiftLeft, add, ...set(last)],
    ...vectors.flatMap(({ sum }) => [...zeroVector, ...set(sum)]),
    ...[
      ...walkOrder,
      ...step(starts, 4),
      ...get(orders),
      ...constant(1),
      subtract,
      ...set(orders),
      branch,
      0,
      end,
      end,
    ],
    ...[...get(found), end],
  ];
  const code = [2, 4, i32, laneBytes, v128, ...body];
  return Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 5, ...new Array<number>(5).fill(i32), 1, i32]),
    ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, 4, ...Array.from('walk', (letter) => letter.charCodeAt(0)), 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  );
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}
