import { describe, expect, it } from 'vitest';
import { dispersionOf, learnDispersion, unknownDispersion } from '../../../../src/core/detect/temporal/dispersion.ts';
import { driftHours, driftOf, learnDrift, unknownDrift } from '../../../../src/core/detect/temporal/drift.ts';
import { learnGrowth, noGrowth } from '../../../../src/core/detect/temporal/growth.ts';
import { followLocalRate } from '../../../../src/core/detect/temporal/local-rate.ts';
import { emptyTrail, estimateOnset, noteArrival, onsetOfCounts } from '../../../../src/core/detect/temporal/onset.ts';
import { followRecovery } from '../../../../src/core/detect/temporal/recovery.ts';

// Birthplace of all numbers: numpy 2.4.6 and scipy 1.17.1, each estimator written down from its definition, without recursions.
describe('golden numbers', () => {
  it('growth: ages weighed by e^(−age ÷ 25 days), 300 slots of 5 + (i mod 7) + i ÷ 100 reports', () => {
    const growth = noGrowth();
    for (let i = 0; i < 300; i++)
      learnGrowth(growth, { reports: 5 + (i % 7) + 0.01 * i, exposure: 15 }, { dispersion: 1.7 });
    expect(growth.rate / 6.422830254153232e-5).toBeCloseTo(1, 8);
    expect(growth.variance / 5.00210984816726e-9).toBeCloseTo(1, 8);
  });

  it('dispersion: von Neumann’s ratio of seven slots, shrunk to 1.5 by 300 reports', () => {
    const sums = unknownDispersion();
    const expected = [30, 31, 30, 32, 31, 30, 32];
    [30, 45, 18, 44, 20, 41, 25].forEach((observed, i) => {
      learnDispersion(sums, { observed, expected: expected[i]!, tickSquares: 0, reports: observed, ticks: 15 });
    });
    expect(dispersionOf(sums)).toBeCloseTo(4.827237651163086, 9);
  });

  it('local rate: three steps of the gamma filter with memory 6 hours, wander 0.05, dispersion 1.6', () => {
    const local = { mean: 1, variance: 0.04 };
    for (const [reports, expected] of [
      [30, 20],
      [28, 20],
      [22, 20],
    ] as const)
      followLocalRate(local, { reports, expected }, { wander: 0.05, hours: 6, dispersion: 1.6 });
    expect(local.mean).toBeCloseTo(1.189745428256194, 12);
    expect(local.variance).toBeCloseTo(0.02106835651815689, 12);
  });

  it('drift: covariances of sixty slots a lag apart, and the memory from how they fall (numpy 1.24.2)', () => {
    const drift = unknownDrift();
    for (let i = 0; i < 60; i++) {
      const residual = 6 * Math.sin(i / 12) + ((i * 7) % 5) - 2;
      const expected = 20 + 3 * Math.cos(i / 7);
      learnDrift(drift, { residual, expected }, { dispersion: 1.4, ignorance: 0.004 });
    }
    expect(driftOf(drift)).toBeCloseTo(0.036997269432308966, 12);
    expect(driftHours(drift)).toBeCloseTo(4.969377015323745, 9);
  });

  it('onset: the posterior over twelve minutes, from products of scipy’s nbinom.pmf', () => {
    const counts = [0, 1, 0, 0, 0, 0, 2, 1, 0, 3, 2, 1];
    const trail = { ...emptyTrail(), slots: [0.2, 1.5, 1] };
    counts.forEach((count, i) => {
      if (count > 0) noteArrival(trail, { tick: 900 + i, count, bin: 1 });
    });
    const state = { tick: 912, trail, current: { index: 60 }, bin: 1, watchedFrom: -1 };
    expect(estimateOnset(state, 911)).toEqual({ minute: 906, low: 900, high: 910 });
    const rows = counts.map((observed, i) => ({ minute: 900 + i, observed }));
    expect(onsetOfCounts(rows, { minute: 911, from: -1, mean: 0.2, dispersion: 1.5 })).toEqual(
      estimateOnset({ ...state, trail: { ...state.trail, slots: Array(100).fill([0.2, 1.5, 1]).flat() } }, 911),
    );
  });

  it('recovery: Q ← (1 + Q)·Σ s ÷ Σ s·L over the multipliers from 2 on', () => {
    const statistics = [9, 4, 3, 2, 1, 0, 0, 0];
    const ratios = [9, 0.5, 0.25, 0.2, 0.1, 1, 1, 1];
    expect(followRecovery(3, statistics, ratios)).toBeCloseTo((4 * 10) / (4 * 0.5 + 3 * 0.25 + 2 * 0.2 + 0.1), 12);
  });
});
