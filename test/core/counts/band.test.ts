import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countBand } from '../../../src/core/counts/band.ts';

describe('countBand', () => {
  // scipy 1.17.1: poisson.ppf and nbinom.ppf at 0.025 and 0.975, n = 1/d, p = n/(n + mean).
  it.each([
    [0.001, 0, 0, 0],
    [0.2, 0, 0, 1],
    [1, 0, 0, 3],
    [10, 0, 4, 17],
    [10, 0.2, 2, 23],
    [3.7, 1.5, 0, 17],
    [250, 0.05, 149, 376],
    [5_000, 0.3, 1_150, 11_625],
    [20_000, 0, 19_723, 20_278],
    [0.05, 20, 0, 1],
    [100_000, 0.01, 81_355, 120_539],
  ])('mean %d, dispersion %d: %d to %d', (mean, dispersion, lower, upper) => {
    expect(countBand(mean, dispersion)).toEqual({ lower, upper });
  });

  it('is empty for a mean of nothing', () => expect(countBand(0, 3)).toEqual({ lower: 0, upper: 0 }));

  it('widens with probability and holds the median', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 2_000, noNaN: true }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        (mean, d) => {
          const narrow = countBand(mean, d, 0.5);
          const wide = countBand(mean, d, 0.99);
          expect(wide.lower).toBeLessThanOrEqual(narrow.lower);
          expect(wide.upper).toBeGreaterThanOrEqual(narrow.upper);
          expect(narrow.lower).toBeLessThanOrEqual(narrow.upper);
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });

  it.each([
    [-1, 0],
    [1, -1],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 0],
  ])('refuses mean %d with dispersion %d', (mean, dispersion) => {
    expect(() => countBand(mean, dispersion)).toThrow(RangeError);
  });
});
