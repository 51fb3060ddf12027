import { describe, expect, it } from 'vitest';
import {
  allowedScore,
  noteScore,
  passTime,
  pastTail,
  uncalibrated,
} from '../../../../src/core/detect/temporal/calibration.ts';
import { learnGrowth, noGrowth } from '../../../../src/core/detect/temporal/growth.ts';
import { learnLevel, levelRate, unknownLevel } from '../../../../src/core/detect/temporal/level.ts';
import { likelihoodRatios } from '../../../../src/core/detect/temporal/likelihood-ratio.ts';
import { multipliers, weights } from '../../../../src/core/detect/temporal/multipliers.ts';
import { dispersionGrid, meanGrid, overshoot } from '../../../../src/core/detect/temporal/overshoot.ts';
import { settings } from '../../../../src/core/detect/temporal/settings.ts';
import { slotsPerDay } from '../../../../src/core/detect/temporal/time-of-week.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { sampleNegativeBinomial } from '../../../../src/core/stats/sample-negative-binomial.ts';

describe('overshoot', () => {
  /** Mean time until Σ w R first reaches a threshold, by plain simulation of the recursion under a known law. */
  function meanRun(mean: number, dispersion: number, { threshold, runs }: { threshold: number; runs: number }): number {
    const random = seededRandom(17);
    const ratios = multipliers.map(() => 1);
    let ticks = 0;
    for (let run = 0; run < runs; run++) {
      const statistics = multipliers.map(() => 0);
      for (let sum = 0; sum < threshold; ticks++) {
        likelihoodRatios(
          sampleNegativeBinomial(mean, dispersion, random),
          { mean, dispersion, independence: 1 },
          ratios,
        );
        sum = 0;
        for (let i = 0; i < ratios.length; i++) {
          statistics[i] = (1 + statistics[i]!) * ratios[i]!;
          sum += weights[i]! * statistics[i]!;
        }
      }
    }
    return ticks / runs;
  }

  it.each([
    [0.5, 1],
    [4, 3],
  ])('at mean %s and dispersion %s is what the plain recursion shows', (mean, dispersion) => {
    const threshold = 300;
    const ratio = meanRun(mean, dispersion, { threshold, runs: 300 }) / threshold;
    // 300 exponential times: the standard error is 6 %; the theory is a limit of high thresholds.
    expect(overshoot(mean, dispersion) / ratio).toBeGreaterThan(0.8);
    expect(overshoot(mean, dispersion) / ratio).toBeLessThan(1.25);
  });

  it('grows with the mean, shrinks with the dispersion, and holds beyond the table', () => {
    for (const dispersion of dispersionGrid)
      for (const mean of meanGrid.slice(3))
        expect(overshoot(2 * mean, dispersion)).toBeGreaterThanOrEqual(overshoot(mean, dispersion));
    expect(overshoot(8, 1)).toBeGreaterThan(overshoot(8, 4));
    expect(overshoot(1e-9, 1)).toBe(overshoot(2 ** -8, 1));
    expect(overshoot(1e9, 50)).toBe(overshoot(64, 10));
    expect(overshoot(3, 1.75)).toBeGreaterThan(overshoot(3, 2));
  });
});

describe('growth', () => {
  const days = 60;
  function grown(perDay: number, perSlot: number) {
    const growth = noGrowth();
    for (let slot = 0; slot < days * slotsPerDay; slot++) {
      const reports = perSlot * Math.exp((perDay * (slot - days * slotsPerDay)) / slotsPerDay);
      learnGrowth(growth, { reports, exposure: 15 }, { dispersion: 1 });
    }
    return growth;
  }

  it('is found where reports are many, and not believed where they are few', () => {
    expect(grown(0.014, 30).rate * slotsPerDay).toBeCloseTo(0.014, 2);
    expect(grown(0, 30).rate).toBeCloseTo(0, 6);
    expect(grown(-0.01, 30).rate * slotsPerDay).toBeLessThan(-0.007);
    expect(Math.abs(grown(0.014, 0.002).rate * slotsPerDay)).toBeLessThan(0.003);
  });

  it('doesn’t depend on the unit of exposure', () => {
    const fine = noGrowth();
    const coarse = noGrowth();
    for (let slot = 0; slot < 500; slot++) {
      const reports = 5 + (slot % 7);
      learnGrowth(fine, { reports, exposure: 15 }, { dispersion: 2 });
      learnGrowth(coarse, { reports, exposure: 3 }, { dispersion: 2 });
    }
    expect(coarse.rate).toBeCloseTo(fine.rate, 12);
    expect(coarse.variance).toBeCloseTo(fine.variance, 12);
  });

  it('carries the level to now: without it a rate that doubles in seven weeks is expected a seventh too low', () => {
    const level = unknownLevel();
    for (let slot = 0; slot < 49 * slotsPerDay; slot++)
      learnLevel(level, { reports: 30 * 2 ** (slot / (49 * slotsPerDay)), exposure: 15 }, { dispersion: 1 });
    const prior = { meanPerMinute: 1, strength: 1 };
    expect(levelRate(level, prior, 1) / 4).toBeCloseTo(1, 1);
    expect(levelRate({ ...level, growth: noGrowth() }, prior, 1) / 4).toBeLessThan(0.9);
  });
});

