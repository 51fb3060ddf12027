import type { NetworkWeights } from './network.ts';

export interface WeightShape {
  /** Hash rows, a multiple of eight. */
  rows: number;
  /** How many of them carry weight. */
  known: number;
  dim: number;
  hidden: number;
  outputs: number;
}

const parts = ['scale', 'w1', 'b1', 'w2', 'b2', 'w3'] as const;

function lengthsOf({
  dim,
  hidden,
  outputs,
}: Omit<WeightShape, 'rows' | 'known'>): Record<(typeof parts)[number], number> {
  return { scale: dim, w1: dim * hidden, b1: hidden, w2: hidden * outputs, b2: outputs, w3: dim * outputs };
}

/**
 * Reads `weights.bin`: one bit per hash row (set where it carries weight, lowest first), the 8-bit bag of those rows, then
 * 32-bit floats (little-endian) in the order of `parts`. Throws RangeError on a wrong length or number of rows.
 */
export function readWeights(bytes: Uint8Array, shape: WeightShape): NetworkWeights {
  const { rows, dim, hidden, outputs } = shape;
  const lengths = lengthsOf(shape);
  const bagAt = rows / 8;
  const floatsAt = bagAt + shape.known * dim;
  const expected = floatsAt + 4 * parts.reduce((sum, part) => sum + lengths[part], 0);
  const known = readBits(bytes.subarray(0, bagAt));
  if (bytes.byteLength !== expected || known.length !== shape.known) {
    throw new RangeError(
      `weights.bin has ${bytes.byteLength} bytes and ${known.length} rows, its manifest asks for ${expected} and ${shape.known}: fetch the model's folder again`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = floatsAt;
  const floats = (part: (typeof parts)[number]) => {
    const from = at;
    at += 4 * lengths[part];
    return Float32Array.from({ length: lengths[part] }, (_, i) => view.getFloat32(from + 4 * i, true));
  };
  const bag = new Int8Array(floatsAt - bagAt);
  bag.set(bytes.subarray(bagAt, floatsAt));
  const [scale, w1, b1] = [floats('scale'), floats('w1'), floats('b1')];
  const [w2, b2, w3] = [floats('w2'), floats('b2'), floats('w3')];
  return { rows, known, dim, hidden, outputs, bag, scale, w1, b1, w2, b2, w3 };
}

function readBits(bytes: Uint8Array): Int32Array {
  const found: number[] = [];
  for (let row = 0; row < bytes.length * 8; row++) if ((bytes[row >> 3]! >> (row & 7)) & 1) found.push(row);
  return Int32Array.from(found);
}

/** Inverse of `readWeights`. */
export function writeWeights(weights: NetworkWeights): Uint8Array {
  const floats = parts.reduce((sum, part) => sum + weights[part].length, 0);
  const bagAt = weights.rows / 8;
  const bytes = new Uint8Array(bagAt + weights.bag.length + 4 * floats);
  for (const row of weights.known) bytes[row >> 3]! |= 1 << (row & 7);
  bytes.set(new Uint8Array(weights.bag.buffer, weights.bag.byteOffset, weights.bag.length), bagAt);
  const view = new DataView(bytes.buffer);
  let at = bagAt + weights.bag.length;
  for (const part of parts) {
    for (const value of weights[part]) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}
