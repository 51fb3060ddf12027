import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weighBrand } from '../../../../src/core/detect/many/brand-evidence.ts';
import { eBenjaminiHochberg } from '../../../../src/core/detect/many/e-bh.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';

describe('e-BH', () => {
  // By hand from the definition with n = 5, level 0.1: thresholds 50, 25, 16.7, 12.5, 10.
  it('names the largest set that carries itself', () => {
    expect(eBenjaminiHochberg([60, 1, 26, 17, 3], 0.1)).toEqual([0, 2, 3]);
    expect(eBenjaminiHochberg([49, 24, 16, 12, 9], 0.1)).toEqual([]);
    // The step up: 49 alone is too little, but three of 17 or more are enough.
    expect(eBenjaminiHochberg([49, 24, 17, 1, 1], 0.1)).toEqual([0, 1, 2]);
    expect(eBenjaminiHochberg([], 0.1)).toEqual([]);
    expect(() => eBenjaminiHochberg([1], 1.1)).toThrow(RangeError);
  });

  it('never loses a finding when evidence grows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.nat(11),
        (values, at) => {
          const before = new Set(eBenjaminiHochberg(values, 0.2));
          const grown = values.map((value, i) => (i === at % values.length ? value * 3 : value));
          const after = new Set(eBenjaminiHochberg(grown, 0.2));
          return [...before].every((index) => after.has(index));
        },
      ),
      { seed: 11 },
    );
  });
});

describe('all strata of a brand', () => {
  const budget = 100;
  const part = (id: string, share: number, intervalMinutes: number) => ({ id, share, intervalMinutes });

  it('are held against one budget by the sum of their shares', () => {
    const { intervalMinutes, found } = weighBrand([part('whole', 0.5, 90), part('login', 0.1, 500)], budget);
    expect(intervalMinutes).toBe(95);
    expect(found).toEqual([]);
    expect(weighBrand([], budget)).toMatchObject({ intervalMinutes: 0, found: [] });
  });

  it('are named where the k strongest have a k-th of the budget each, strongest first', () => {
    const parts = [part('whole', 0.5, 102), part('login', 0.1, 600), part('cart', 0.1, 10)];
    const told = weighBrand(parts, budget);
    expect(told.intervalMinutes).toBe(112);
    expect(told.found).toEqual([
      { id: 'login', intervalMinutes: 60 },
      { id: 'whole', intervalMinutes: 51 },
    ]);
    // 70 and 40: neither alone nor both by halves; yet something carries the whole.
    const uneven = weighBrand([part('whole', 0.5, 140), part('login', 0.1, 400)], budget);
    expect(uneven.found.map(({ id }) => id)).toEqual(['whole']);
  });

  it('pass the budget no oftener than it says, however they hang together', () => {
    // e-values of mean 1, half of 1 ÷ √U, of which groups are one and the same: P(Σ w e ≥ A) ≤ 1 ÷ A.
    const random = seededRandom(5);
    const trials = 20_000;
    for (const groups of [1, 3, 40]) {
      let passes = 0;
      for (let i = 0; i < trials; i++) {
        const values = Array.from({ length: groups }, () => 0.5 / Math.sqrt(random()));
        const parts = Array.from({ length: 40 }, (_, at) => part(`${at}`, 1 / 40, values[at % groups]!));
        if (weighBrand(parts, budget / 10).found.length > 0) passes += 1;
      }
      expect(passes / trials).toBeLessThan(10 / budget);
    }
  });
});
