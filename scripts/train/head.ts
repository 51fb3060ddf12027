import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { createRandom, normal } from './random.ts';

/** The dense part of the network: bag → relu(bag·w1 + b1) → ·w2 + b2 + bag·w3, as TensorFlow variables. */
export interface Head {
  /** One step of Adam; returns the gradient with respect to the bag, row by row. */
  step(bag: Float32Array, delta: (logits: Float32Array) => Float32Array): Float32Array;
  /** Logits of a batch. */
  forward(bag: Float32Array): Float32Array;
  weights(): HeadWeights;
}

export interface HeadShape {
  dim: number;
  hidden: number;
  outputs: number;
  batch: number;
  seed: number;
  learningRate: number;
  decay: number;
}

export interface HeadWeights {
  w1: Float32Array;
  b1: Float32Array;
  w2: Float32Array;
  b2: Float32Array;
  w3: Float32Array;
}

export async function prepareTensorFlow(): Promise<void> {
  await tf.setBackend('wasm');
  await tf.ready();
}

function start(shape: [number, number], scale: number, random: () => number): tf.Variable {
  const values = Float32Array.from({ length: shape[0] * shape[1] }, () => normal(random) * scale);
  return tf.variable(tf.tensor2d(values, shape));
}

/**
 * Back-propagation is written out, since tfjs-core alone registers no gradients: with d = ∂loss/∂logits,
 * ∂w2 = hᵀd, ∂h = (d·w2ᵀ)∘[h > 0], ∂w1 = bagᵀ∂h, ∂w3 = bagᵀd, ∂bag = ∂h·w1ᵀ + d·w3ᵀ.
 */
export function createHead(shape: HeadShape): Head {
  const { dim, hidden, outputs, batch, decay } = shape;
  const random = createRandom(shape.seed);
  const w1 = start([dim, hidden], Math.sqrt(2 / dim), random);
  const b1 = tf.variable(tf.zeros<tf.Rank.R2>([1, hidden]));
  const w2 = start([hidden, outputs], Math.sqrt(1 / hidden), random);
  const b2 = tf.variable(tf.zeros<tf.Rank.R2>([1, outputs]));
  const w3 = start([dim, outputs], Math.sqrt(1 / dim), random);
  const all = [w1, b1, w2, b2, w3];
  const adam = tf.train.adam(shape.learningRate);
  const run = (x: tf.Tensor2D) => {
    const h = tf.relu(tf.add(tf.matMul(x, w1), b1)) as tf.Tensor2D;
    const z = tf.add(tf.add(tf.matMul(h, w2), tf.matMul(x, w3)), b2) as tf.Tensor2D;
    return { h, z };
  };
  return {
    forward: (bag) => tf.tidy(() => run(tf.tensor2d(bag, [bag.length / dim, dim])).z.dataSync() as Float32Array),
    step(bag, delta) {
      return tf.tidy(() => {
        const x = tf.tensor2d(bag, [batch, dim]);
        const { h, z } = run(x);
        const d = tf.tensor2d(delta(z.dataSync() as Float32Array), [batch, outputs]);
        const dh = tf.mul(tf.matMul(d, w2, false, true), tf.step(h)) as tf.Tensor2D;
        const dx = tf.add(tf.matMul(dh, w1, false, true), tf.matMul(d, w3, false, true));
        const gradients = [
          tf.matMul(x, dh, true),
          tf.sum(dh, 0, true),
          tf.matMul(h, d, true),
          tf.sum(d, 0, true),
          tf.matMul(x, d, true),
        ];
        adam.applyGradients(
          all.map((variable, i) => ({
            name: variable.name,
            tensor: decay === 0 ? gradients[i]! : tf.add(gradients[i]!, tf.mul(variable, decay)),
          })),
        );
        return dx.dataSync() as Float32Array;
      });
    },
    weights() {
      const [a, b, c, d, e] = all.map((variable) => variable.dataSync() as Float32Array) as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      return { w1: a, b1: b, w2: c, b2: d, w3: e };
    },
  };
}
