/** Weights as shipped. The bag is 8-bit: value = bag[row · dim + k] · scale[k]. All matrices are row by row. */
export interface NetworkWeights {
  dim: number;
  hidden: number;
  outputs: number;
  bag: Int8Array;
  scale: Float32Array;
  w1: Float32Array;
  b1: Float32Array;
  w2: Float32Array;
  b2: Float32Array;
  w3: Float32Array;
}

export interface Network {
  /** Writes the logits of one text, given its feature rows, to `out` (length: outputs). */
  run(rows: Int32Array, count: number, out: Float32Array): void;
}

/**
 * The model's arithmetic on typed arrays: x = Σ bag(row)·scale / √n, h = max(0, x·w1 + b1), logits = h·w2 + x·w3 + b2
 * (a bag of hashed features with one hidden layer and a linear path beside it; Joulin et al. 2017, Cheng et al. 2016).
 * Scratch memory is shared between calls.
 */
export function createNetwork(weights: NetworkWeights): Network {
  const { dim, hidden, outputs, bag, scale } = weights;
  const sum = new Int32Array(dim);
  const x = new Float64Array(dim);
  const h = new Float64Array(hidden);
  return {
    run(rows, count, out) {
      sumRows(bag, dim, { rows, count, sum });
      const share = 1 / Math.sqrt(count);
      for (let k = 0; k < dim; k++) x[k] = sum[k]! * scale[k]! * share;
      h.set(weights.b1);
      addProduct(x, weights.w1, h);
      for (let j = 0; j < hidden; j++) if (h[j]! < 0) h[j] = 0;
      for (let o = 0; o < outputs; o++) out[o] = weights.b2[o]!;
      addProduct(x, weights.w3, out);
      addProduct(h, weights.w2, out);
    },
  };
}

/** Whole numbers, so the order of the features can't change the sum. */
function sumRows(bag: Int8Array, dim: number, from: { rows: Int32Array; count: number; sum: Int32Array }): void {
  const { rows, count, sum } = from;
  sum.fill(0);
  for (let i = 0; i < count; i++) {
    const at = rows[i]! * dim;
    for (let k = 0; k < dim; k++) sum[k]! += bag[at + k]!;
  }
}

/** out += x · w, w being x.length rows of out.length numbers. Zeros in x (half of a hidden layer) cost nothing. */
function addProduct(x: Float64Array, w: Float32Array, out: Float64Array | Float32Array): void {
  const width = out.length;
  for (let k = 0; k < x.length; k++) {
    const value = x[k]!;
    if (value === 0) continue;
    const at = k * width;
    for (let o = 0; o < width; o++) out[o]! += value * w[at + o]!;
  }
}
