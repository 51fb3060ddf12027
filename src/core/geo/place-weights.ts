import { featureBits } from './feature-index.ts';

/** Features that a model tells apart. */
export const weightCount = 2 ** featureBits;

/** Weights of a log-linear model over the candidates of a text (conditional logit, McFadden 1974); "no place" has score 0. */
export interface PlaceWeights {
  /** By number of feature. */
  weights: Float32Array;
  /** Probability from which on a place is said, 0..1. */
  threshold: number;
}

/** What stands beside the packed weights. */
export interface PlaceManifest {
  /** Of `featureIndex`; a file of another number is refused. */
  featureBits: number;
  /** Weight of one step of the packed 16-bit numbers. */
  step: number;
  threshold: number;
}

/** Weights as packed: 16-bit steps, least significant byte first. Throws RangeError when file and manifest don't fit. */
export function readPlaceWeights(manifest: PlaceManifest, file: Uint8Array): PlaceWeights {
  if (manifest.featureBits !== featureBits || file.byteLength !== 2 * weightCount)
    throw new RangeError(
      `place weights: ${file.byteLength} bytes for ${manifest.featureBits} bits, expected ${2 * weightCount} for ${featureBits}: run train-places`,
    );
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const weights = Float32Array.from({ length: weightCount }, (_, i) => view.getInt16(2 * i, true) * manifest.step);
  return { weights, threshold: manifest.threshold };
}

/** A text's candidates by their features: those that all share, and each one's own. */
export interface CandidateFeatures {
  general: readonly number[];
  own: readonly (readonly number[])[];
}

/** Probability of each candidate, given that at most one is the place; they and "no place" sum to 1. */
export function probabilities({ weights }: PlaceWeights, { general, own }: CandidateFeatures): number[] {
  const shared = sumOf(weights, general);
  const scores = own.map((numbers) => shared + sumOf(weights, numbers));
  const top = Math.max(0, ...scores);
  const worth = scores.map((score) => Math.exp(score - top));
  const total = worth.reduce((sum, one) => sum + one, Math.exp(-top));
  return worth.map((one) => one / total);
}

/** The state that the candidates' probabilities say most for, each of `states` being one's, with their sum; null without candidates. */
export function likeliestState(
  shares: readonly number[],
  states: readonly string[],
): { state: string; probability: number } | null {
  const sums = new Map<string, number>();
  for (const [i, state] of states.entries()) sums.set(state, (sums.get(state) ?? 0) + shares[i]!);
  let best: { state: string; probability: number } | null = null;
  for (const [state, probability] of sums) if (!best || probability > best.probability) best = { state, probability };
  return best;
}

function sumOf(weights: Float32Array, numbers: readonly number[]): number {
  let sum = 0;
  for (const number of numbers) sum += weights[number]!;
  return sum;
}
