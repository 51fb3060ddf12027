/** Rows of features and what they sum to: the part of the network that TensorFlow.js on wasm can't train. */
export interface Bag {
  rows: number;
  dim: number;
  values: Float32Array;
  /** Running sum of squared gradients per row (one number: the whole row shares a rate). */
  squares: Float32Array;
}

/** The features of one text that count now, as rows of the bag, and what their sum is multiplied by. */
export interface Bagful {
  rows: Int32Array;
  scale: number;
}

export function createBag(rows: number, dim: number): Bag {
  return { rows, dim, values: new Float32Array(rows * dim), squares: new Float32Array(rows) };
}

/** out[b] = scale · Σ value(row) over the features of each text. */
export function sumBag(bag: Bag, batch: Bagful[], out: Float32Array): void {
  const { dim, values } = bag;
  out.fill(0);
  for (let b = 0; b < batch.length; b++) {
    const { rows, scale } = batch[b]!;
    for (const row of rows) for (let k = 0; k < dim; k++) out[b * dim + k]! += values[row * dim + k]! * scale;
  }
}

/** Adagrad per row (Duchi et al. 2011), on the rows of this batch only. */
export function updateBag(bag: Bag, batch: Bagful[], gradient: Float32Array, rate: number): void {
  const { dim, values, squares } = bag;
  for (let b = 0; b < batch.length; b++) {
    const { rows, scale } = batch[b]!;
    let norm = 0;
    for (let k = 0; k < dim; k++) norm += (gradient[b * dim + k]! * scale) ** 2;
    if (norm === 0) continue;
    for (const row of rows) {
      squares[row]! += norm / dim;
      const factor = (rate * scale) / Math.sqrt(squares[row]! + 1e-12);
      for (let k = 0; k < dim; k++) values[row * dim + k]! -= factor * gradient[b * dim + k]!;
    }
  }
}
