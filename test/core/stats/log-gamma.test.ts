import { describe, expect, it } from 'vitest';
import { logGamma } from '../../../src/core/stats/log-gamma.ts';

describe('logGamma', () => {
  // scipy 1.10.1, scipy.special.gammaln.
  it.each([
    [1e-5, 11.512919692895826],
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [1.5, -0.12078223763524526],
    [3.7, 1.428072326665388],
    [7.99, 8.50501160608848],
    [8, 8.525161361065415],
    [25.5, 56.38916764371994],
    [1000, 5905.220423209181],
    [1e6, 12815504.569147611],
  ])('of %s agrees with scipy', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)));
  });

  it('is 0 at 1 and 2, infinite at 0, and not a number below', () => {
    expect(logGamma(1)).toBeCloseTo(0, 12);
    expect(logGamma(2)).toBeCloseTo(0, 12);
    expect(logGamma(0)).toBe(Number.POSITIVE_INFINITY);
    expect(logGamma(-1)).toBeNaN();
    expect(logGamma(Number.NaN)).toBeNaN();
  });

  it('grows by ln x from x to x + 1', () => {
    for (const x of [0.003, 0.9, 4.4, 7.5, 300]) expect(logGamma(x + 1) - logGamma(x)).toBeCloseTo(Math.log(x), 9);
  });
});
