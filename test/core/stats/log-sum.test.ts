import { describe, expect, it } from 'vitest';
import { logSumExp } from '../../../src/core/stats/log-sum.ts';

describe('the log of a sum of exponentials', () => {
  it('is that of the plain sum where there is one, and goes on where it would be beyond any number', () => {
    expect(logSumExp([Math.log(2), Math.log(3)])).toBeCloseTo(Math.log(5), 14);
    expect(logSumExp([5_000, 5_000])).toBeCloseTo(5_000 + Math.log(2), 10);
    expect(logSumExp([-5_000, -5_000, Number.NEGATIVE_INFINITY])).toBeCloseTo(-5_000 + Math.log(2), 10);
  });

  it('of nothing is that of 0', () => {
    expect(logSumExp([])).toBe(Number.NEGATIVE_INFINITY);
    expect(logSumExp([Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
    expect(logSumExp([0, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
  });
});
