import type { NetworkWeights } from '../../src/core/classify/network.ts';
import type { Network } from './fit.ts';

/** 8-bit weights: each column of the bag is scaled so that its 99.99th percentile becomes 127; what is beyond is clipped. */
export function quantize(
  { known, bag, head }: Network,
  shape: { rows: number; hidden: number; outputs: number },
): NetworkWeights {
  const { rows, dim, values } = bag;
  const scale = new Float32Array(dim);
  const packed = new Int8Array(rows * dim);
  for (let k = 0; k < dim; k++) {
    const column: number[] = [];
    for (let row = 0; row < rows; row++) if (values[row * dim + k] !== 0) column.push(Math.abs(values[row * dim + k]!));
    column.sort((a, b) => a - b);
    const top = column[Math.floor(column.length * 0.9999)] ?? 1;
    scale[k] = top / 127;
    for (let row = 0; row < rows; row++) {
      packed[row * dim + k] = Math.max(-127, Math.min(127, Math.round(values[row * dim + k]! / scale[k]!)));
    }
  }
  return { ...shape, known, dim, bag: packed, scale, ...head.weights() };
}
