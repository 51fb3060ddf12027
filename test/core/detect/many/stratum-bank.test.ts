import { describe, expect, it } from 'vitest';
import { followCalm } from '../../../../src/core/detect/many/small-recovery.ts';
import {
  type BrandMoment,
  carefulRate,
  createStratumBank,
  forgetStratum,
  openStratum,
  seeStratum,
  stratumInterval,
  stratumRate,
} from '../../../../src/core/detect/many/stratum-bank.ts';
import { addRatios, mixture, noEvidence } from '../../../../src/core/detect/temporal/evidence.ts';
import { likelihoodRatios } from '../../../../src/core/detect/temporal/likelihood-ratio.ts';
import { overshoot } from '../../../../src/core/detect/temporal/overshoot.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { samplePoisson } from '../../../../src/core/stats/sample-poisson.ts';

/** A brand of which every minute expects the same: its clock is the minute. */
const at = (minute: number, dispersion = 1): BrandMoment => ({
  minute,
  clock: minute,
  shape: 1,
  dispersion,
  wander: 0,
});

describe('a bank of strata', () => {
  it('gathers what the plain recursion gathers, minute by minute', () => {
    // So strong a prior that nothing is learned.
    const prior = { perMinute: 0.01, strength: 1e12 };
    const bank = createStratumBank(3);
    const plain = noEvidence();
    const ratios = noEvidence();
    const counts = new Map([
      [0, 1],
      [40, 1],
      [41, 2],
      [300, 1],
      [302, 3],
      [303, 1],
    ]);
    for (let minute = 0; minute <= 320; minute++) {
      const count = counts.get(minute) ?? 0;
      likelihoodRatios(count, { mean: 0.01, dispersion: 1.4, independence: 1 }, ratios);
      addRatios(plain, ratios);
      if (minute === 0) plain.splice(0, plain.length, ...ratios);
      if (count > 0) seeStratum(bank, 1, { count, now: at(minute, 1.4), prior });
    }
    const interval = stratumInterval(bank, 1, { now: at(320, 1.4), prior });
    expect(interval / (mixture(plain) * overshoot(0.01, 1.4))).toBeCloseTo(1, 2);
    expect(stratumInterval(bank, 0, { now: at(320), prior })).toBe(0);
  });

  it('learns its rate from its own arrivals, and not from an outage', () => {
    const prior = { perMinute: 0.2, strength: 1_440 };
    const bank = createStratumBank(2);
    const random = seededRandom(5);
    const days = 40;
    for (let minute = 0; minute < days * 1440; minute++) {
      const count = samplePoisson(0.02, random);
      if (count > 0) seeStratum(bank, 0, { count, now: at(minute), prior });
    }
    expect(stratumRate(bank, 0, prior) / 0.02).toBeGreaterThan(0.8);
    expect(stratumRate(bank, 0, prior) / 0.02).toBeLessThan(1.6);
    const before = stratumRate(bank, 0, prior);
    let found = -1;
    for (let minute = days * 1440; minute < days * 1440 + 240; minute++) {
      const count = samplePoisson(0.4, random);
      if (count === 0) continue;
      seeStratum(bank, 0, { count, now: at(minute), prior });
      if (found < 0 && stratumInterval(bank, 0, { now: at(minute), prior }) > 43_200) found = minute - days * 1440;
    }
    expect(found).toBeGreaterThanOrEqual(0);
    expect(found).toBeLessThan(40);
    expect(stratumRate(bank, 0, prior) / before).toBeLessThan(1.5);
    forgetStratum(bank, 0);
    expect(stratumInterval(bank, 0, { now: at(days * 1440 + 240), prior })).toBeLessThan(500);
  });

  it('keeps its budget in calm, also where the clock of the brand runs fast by day and slow by night', () => {
    // 40 strata, 60 days each: 80 months of 30 days, half of them to learn.
    const prior = { perMinute: 0.01, strength: 1_440 };
    const bank = createStratumBank(40);
    const random = seededRandom(8);
    const quiet = new Array<number>(40).fill(30 * 1440);
    let clock = 0;
    let alarms = 0;
    for (let minute = 0; minute < 60 * 1440; minute++) {
      const shape = 1 + 0.8 * Math.sin((2 * Math.PI * minute) / 1440);
      clock += shape;
      const now = { minute, clock, shape, dispersion: 1, wander: 0 };
      for (let i = 0; i < 40; i++) {
        if (random() >= 0.01 * (1 + i / 20) * shape) continue;
        seeStratum(bank, i, { count: 1, now, prior });
        if (minute < quiet[i]! || stratumInterval(bank, i, { now, prior }) < 43_200) continue;
        alarms += 1;
        quiet[i] = minute + 240;
      }
    }
    expect(alarms).toBeGreaterThan(14);
    expect(alarms).toBeLessThan(54);
  });

  it('takes no minute twice', () => {
    const bank = createStratumBank(1);
    const prior = { perMinute: 0.01, strength: 60 };
    seeStratum(bank, 0, { count: 1, now: at(7), prior });
    expect(() => seeStratum(bank, 0, { count: 1, now: at(7), prior })).toThrow(/has been seen already/);
  });

  it('learns 2 reports after 2,000 silent minutes: golden numbers', () => {
    // numpy 1.24.2, from the definition: exposure 43,200·(1 − e^(−t ÷ 43,200)), reports cut off at three standard deviations.
    const bank = createStratumBank(1);
    const prior = { perMinute: 0.002, strength: 1_440 };
    const now = (minute: number) => ({ ...at(minute, 1.6), clock: minute + 1, wander: 0.03 });
    openStratum(bank, 0, 2_000);
    seeStratum(bank, 0, { count: 2, now: now(2_000), prior });
    seeStratum(bank, 0, { count: 1, now: now(2_101), prior });
    expect(stratumRate(bank, 0, prior) / 0.0013979419480436952).toBeCloseTo(1, 6);
    expect(carefulRate(bank, 0, { prior, now: now(2_101) }) / 0.0022342207478848295).toBeCloseTo(1, 6);
  });

  it('is calm again by Poisson likelihoods of the usual rate against half the height: a golden number', () => {
    // scipy 1.10.1: Q ← (1 + Q)·poisson.pmf(x, 0.1) ÷ poisson.pmf(x, 1) over the counts 3, 0, 0, 1, 0.
    const course = [3, 0, 0, 1, 0].reduce((q, count) => followCalm(q, count, { usual: 0.1, height: 2 }), 0);
    expect(course).toBeCloseTo(8.22136618758338, 10);
  });
});
