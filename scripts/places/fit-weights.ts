import { type CandidateFeatures, weightCount } from '../../src/core/geo/place-weights.ts';
import { createRandom, shuffle } from '../train/random.ts';

/** A text's candidates by their features, and which of them are right. */
export interface Example extends CandidateFeatures {
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
export function fitWeights(
  examples: readonly Example[],
  { epochs, rate, penalty, dropout, seed }: FitSettings,
): Float32Array {
  const weights = new Float64Array(weightCount);
  const squares = new Float64Array(weightCount).fill(1e-8);
  const mean = new Float64Array(weightCount);
  const random = createRandom(seed);
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
function thinned({ general, own, right }: Example, dropout: number, random: () => number): Example {
  const kept = (numbers: readonly number[]): number[] => numbers.filter(() => random() >= dropout);
  return { right, general: kept(general), own: own.map(kept) };
}

interface Descent {
  weights: Float64Array;
  squares: Float64Array;
  rate: number;
  penalty: number;
}

function step({ general, own, right }: Example, descent: Descent): void {
  const { weights } = descent;
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + weights[number]!, 0);
  const shared = sum(general);
  const scores = own.map((numbers) => shared + sum(numbers));
  const top = Math.max(0, ...scores);
  const worth = scores.map((score) => Math.exp(score - top));
  const total = worth.reduce((all, one) => all + one, Math.exp(-top));
  const rightWorth = worth.reduce((all, one, i) => all + (right[i] ? one : 0), 0);
  let sharedSlope = 0;
  for (const [i, numbers] of own.entries()) {
    const wanted = right[i] ? worth[i]! / rightWorth : 0;
    const slope = worth[i]! / total - wanted;
    sharedSlope += slope;
    descend(numbers, slope, descent);
  }
  descend(general, sharedSlope, descent);
}

function descend(numbers: readonly number[], slope: number, { weights, squares, rate, penalty }: Descent): void {
  for (const number of numbers) {
    const gradient = slope + penalty * weights[number]!;
    squares[number]! += gradient * gradient;
    weights[number]! -= (rate * gradient) / Math.sqrt(squares[number]!);
  }
}
