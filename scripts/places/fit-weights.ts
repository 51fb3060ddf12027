import { weightCount } from '../../src/core/geo/place-weights.ts';

/** A text's candidates by their features, and which of them are right. */
export interface Example {
  features: readonly (readonly number[])[];
  right: readonly boolean[];
}

export interface FitSettings {
  epochs: number;
  rate: number;
  /** Weight of the squared weights beside the loss of one text. */
  penalty: number;
  /** Share of the features that is left out at each step, 0..1. */
  dropout: number;
  seed: number;
}

/**
 * Weights that make the right candidates, or none where none is right, as likely as they can be (conditional logit, McFadden 1974),
 * by AdaGrad (Duchi, Hazan, Singer 2011) with a penalty on squares and features left out at random; the mean over the last half of the epochs is taken. The same
 * examples and settings give the same weights.
 */
export function fitWeights(examples: readonly Example[], { epochs, rate, penalty, dropout, seed }: FitSettings): Float32Array {
  const weights = new Float64Array(weightCount);
  const squares = new Float64Array(weightCount).fill(1e-8);
  const mean = new Float64Array(weightCount);
  const random = randomOf(seed);
  const order = examples.map((_, i) => i);
  const from = Math.floor(epochs / 2);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const i of order) step(thinned(examples[i]!, dropout, random), { weights, squares, rate, penalty });
    if (epoch >= from) for (let j = 0; j < weightCount; j++) mean[j]! += weights[j]! / (epochs - from);
  }
  return Float32Array.from(mean, (weight) => weight * (1 - dropout));
}

/** The example without a share of its features, drawn anew for each candidate (dropout, Srivastava et al. 2014). */
function thinned({ features, right }: Example, dropout: number, random: () => number): Example {
  return { right, features: features.map((numbers) => numbers.filter(() => random() >= dropout)) };
}

interface Descent {
  weights: Float64Array;
  squares: Float64Array;
  rate: number;
  penalty: number;
}

function step({ features, right }: Example, { weights, squares, rate, penalty }: Descent): void {
  const scores = features.map((numbers) => {
    let sum = 0;
    for (const number of numbers) sum += weights[number]!;
    return sum;
  });
  const top = Math.max(0, ...scores);
  const worth = scores.map((score) => Math.exp(score - top));
  const none = Math.exp(-top);
  const total = worth.reduce((sum, one) => sum + one, none);
  const rightWorth = worth.reduce((sum, one, i) => sum + (right[i] ? one : 0), 0);
  const some = right.some(Boolean);
  for (const [i, numbers] of features.entries()) {
    const wanted = some && right[i] ? worth[i]! / rightWorth : 0;
    const slope = worth[i]! / total - wanted;
    for (const number of numbers) {
      const gradient = slope + penalty * weights[number]!;
      squares[number]! += gradient * gradient;
      weights[number]! -= (rate * gradient) / Math.sqrt(squares[number]!);
    }
  }
}

function shuffle(order: number[], random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}

/** Numbers from 0 to 1, mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
