import { describe, expect, it } from 'vitest';
import { logNegativeBinomial } from '../../../src/core/stats/negative-binomial.ts';
import { negativeBinomialQuantile } from '../../../src/core/stats/negative-binomial-quantile.ts';

describe('logNegativeBinomial', () => {
  // scipy 1.10.1, nbinom.logpmf(x, mean / (dispersion - 1), 1 / dispersion).
  it.each([
    [0, 0.02, 1.5, -0.016218604324326577],
    [2, 0.02, 1.5, -6.08624547393541],
    [3, 0.5, 3, -3.6350284593089275],
    [10, 10, 2, -2.4292994771563947],
    [40, 10, 2, -13.214082276491261],
    [300, 10, 3, -107.46234991709792],
    [0, 200, 1.2, -182.32155679395464],
    [250, 200, 1.2, -8.549985445847312],
  ])('of %s with mean %s and dispersion %s agrees with scipy', (count, mean, dispersion, expected) => {
    expect(logNegativeBinomial(count, mean, dispersion)).toBeCloseTo(expected, 6);
  });

  // scipy 1.10.1, poisson.logpmf.
  it.each([
    [0, 0.02, -0.02],
    [3, 0.02, -13.547828485512492],
    [10, 10, -2.078561643135055],
    [300, 10, -734.130322046854],
  ])('is Poisson at dispersion 1: %s with mean %s', (count, mean, expected) => {
    expect(logNegativeBinomial(count, mean, 1)).toBeCloseTo(expected, 9);
  });

  it('sums to one, with the mean and the variance it is given', () => {
    const moments = { total: 0, mean: 0, square: 0 };
    for (let count = 0; count < 400; count++) {
      const p = Math.exp(logNegativeBinomial(count, 12, 2.5));
      moments.total += p;
      moments.mean += p * count;
      moments.square += p * count * count;
    }
    expect(moments.total).toBeCloseTo(1, 10);
    expect(moments.mean).toBeCloseTo(12, 8);
    expect(moments.square - moments.mean ** 2).toBeCloseTo(12 * 2.5, 6);
  });

  it('knows what cannot be', () => {
    expect(logNegativeBinomial(-1, 2, 1.5)).toBe(Number.NEGATIVE_INFINITY);
    expect(logNegativeBinomial(1.5, 2, 1.5)).toBe(Number.NEGATIVE_INFINITY);
    expect(logNegativeBinomial(0, 0, 1.5)).toBe(0);
    expect(logNegativeBinomial(1, 0, 1.5)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('negativeBinomialQuantile', () => {
  // scipy 1.10.1, nbinom.ppf and, at dispersion 1, poisson.ppf.
  it.each([
    [0.025, 0.5, 3, 0],
    [0.975, 0.5, 3, 4],
    [0.025, 10, 2, 3],
    [0.6, 10, 2, 11],
    [0.975, 10, 2, 20],
    [0.999, 100, 4, 172],
    [0.025, 1500, 5, 1335],
    [0.975, 1500, 5, 1674],
    [0.025, 0.3, 1, 0],
    [0.975, 0.3, 1, 2],
    [0.025, 40, 1, 28],
    [0.975, 40, 1, 53],
    [0.975, 1000, 1, 1062],
  ])('at %s of mean %s and dispersion %s agrees with scipy', (p, mean, dispersion, expected) => {
    expect(negativeBinomialQuantile(p, mean, dispersion)).toBe(expected);
  });

  it('is within a thousandth of the mean where it is approximated', () => {
    // scipy 1.10.1: 47266 and 52809.
    expect(Math.abs(negativeBinomialQuantile(0.025, 50000, 40) - 47266)).toBeLessThan(50);
    expect(Math.abs(negativeBinomialQuantile(0.975, 50000, 40) - 52809)).toBeLessThan(50);
  });

  it('is 0 without a mean and refuses probabilities of 0 and 1', () => {
    expect(negativeBinomialQuantile(0.9, 0, 1)).toBe(0);
    expect(() => negativeBinomialQuantile(1, 1, 1)).toThrow(RangeError);
  });
});
