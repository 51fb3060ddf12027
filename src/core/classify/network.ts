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
 * The model's arithmetic on typed arrays: x = Σ bag(row)·scale / √n, h = max(0, x·w1 + b1), logits = h·w2 + x·w3 + b2
 * (a bag of hashed features with one hidden layer and a linear path beside it; Joulin et al. 2017, Cheng et al. 2016).
 * Scratch memory is shared between calls. `dim` must be a multiple of four.
 */
export function createNetwork(weights: NetworkWeights): Network {
  const { dim, hidden, outputs, scale } = weights;
  if (dim % 4 !== 0) throw new RangeError(`the bag's width must be a multiple of 4, it is ${dim}`);
  const words = packRows(weights.bag);
  const placeOf = placesOf(weights);
  let places = new Int32Array(1024);
  const sums = new Float64Array(dim);
  const xh = new Float64Array(dim + hidden);
  const first = createLayer(weights.w1, weights.b1, dim);
  const last = createLayer(concat(weights.w3, weights.w2), weights.b2, dim + hidden);
  const h = new Float64Array(first.outputs);
  const logits = new Float64Array(last.outputs);
  return {
    run(rows, count, out) {
      if (places.length < count) places = new Int32Array(count);
      let known = 0;
      for (let i = 0; i < count; i++) {
        const place = placeOf[rows[i]!]!;
        if (place >= 0) places[known++] = place;
      }
      sumRows(words, { rows: places, count: known, sums });
      const share = 1 / Math.sqrt(count);
      for (let k = 0; k < dim; k++) xh[k] = sums[k]! * scale[k]! * share;
      multiply(first, xh, h);
      for (let j = 0; j < hidden; j++) xh[dim + j] = Math.max(0, h[j]!);
      multiply(last, xh, logits);
      for (let o = 0; o < outputs; o++) out[o] = logits[o]!;
    },
  };
}

function placesOf({ rows, known }: NetworkWeights): Int32Array {
  const placeOf = new Int32Array(rows).fill(-1);
  for (let place = 0; place < known.length; place++) placeOf[known[place]!] = place;
  return placeOf;
}

/** Four weights in each 32-bit word, shifted by 128 so that they add as whole numbers above zero. */
function packRows(bag: Int8Array): Uint32Array {
  const bytes = Uint8Array.from(bag, (value) => value + 128);
  return new Uint32Array(bytes.buffer);
}

/** A lane of 16 bits holds the sum of this many bytes. */
const rowsPerFlush = 256;

/**
 * Adds up rows column by column, four weights at a time in two words of two 16-bit lanes each (SWAR; Lamport 1975). Whole
 * numbers: the order of the features can't change the sum. Little-endian, as every platform of Node is.
 */
function sumRows(words: Uint32Array, from: { rows: Int32Array; count: number; sums: Float64Array }): void {
  const { rows, count, sums } = from;
  const width = sums.length >> 2;
  for (let column = 0; column < width; column++) {
    const at = column * 4;
    sums[at] = sums[at + 1] = sums[at + 2] = sums[at + 3] = -128 * count;
    for (let start = 0; start < count; start += rowsPerFlush) {
      const end = Math.min(start + rowsPerFlush, count);
      let even = 0;
      let odd = 0;
      for (let i = start; i < end; i++) {
        const word = words[rows[i]! * width + column]!;
        even = (even + (word & 0x00ff00ff)) | 0;
        odd = (odd + ((word >>> 8) & 0x00ff00ff)) | 0;
      }
      sums[at]! += even & 0xffff;
      sums[at + 1]! += odd & 0xffff;
      sums[at + 2]! += even >>> 16;
      sums[at + 3]! += odd >>> 16;
    }
  }
}

/** A dense layer by output, its outputs filled up to a multiple of four. */
interface Layer {
  inputs: number;
  outputs: number;
  w: Float64Array;
  b: Float64Array;
}

function createLayer(w: Float32Array, b: Float32Array, inputs: number): Layer {
  const outputs = Math.ceil(b.length / 4) * 4;
  const layer = { inputs, outputs, w: new Float64Array(outputs * inputs), b: new Float64Array(outputs) };
  layer.b.set(b);
  for (let k = 0; k < inputs; k++) for (let o = 0; o < b.length; o++) layer.w[o * inputs + k] = w[k * b.length + o]!;
  return layer;
}

function concat(left: Float32Array, right: Float32Array): Float32Array {
  const both = new Float32Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

/** out = w·x + b, four outputs at a time so that each input is read once for all four. */
function multiply({ inputs, outputs, w, b }: Layer, x: Float64Array, out: Float64Array): void {
  for (let o = 0; o < outputs; o += 4) {
    const p = o * inputs;
    const q = p + inputs;
    const r = q + inputs;
    const s = r + inputs;
    let a0 = b[o]!;
    let a1 = b[o + 1]!;
    let a2 = b[o + 2]!;
    let a3 = b[o + 3]!;
    for (let k = 0; k < inputs; k++) {
      const value = x[k]!;
      a0 += value * w[p + k]!;
      a1 += value * w[q + k]!;
      a2 += value * w[r + k]!;
      a3 += value * w[s + k]!;
    }
    out[o] = a0;
    out[o + 1] = a1;
    out[o + 2] = a2;
    out[o + 3] = a3;
  }
}
