import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom, normal } from '../../../scripts/train/random.ts';
import { createNetwork, type NetworkWeights } from '../../../src/core/classify/network.ts';
import { readWeights, writeWeights } from '../../../src/core/classify/weights.ts';

const shape = { rows: 512, known: 384, dim: 16, hidden: 24, outputs: 33 };
const random = createRandom(11);
const floats = (length: number, scale: number) => Float32Array.from({ length }, () => normal(random) * scale);
/** All rows but each fourth carry weight. */
const known = Int32Array.from({ length: shape.rows }, (_, row) => row).filter((row) => row % 4 !== 3);
const weights: NetworkWeights = {
  ...shape,
  known,
  bag: Int8Array.from({ length: shape.known * shape.dim }, () => Math.round(random() * 254 - 127)),
  scale: floats(shape.dim, 0.02).map(Math.abs),
  w1: floats(shape.dim * shape.hidden, 0.4),
  b1: floats(shape.hidden, 0.1),
  w2: floats(shape.hidden * shape.outputs, 0.3),
  b2: floats(shape.outputs, 0.1),
  w3: floats(shape.dim * shape.outputs, 0.3),
};

/** The same graph in TensorFlow.js. */
function inTensorFlow(rows: number[]): Float32Array {
  return tf.tidy(() => {
    const values = new Float32Array(shape.rows * shape.dim);
    for (const [place, row] of known.entries())
      values.set(weights.bag.subarray(place * shape.dim, (place + 1) * shape.dim), row * shape.dim);
    const table = tf.mul(tf.tensor2d(values, [shape.rows, shape.dim]), tf.tensor1d(weights.scale));
    const x = tf.div(
      tf.sum(tf.gather(table, tf.tensor1d(rows, 'int32')), 0, true),
      Math.sqrt(rows.length),
    ) as tf.Tensor2D;
    const h = tf.relu(
      tf.add(tf.matMul(x, tf.tensor2d(weights.w1, [shape.dim, shape.hidden])), weights.b1),
    ) as tf.Tensor2D;
    const deep = tf.matMul(h, tf.tensor2d(weights.w2, [shape.hidden, shape.outputs]));
    const wide = tf.matMul(x, tf.tensor2d(weights.w3, [shape.dim, shape.outputs]));
    return tf.add(tf.add(deep, wide), weights.b2).dataSync() as Float32Array;
  });
}

describe('createNetwork', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each([1, 2, 17, 300, 2500])('agrees with TensorFlow.js to 1e-5 on %i features (seed 11)', (count) => {
    const rows = Array.from({ length: count }, () => Math.floor(random() * shape.rows));
    const out = new Float32Array(shape.outputs);
    createNetwork(weights).run(Int32Array.from(rows), count, out);
    const expected = inTensorFlow(rows);
    for (let k = 0; k < shape.outputs; k++)
      expect(Math.abs(out[k]! - expected[k]!)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(expected[k]!)));
  });

  it('adds extremes without overflow, and rows without weight not at all', () => {
    const { outputs } = shape;
    const even = { ...shape, dim: 8, hidden: 8 };
    const extreme = (value: number): NetworkWeights => ({
      ...even,
      known,
      bag: new Int8Array(even.known * 8).fill(value),
      scale: new Float32Array(8).fill(1),
      w1: new Float32Array(64),
      b1: new Float32Array(8),
      w2: new Float32Array(8 * outputs),
      b2: new Float32Array(outputs),
      w3: new Float32Array(8 * outputs).fill(1),
    });
    const rows = Int32Array.from({ length: 2304 }, (_, n) => (n < 2000 ? 508 : 511));
    const out = new Float32Array(outputs);
    for (const value of [127, -128]) {
      createNetwork(extreme(value)).run(rows, 2304, out);
      expect(out[0]).toBeCloseTo((8 * 2000 * value) / 48, 1);
      expect(out[outputs - 1]).toBe(out[0]);
    }
  });

  it('does not depend on the order of the features', () => {
    const rows = Int32Array.from([5, 9, 9, 300, 41]);
    const forth = new Float32Array(shape.outputs);
    const back = new Float32Array(shape.outputs);
    createNetwork(weights).run(rows, 5, forth);
    createNetwork(weights).run(rows.toReversed(), 5, back);
    expect(back).toEqual(forth);
  });
});

describe('weights.bin', () => {
  it('comes back as it was written', () => {
    const back = readWeights(writeWeights(weights), shape);
    expect(back.known).toEqual(weights.known);
    expect(back.bag).toEqual(weights.bag);
    expect(back.w3).toEqual(weights.w3);
    expect(back.scale).toEqual(weights.scale);
  });

  it('reads the same from the middle of a larger buffer (the bag once came from its beginning)', () => {
    const bytes = writeWeights(weights);
    const larger = Buffer.concat([Buffer.alloc(64, 7), bytes]);
    expect(readWeights(larger.subarray(64), shape).bag).toEqual(weights.bag);
  });

  it('is refused when it knows other rows than its manifest says', () => {
    const bytes = writeWeights(weights);
    bytes[0]! ^= 1;
    expect(() => readWeights(bytes, shape)).toThrow(/383 rows/);
  });

  it('is refused when it is cut short, with what to do', () => {
    expect(() => readWeights(writeWeights(weights).slice(0, -4), shape)).toThrow(/fetch the model's folder again/);
  });
});
