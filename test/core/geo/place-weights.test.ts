import { describe, expect, it } from 'vitest';
import { fitWeights } from '../../../scripts/places/fit-weights.ts';
import { featureBits, featureIndex, hashOf } from '../../../src/core/geo/feature-index.ts';
import { probabilities, readPlaceWeights, weightCount } from '../../../src/core/geo/place-weights.ts';

const settings = { epochs: 30, rate: 0.1, penalty: 0.001, dropout: 0.2, seed: 3 };
const [bias, near, far] = [1, 2, 3];
/** One candidate "near", one "far": the near one is right where there are two, none where only the far one is. */
const examples = Array.from({ length: 200 }, (_, i) =>
  i % 2 === 0
    ? { general: [bias], own: [[near], [far]], right: [true, false] }
    : { general: [bias], own: [[far]], right: [false] },
);

describe('the model for places in text', () => {
  it('learns which candidate is the place, and that none may be', () => {
    const weights = { weights: fitWeights(examples, settings), threshold: 0.5 };
    const [chosen, other] = probabilities(weights, examples[0]!);
    expect(chosen).toBeGreaterThan(0.8);
    expect(other).toBeLessThan(0.1);
    expect(probabilities(weights, examples[1]!)[0]).toBeLessThan(0.2);
  });

  it('gives the same weights for the same examples and seed, others for another', () => {
    expect(fitWeights(examples, settings)).toEqual(fitWeights(examples, settings));
    expect(fitWeights(examples, settings)).not.toEqual(fitWeights(examples, { ...settings, seed: 4 }));
  });

  it('says of candidates and of no place what sums to 1, a conditional logit (McFadden 1974, equation 12)', () => {
    const weights = new Float32Array(weightCount);
    weights.set([0, 0.5, 1, -1]);
    const shares = probabilities({ weights, threshold: 0 }, { general: [bias], own: [[near], [far]] });
    const total = 1 + Math.exp(1.5) + Math.exp(-0.5);
    expect(shares[0]).toBeCloseTo(Math.exp(1.5) / total, 12);
    expect(shares[1]).toBeCloseTo(Math.exp(-0.5) / total, 12);
  });

  it('keeps probabilities finite for large weights', () => {
    const weights = new Float32Array(weightCount).fill(1e4);
    expect(probabilities({ weights, threshold: 0 }, { general: [bias], own: [[near], [far]] })).toEqual([0.5, 0.5]);
  });

  it('numbers features within its bits, and hardly any two alike', () => {
    const numbers = Array.from({ length: 2000 }, (_, i) => featureIndex(hashOf('name'), hashOf(`word ${i}`), i % 7, 0));
    for (const number of numbers) {
      expect(Number.isInteger(number)).toBe(true);
      expect(number).toBeGreaterThanOrEqual(0);
      expect(number).toBeLessThan(2 ** featureBits);
    }
    expect(new Set(numbers).size).toBeGreaterThan(1980);
  });

  it('reads packed weights, and refuses a file of another size', () => {
    const file = new Uint8Array(2 * weightCount);
    new DataView(file.buffer).setInt16(2 * near, -200, true);
    expect(readPlaceWeights({ featureBits, step: 0.01, threshold: 0.7 }, file).weights[near]).toBeCloseTo(-2, 6);
    expect(() => readPlaceWeights({ featureBits, step: 1, threshold: 0.7 }, file.subarray(2))).toThrow(
      'run train-places',
    );
    expect(() => readPlaceWeights({ featureBits: 4, step: 1, threshold: 0.7 }, file)).toThrow('run train-places');
  });
});