describe('the score’s promise put to the test', () => {
  const bin = 1;
  const { trialMinutes, outageMinutes } = settings;
  const far = trialMinutes * Math.sqrt(outageMinutes / trialMinutes);
  const everyMinutes = trialMinutes + settings.trialQuietMinutes;

  /** Passes as chance brings them, one in `everyMinutes`; of those that pass the trial, `on(i)` says how far the i-th goes. */
  function watched(passes: number, on: (i: number) => number) {
    const calibration = uncalibrated();
    for (let i = 0; i < passes; i++) {
      passTime(calibration, everyMinutes);
      noteScore(calibration, on(i), { tick: i * everyMinutes, bin });
    }
    return calibration;
  }
  /** A Pareto tail with this power, at evenly spread ranks. */
  const tail = (power: number) => (i: number) => trialMinutes * (1 - (i % 50) / 50 - 0.01) ** (-1 / power);

  it('is kept without data and when passes come and thin out as promised', () => {
    expect(pastTail(uncalibrated())).toEqual({ excess: 1, power: 1 });
    const { excess, power } = pastTail(watched(200, tail(1)));
    expect(excess).toBeCloseTo(1, 1);
    expect(power).toBeCloseTo(1, 0);
  });

  it('is taken back where passes come twice as often, and raised where they never come', () => {
    const often = uncalibrated();
    const never = uncalibrated();
    for (let i = 0; i < 80; i++) {
      passTime(often, everyMinutes / 2);
      passTime(never, everyMinutes / 2);
      noteScore(often, tail(1)(i), { tick: (i * everyMinutes) / 2, bin });
    }
    expect(pastTail(often).excess).toBeGreaterThan(1.5);
    expect(pastTail(never).excess).toBeLessThan(0.5);
  });

  it('is taken back more and more with the score where passes thin out too slowly, as far as a year', () => {
    const heavy = pastTail(watched(200, tail(0.6)));
    expect(heavy.power).toBeLessThan(0.85);
    expect(heavy.power).toBeGreaterThanOrEqual(0.6);
    expect(pastTail(watched(200, tail(1.6))).power).toBeGreaterThan(1.1);
    const lost = (score: number) => score / allowedScore(score, heavy);
    expect(lost(100)).toBeCloseTo(heavy.excess, 12);
    expect(lost(43_200)).toBeGreaterThan(1.5 * lost(1_440));
    expect(lost(1e9)).toBeCloseTo(lost(525_600), 9);
  });

  it('leaves no gap where the tail begins, and keeps the order of scores', () => {
    const past = { excess: 1.3, power: 0.6 };
    expect(allowedScore(trialMinutes * (1 + 1e-9), past)).toBeCloseTo(allowedScore(trialMinutes, past), 3);
    for (let score = 1; score < 1e9; score *= 1.5)
      expect(allowedScore(score * 1.5, past)).toBeGreaterThan(allowedScore(score, past));
  });

  it('counts what belongs together once, and an outage not at all', () => {
    const calibration = uncalibrated();
    passTime(calibration, 10 * trialMinutes);
    const calm = pastTail(calibration);
    const course = [trialMinutes, trialMinutes, far, far, outageMinutes];
    for (let tick = 0; tick < 900; tick++) noteScore(calibration, course[tick] ?? 1e8, { tick, bin });
    expect([calibration.near, calibration.far]).toEqual([0, 0]);
    expect(pastTail(calibration)).toEqual(calm);
  });
});
