/** The few WebAssembly instructions that the kernel uses, as bytes (WebAssembly 2.0, with 128-bit SIMD). */
export const op = {
  end: [0x0b],
  get: (local: number) => [0x20, local],
  set: (local: number) => [0x21, local],
  tee: (local: number) => [0x22, local],
  i32: (value: number) => [0x41, ...signed(value)],
  i64: (value: number) => [0x42, ...signed(value)],
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  when: [0x04, 0x40],
  jump: (depth: number) => [0x0c, depth],
  jumpIf: (depth: number) => [0x0d, depth],
  select: [0x1b],
  loadI32: (offset: number) => [0x28, 2, ...unsigned(offset)],
  loadI64: (offset: number) => [0x29, 3, ...unsigned(offset)],
  lessThan: [0x49],
  atLeast: [0x4f],
  add: [0x6a],
  multiply: [0x6c],
  shiftLeft: [0x74],
  shiftRight: [0x76],
  and64: [0x83],
  subtract64: [0x7d],
  shiftLeft64: [0x86],
  shiftRight64: [0x88],
  countOnes64: [0x7b],
  widen64: [0xad],
  narrow64: [0xa7],
  loadVector: (offset: number) => [0xfd, 0x00, 0, ...unsigned(offset)],
  loadSplat64: (offset: number) => [0xfd, 0x0a, 0, ...unsigned(offset)],
  storeVector: (offset: number) => [0xfd, 0x0b, 0, ...unsigned(offset)],
  zeroVector: [0xfd, 0x0c, ...new Array<number>(16).fill(0)],
  lowI8ToI16: [0xfd, 0x87, 0x01],
  highI8ToI16: [0xfd, 0x88, 0x01],
  addI16: [0xfd, 0x8e, 0x01],
  lowI16ToI32: [0xfd, 0xa7, 0x01],
  highI16ToI32: [0xfd, 0xa8, 0x01],
  addI32: [0xfd, 0xae, 0x01],
  addF64: [0xfd, 0xf0, 0x01],
  multiplyF64: [0xfd, 0xf2, 0x01],
} as const;

const typeOf = { i32: 0x7f, i64: 0x7e, vector: 0x7b } as const;

/** A function of 32-bit parameters without a result. Locals are numbered after the parameters, in their order. */
export interface Code {
  name: string;
  params: number;
  locals: (keyof typeof typeOf)[];
  body: number[];
}

/** Bytes of a module that exports its functions and, as `memory`, its memory. */
export function encodeModule(functions: Code[], pages: number): Uint8Array<ArrayBuffer> {
  const signatures = functions.map(({ params }) => [0x60, ...list(new Array<number[]>(params).fill([typeOf.i32])), 0]);
  const exports = functions.map(({ name }, n) => [...text(name), 0x00, n]);
  const codes = functions.map(({ locals, body }) => {
    const code = [...list(locals.map((type) => [1, typeOf[type]])), ...body, ...op.end];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(signatures)),
    ...section(3, list(functions.map((_, n) => [n]))),
    ...section(5, list([[0x00, ...unsigned(pages)]])),
    ...section(7, list([...exports, [...text('memory'), 0x02, 0]])),
    ...section(10, list(codes)),
  ]);
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function list(items: number[][]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(ascii: string): number[] {
  return list([...ascii].map((letter) => [letter.charCodeAt(0)]));
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const isLast = value >= -64 && value < 64;
  return isLast ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}
