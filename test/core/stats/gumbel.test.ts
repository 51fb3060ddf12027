import { describe, expect, it } from 'vitest';
import { fitGumbel, gumbelOfMoments, gumbelQuantile, gumbelUpperTail } from '../../../src/core/stats/gumbel.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { samplePoisson } from '../../../src/core/stats/sample-poisson.ts';

describe('the Gumbel distribution', () => {
  it('has the moments it was fitted to: mean 5 and variance 2 of 3, 5, 7 with 1/n', () => {
    const fit = fitGumbel([5 - Math.sqrt(3), 5, 5 + Math.sqrt(3)]);
    expect(fit.mean).toBeCloseTo(5, 12);
    expect(fit.sd).toBeCloseTo(Math.SQRT2, 12);
    // β = √2·√6/π = √12/π; μ = 5 − γβ, by hand.
    expect(fit.beta).toBeCloseTo(1.1026577908, 9);
    expect(fit.mu).toBeCloseTo(5 - 0.5772156649 * 1.1026577908, 8);
  });

  it('gives 1 − 1/e at its location and stays exact far out', () => {
    const fit = gumbelOfMoments(0, Math.PI / Math.sqrt(6));
    expect(gumbelUpperTail(fit.mu, fit)).toBeCloseTo(1 - 1 / Math.E, 12);
    expect(gumbelUpperTail(fit.mu + 60, fit) / Math.exp(-60)).toBeCloseTo(1, 9);
    expect(gumbelUpperTail(gumbelQuantile(fit, 0.02), fit)).toBeCloseTo(0.98, 12);
  });

  it('is a step when all values are equal', () => {
    const fit = fitGumbel([2, 2, 2]);
    expect([gumbelUpperTail(2, fit), gumbelUpperTail(2.1, fit)]).toEqual([1, 0]);
  });
});

describe('seeded chance', () => {
  it('repeats itself for a seed and differs between seeds, also between those that differ above 32 bits', () => {
    const first = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(first(7)).toEqual(first(7));
    expect(first(7)).not.toEqual(first(8));
    expect(first(7)).not.toEqual(first(7 + 2 ** 32));
  });

  it('is uniform: mean ½ and variance 1/12 within five standard errors of 100,000 draws', () => {
    const random = seededRandom(1);
    const draws = Array.from({ length: 100_000 }, random);
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(100_000));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan((5 * Math.sqrt(1 / 180)) / Math.sqrt(100_000));
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
  });

  it.each([0.05, 3, 9.99, 10, 47, 2500])('draws Poisson counts of mean and variance %f', (mean) => {
    const random = seededRandom(2);
    const draws = Array.from({ length: 40_000 }, () => samplePoisson(mean, random));
    const average = draws.reduce((a, b) => a + b, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - average) ** 2, 0) / draws.length;
    expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(mean / 40_000));
    expect(Math.abs(variance / mean - 1)).toBeLessThan(5 * Math.sqrt((2 + 1 / mean) / 40_000));
  });

  it('draws 0 for a mean of 0 or less', () => {
    expect([0, -1, Number.NaN].map((mean) => samplePoisson(mean, seededRandom(1)))).toEqual([0, 0, 0]);
  });
});
