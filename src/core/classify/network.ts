import { blockSize, createKernel, type Layout } from './kernel.ts';

/** Weights as shipped. The bag is 8-bit: value = bag[place · dim + k] · scale[k]. All matrices are row by row. */
export interface NetworkWeights {
  /** Number of hash rows that features fall into. */
  rows: number;
  /** The hash rows that carry weight, in rising order: the n-th has place n in the bag. All others add nothing. */
  known: Int32Array;
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
 * The model's arithmetic: x = Σ bag(row)·scale / √n, h = max(0, x·w1 + b1), logits = h·w2 + x·w3 + b2 (a bag of hashed
 * features with one hidden layer and a linear path beside it; Joulin et al. 2017, Cheng et al. 2016). The bag is summed
 * in whole numbers, so the order of the features can't change the sum. Memory is shared between calls.
 */
export function createNetwork(weights: NetworkWeights): Network {
  const { dim, hidden, outputs, scale } = weights;
  const plan = createPlan(weights);
  const kernel = createKernel(plan.bag, plan.size);
  const { buffer } = kernel.memory;
  fillBag(buffer, plan, weights);
  fillLayer(buffer, plan.first, { w: weights.w1, b: weights.b1 });
  fillLayer(buffer, plan.last, { w: concat(weights.w3, weights.w2), b: weights.b2 });
  const queue = new Int32Array(buffer, plan.rows, rowsAtOnce);
  const sums = new Int32Array(buffer, plan.bag.sums, dim);
  // The last layer reads the bag's mean and the hidden layer side by side.
  const x = new Float64Array(buffer, plan.x, dim);
  const h = new Float64Array(buffer, plan.first.out, hidden);
  const logits = new Float64Array(buffer, plan.last.out, outputs);
  const multiply = ({ inputs, w, b, out, outputs: width }: LayerPlan) =>
    kernel.multiply(plan.x, plan.x + inputs * 8, w, b, out, out + width * 8);
  return {
    run(rows, count, out) {
      sums.fill(0);
      for (let at = 0; at < count; at += rowsAtOnce) {
        const end = Math.min(at + rowsAtOnce, count);
        for (let i = at; i < end; i++) queue[i - at] = rows[i]!;
        kernel.addRows(plan.rows, plan.rows + (end - at) * 4);
      }
      const share = 1 / Math.sqrt(count);
      for (let k = 0; k < dim; k++) x[k] = sums[k]! * scale[k]! * share;
      multiply(plan.first);
      for (let j = 0; j < hidden; j++) if (h[j]! < 0) h[j] = 0;
      multiply(plan.last);
      for (let o = 0; o < outputs; o++) out[o] = logits[o]!;
    },
  };
}

/** Features that are handed to the kernel at a time. */
const rowsAtOnce = 1024;

/** A dense layer in the kernel's memory, its outputs filled up to whole blocks. */
interface LayerPlan {
  inputs: number;
  outputs: number;
  w: number;
  b: number;
  out: number;
}

interface Plan {
  bag: Layout;
  rows: number;
  x: number;
  first: LayerPlan;
  last: LayerPlan;
  size: number;
}

/** Gives everything its place in memory, each on a multiple of 16 bytes. */
function createPlan({ rows, known, dim, hidden, outputs }: NetworkWeights): Plan {
  let size = 0;
  const take = (bytes: number) => {
    const at = size;
    size += Math.ceil(bytes / 16) * 16;
    return at;
  };
  const stride = Math.ceil(dim / 16) * 16;
  const bag = {
    bits: take(rows / 8),
    ranks: take((rows / 64) * 4),
    bag: take((known.length + 1) * stride),
    stride,
    emptyRow: known.length,
    sums: take(stride * 4),
  };
  const layer = (inputs: number, width: number, out?: number): LayerPlan => {
    const filled = Math.ceil(width / blockSize) * blockSize;
    return {
      inputs,
      outputs: filled,
      w: take(inputs * filled * 8),
      b: take(filled * 8),
      out: out ?? take(filled * 8),
    };
  };
  const queue = take(rowsAtOnce * 4);
  const x = take((dim + hidden + blockSize) * 8);
  return { bag, rows: queue, x, first: layer(dim, hidden, x + dim * 8), last: layer(dim + hidden, outputs), size };
}

function fillBag(buffer: ArrayBuffer, { bag: layout }: Plan, { rows, known, dim, bag }: NetworkWeights): void {
  const bits = new Uint8Array(buffer, layout.bits, rows / 8);
  const ranks = new Int32Array(buffer, layout.ranks, rows / 64);
  const values = new Int8Array(buffer, layout.bag, known.length * layout.stride);
  for (let place = 0; place < known.length; place++) {
    const row = known[place]!;
    bits[row >> 3]! |= 1 << (row & 7);
    ranks[row >> 6]!++;
    values.set(bag.subarray(place * dim, (place + 1) * dim), place * layout.stride);
  }
  let before = 0;
  for (let group = 0; group < ranks.length; group++) {
    const own = ranks[group]!;
    ranks[group] = before;
    before += own;
  }
}

function fillLayer(buffer: ArrayBuffer, plan: LayerPlan, { w, b }: { w: Float32Array; b: Float32Array }): void {
  const { inputs, outputs } = plan;
  const weights = new Float64Array(buffer, plan.w, inputs * outputs);
  new Float64Array(buffer, plan.b, outputs).set(b);
  for (let k = 0; k < inputs; k++)
    for (let o = 0; o < b.length; o++) {
      const block = Math.floor(o / blockSize);
      weights[(block * inputs + k) * blockSize + (o % blockSize)] = w[k * b.length + o]!;
    }
}

function concat(left: Float32Array, right: Float32Array): Float32Array {
  const both = new Float32Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
