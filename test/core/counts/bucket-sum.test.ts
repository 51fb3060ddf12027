import { describe, expect, it } from 'vitest';
import { BucketSum } from '../../../src/core/counts/bucket-sum.ts';

const expectation = { mean: 2, dispersion: 0.5 };

describe('BucketSum', () => {
  it('sums counts, means and variances', () => {
    const sum = new BucketSum();
    for (let i = 0; i < 5; i++) sum.add({ observed: 3, mentions: 10, expectation, exposure: 1 });
    // M = 10, Σdm² = 10, D = 0.1; scipy 1.17.1 nbinom.ppf([.025, .975], 10, 0.5) = 3, 20.
    expect(sum.take(29_000_000, 5)).toEqual({
      at: 29_000_000 * 60_000,
      observed: 15,
      mentions: 50,
      expected: 10,
      lower: 3,
      upper: 20,
      excess: 5,
      exposure: 1,
    });
  });

  it('begins anew after each bucket', () => {
    const sum = new BucketSum();
    sum.add({ observed: 3, mentions: 10, expectation, exposure: 1 });
    sum.take(0, 1);
    expect(sum.take(1, 1)).toMatchObject({ observed: 0, mentions: 0, exposure: 0, expected: null });
  });

  it('expects nothing of minutes without a source and says how many there were', () => {
    const sum = new BucketSum();
    sum.add({ observed: 1, mentions: 1, expectation, exposure: 1 });
    sum.add({ observed: 0, mentions: 0, expectation, exposure: 0 });
    expect(sum.take(0, 2)).toMatchObject({ expected: 2, exposure: 0.5 });
  });

  it('has no expectation when a minute lacks it', () => {
    const sum = new BucketSum();
    sum.add({ observed: 1, mentions: 1, expectation, exposure: 1 });
    sum.add({ observed: 4, mentions: 4, expectation: null, exposure: 1 });
    expect(sum.take(0, 2)).toMatchObject({ observed: 5, expected: null, lower: null, upper: null, excess: null });
  });
});
