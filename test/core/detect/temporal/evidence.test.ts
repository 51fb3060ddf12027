import { describe, expect, it } from 'vitest';
import {
  addEmptyTicks,
  addRatios,
  emptyRatios,
  evidenceCap,
  mixture,
  noEvidence,
} from '../../../../src/core/detect/temporal/evidence.ts';
import { likelihoodRatios } from '../../../../src/core/detect/temporal/likelihood-ratio.ts';
import { multipliers, weights } from '../../../../src/core/detect/temporal/multipliers.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { samplePoisson } from '../../../../src/core/stats/sample-poisson.ts';

function logRatios(count: number, mean: number, dispersion: number, independence = 1): number[] {
  const out = noEvidence();
  const common = likelihoodRatios(count, { mean, dispersion, independence }, out);
  return out.map((ratio) => Math.log(ratio) + common);
}

describe('the grid of multipliers', () => {
  it('rises and weighs one in all', () => {
    expect(multipliers.every((multiplier, i) => i === 0 || multiplier > multipliers[i - 1]!)).toBe(true);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });
});

describe('likelihoodRatios', () => {
  // scipy 1.10.1: nbinom.logpmf under λ·mean less nbinom.logpmf under mean, sizes mean·λ/(d−1) and mean/(d−1), same p.
  it.each([
    [
      0,
      0.5,
      2,
      [
        -0.1732867951, -0.5198603854, -1.0397207709, -1.9061547465, -3.4657359028, -5.8917510348, -10.7437812987,
        -21.8341361876,
      ],
    ],
    [
      4,
      0.5,
      2,
      [0.5506320441, 1.2584157335, 1.866399244, 2.3288571452, 2.3844119225, 1.6094889302, -1.1845401232, -9.6715557652],
    ],
    [
      55,
      3,
      1.5,
      [
        5.3476364913, 13.5094594871, 22.175920604, 31.528658334, 40.3012130614, 44.2069176514, 36.9965728008,
        -6.124946018,
      ],
    ],
  ] as const)(
    'of a count of %s with mean %s and dispersion %s agree with scipy',
    (count, mean, dispersion, expected) => {
      logRatios(count, mean, dispersion).forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 6);
      });
    },
  );

  it('are Poisson at dispersion 1: λ^x e^−(λ−1)m', () => {
    logRatios(3, 0.7, 1).forEach((value, i) => {
      const multiplier = multipliers[i]!;
      expect(value).toBeCloseTo(3 * Math.log(multiplier) - (multiplier - 1) * 0.7, 9);
    });
  });

  it('stay finite for floods', () => {
    const values = logRatios(1e6, 3, 1.3);
    expect(values.every((value) => Number.isFinite(value) || value === Number.NEGATIVE_INFINITY)).toBe(true);
    expect(values.at(-1)).toBeGreaterThan(1000);
  });

  it('are raised to the power of independence, small counts and large', () => {
    for (const count of [0, 4, 100]) {
      const full = logRatios(count, 2, 1.5);
      logRatios(count, 2, 1.5, 0.25).forEach((value, i) => {
        expect(value).toBeCloseTo(full[i]! / 4, 6);
      });
    }
  });
});

describe('the Shiryaev–Roberts recursion', () => {
  it('agrees with its definition', () => {
    // numpy and scipy 1.10.1: R ← (1 + R)·poisson.pmf(x, λ/2)/poisson.pmf(x, 1/2) over the counts 0, 1, 3, 0, 2; then the mean over λ.
    const statistics = noEvidence();
    const ratios = noEvidence();
    for (const count of [0, 1, 3, 0, 2]) {
      likelihoodRatios(count, { mean: 0.5, dispersion: 1, independence: 1 }, ratios);
      addRatios(statistics, ratios);
    }
    expect(statistics[0]).toBeCloseTo(14.15787471747023, 9);
    expect(statistics[3]).toBeCloseTo(7.245125573743703, 9);
    expect(mixture(statistics)).toBeCloseTo(10.379998948197366, 9);
  });

  it('takes empty ticks at once as it takes them one by one', () => {
    const ratios = noEvidence();
    emptyRatios({ mean: 0.03, dispersion: 1.4, independence: 1 }, ratios);
    const single = noEvidence();
    for (let i = 0; i < 200; i++) addEmptyTicks(single, 1, ratios);
    const together = noEvidence();
    addEmptyTicks(together, 120, ratios);
    addEmptyTicks(together, 80, ratios);
    together.forEach((value, i) => {
      expect(value / single[i]!).toBeCloseTo(1, 10);
    });
  });

  it('grows by one a tick on average while nothing happens', () => {
    // 4,000 runs of 20 ticks at a mean of 0.5; E[R] = 20. The variance is the test's own, five standard errors wide.
    const random = seededRandom(20260105);
    const ratios = noEvidence();
    const ends: number[] = [];
    for (let run = 0; run < 4000; run++) {
      let statistic = 0;
      for (let tick = 0; tick < 20; tick++) {
        likelihoodRatios(samplePoisson(0.5, random), { mean: 0.5, dispersion: 1, independence: 1 }, ratios);
        statistic = (1 + statistic) * ratios[0]!;
      }
      ends.push(statistic);
    }
    const mean = ends.reduce((sum, end) => sum + end, 0) / ends.length;
    const deviation = Math.sqrt(ends.reduce((sum, end) => sum + (end - mean) ** 2, 0) / ends.length);
    expect(Math.abs(mean - 20)).toBeLessThan((5 * deviation) / Math.sqrt(ends.length));
  });

  it('is bounded, and keeps the shares when it is', () => {
    const ratios = noEvidence();
    const statistics = noEvidence();
    for (let i = 0; i < 50; i++) {
      const common = likelihoodRatios(500, { mean: 10, dispersion: 2, independence: 1 }, ratios);
      addRatios(statistics, ratios, common);
    }
    expect(mixture(statistics) / evidenceCap).toBeCloseTo(1, 6);
    expect(statistics.indexOf(Math.max(...statistics))).toBeGreaterThanOrEqual(multipliers.indexOf(32));
  });
});
