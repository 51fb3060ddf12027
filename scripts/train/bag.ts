/** Rows of features and what they sum to: the part of the network that TensorFlow.js on wasm can't train. */
export interface Bag {
  rows: number;
  dim: number;
  values: Float32Array;
  /** Running sum of squared gradients per row (one number: the whole row shares a rate). */
  squares: Float32Array;
}

export function createBag(rows: number, dim: number): Bag {
  return { rows, dim, values: new Float32Array(rows * dim), squares: new Float32Array(rows) };
}

/** out[b] = Σ value(row) / √n over the features of each text. */
export function sumBag(bag: Bag, batch: Int32Array[], out: Float32Array): void {
  const { dim, values } = bag;
  out.fill(0);
  for (let b = 0; b < batch.length; b++) {
    const rows = batch[b]!;
    const scale = 1 / Math.sqrt(rows.length);
    for (const row of rows) for (let k = 0; k < dim; k++) out[b * dim + k]! += values[row * dim + k]! * scale;
  }
}

/** Adagrad per row (Duchi et al. 2011) with weight decay, on the rows of this batch only. */
export function updateBag(
  bag: Bag,
  batch: Int32Array[],
  gradient: Float32Array,
  { rate, decay }: { rate: number; decay: number },
): void {
  const { dim, values, squares } = bag;
  for (let b = 0; b < batch.length; b++) {
    const rows = batch[b]!;
    const scale = 1 / Math.sqrt(rows.length);
    let norm = 0;
    for (let k = 0; k < dim; k++) norm += (gradient[b * dim + k]! * scale) ** 2;
    if (norm === 0) continue;
    for (const row of rows) {
      squares[row]! += norm / dim;
      const factor = (rate * scale) / Math.sqrt(squares[row]! + 1e-12);
      for (let k = 0; k < dim; k++)
        values[row * dim + k]! -= factor * gradient[b * dim + k]! + rate * decay * values[row * dim + k]!;
    }
  }
}
