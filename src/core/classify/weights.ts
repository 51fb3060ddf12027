import type { NetworkWeights } from './network.ts';

export interface WeightShape {
  rows: number;
  dim: number;
  hidden: number;
  outputs: number;
}

const parts = ['scale', 'w1', 'b1', 'w2', 'b2', 'w3'] as const;

function lengthsOf({ dim, hidden, outputs }: WeightShape): Record<(typeof parts)[number], number> {
  return { scale: dim, w1: dim * hidden, b1: hidden, w2: hidden * outputs, b2: outputs, w3: dim * outputs };
}

/** Reads `weights.bin`: the 8-bit bag, then 32-bit floats (little-endian) in the order of `parts`. Throws RangeError on a wrong length. */
export function readWeights(bytes: Uint8Array, shape: WeightShape): NetworkWeights {
  const lengths = lengthsOf(shape);
  const bagSize = shape.rows * shape.dim;
  const expected = bagSize + 4 * parts.reduce((sum, part) => sum + lengths[part], 0);
  if (bytes.byteLength !== expected) {
    throw new RangeError(
      `weights.bin has ${bytes.byteLength} bytes, its manifest asks for ${expected}: fetch the model's folder again`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = bagSize;
  const floats = (length: number) => {
    const from = at;
    at += 4 * length;
    return Float32Array.from({ length }, (_, i) => view.getFloat32(from + 4 * i, true));
  };
  const [scale, w1, b1, w2, b2, w3] = parts.map((part) => floats(lengths[part])) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const bag = new Int8Array(bytes.slice(0, bagSize).buffer);
  return { dim: shape.dim, hidden: shape.hidden, outputs: shape.outputs, bag, scale, w1, b1, w2, b2, w3 };
}

/** Inverse of `readWeights`. */
export function writeWeights(weights: NetworkWeights): Uint8Array {
  const floats = parts.reduce((sum, part) => sum + weights[part].length, 0);
  const bytes = new Uint8Array(weights.bag.length + 4 * floats);
  bytes.set(new Uint8Array(weights.bag.buffer, weights.bag.byteOffset, weights.bag.length));
  const view = new DataView(bytes.buffer);
  let at = weights.bag.length;
  for (const part of parts) {
    for (const value of weights[part]) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}
