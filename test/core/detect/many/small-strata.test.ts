import { describe, expect, it } from 'vitest';
import { followCalm, isCalmAgain } from '../../../../src/core/detect/many/small-recovery.ts';
import { saveSmallStrata } from '../../../../src/core/detect/many/small-strata.ts';
import { seriesOfKey } from '../../../../src/core/detect/watch/series-key.ts';
import {
  cloneSeriesSet,
  createSeriesSet,
  evidenceOf,
  explanationOf,
  forgetEvidence,
  restoreSeriesSet,
  type SeriesCount,
  saveSeriesSet,
  seeMinute,
  smallKeys,
  smallRates,
} from '../../../../src/core/detect/watch/series-set.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { samplePoisson } from '../../../../src/core/stats/sample-poisson.ts';

const priors = {
  mentionsPerMinute: 8,
  reportShare: 0.05,
  symptomShare: 0.1,
  surfaceShare: 0.1,
  areaShares: { 'US-TX': 0.09 },
};
const start = 29_459_520;
const key = 'login|US-TX';
const outageFrom = 4 * 1_440;

/** A brand with reports in the whole, of login, of Texas, and hardly any of login in Texas, until that breaks. */
function countsAt(minute: number, random: () => number): SeriesCount[] {
  const rates: [string, string, number][] = [
    ['*', '*', 0.4],
    ['login', '*', 0.1],
    ['*', 'US-TX', 0.05],
    ['login', 'US-TX', minute >= outageFrom ? 0.4 : 0.002],
  ];
  return rates
    .map(([symptom, area, rate]) => ({ symptom, surface: '*', area, observed: samplePoisson(rate, random) }))
    .filter(({ observed }) => observed > 0);
}

function watched(minutes: number, exposureAt = (_minute: number) => 1) {
  const random = seededRandom(8);
  const set = createSeriesSet(priors, start);
  for (let minute = 0; minute < minutes; minute++) {
    const counts = countsAt(minute, random);
    const exposure = exposureAt(minute);
    seeMinute(set, start + minute, { counts: exposure > 0 ? counts : [], exposure });
  }
  return { set, random };
}

describe('a symptom in one state', () => {
  it('is kept in the bank, not as a series, and only once something came', () => {
    const { set } = watched(outageFrom);
    expect([...set.series.keys()]).not.toContain(key);
    expect(smallKeys(set)).toEqual([key]);
    expect(evidenceOf(set, 'login|US-OK')).toBe(0);
  });

  it('learns from the first day, in which symptom and state aren’t known yet, and judges after it', () => {
    const one = createSeriesSet(priors, start);
    const see = (minute: number, observed: number) => {
      const counts = ['*|*', 'login|*', '*|US-TX', key].map((name) => ({ ...seriesOfKey(name), observed }));
      seeMinute(one, start + minute, { counts: observed > 0 ? counts : [], exposure: 1 });
    };
    // Everything that comes is of log-ins in Texas, many times what both apart let expect.
    for (let minute = 0; minute < 1_400; minute++) see(minute, Number(minute % 4 === 0));
    expect(evidenceOf(one, key)).toBeLessThan(10);
    expect(smallRates(one, key)!.usual).toBeGreaterThan(0.2);
    for (let minute = 1_400; minute < 3_000; minute++) see(minute, Number(minute % 4 === 0));
    expect(evidenceOf(one, key)).toBeLessThan(100);
    for (let minute = 3_000; minute < 3_030; minute++) see(minute, 3);
    expect(evidenceOf(one, key)).toBeGreaterThan(1e6);
  });

  it('is expected to bring little where symptom and state seldom meet', () => {
    const { set } = watched(outageFrom);
    const { usual } = smallRates(set, key)!;
    expect(usual).toBeGreaterThan(0.0005);
    expect(usual).toBeLessThan(0.012);
  });

  it('gathers evidence for as long as budgets of years need, and says what it is made of', () => {
    const { set } = watched(outageFrom + 40);
    const evidence = evidenceOf(set, key);
    expect(evidence).toBeGreaterThan(3e10);
    const told = explanationOf(set, key, 5)!;
    expect(told.recurrenceIntervalMinutes).toBeCloseTo(evidence, 0);
    expect(told.evidence.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(told).toMatchObject({ observed: 5, local: 1, onset: null });
    forgetEvidence(set, key);
    expect(evidenceOf(set, key)).toBeLessThan(10);
  });

  it('goes on after a copy or a restart as if nothing had been', () => {
    const { set, random } = watched(outageFrom + 5);
    const copy = cloneSeriesSet(set);
    const restored = restoreSeriesSet(JSON.parse(JSON.stringify(saveSeriesSet(set))), priors);
    const before = JSON.stringify(saveSmallStrata(copy.small));
    for (let minute = outageFrom + 5; minute < outageFrom + 60; minute++) {
      const counts = countsAt(minute, random);
      for (const one of [set, restored]) seeMinute(one, start + minute, { counts, exposure: 1 });
    }
    expect(evidenceOf(restored, key)).toBe(evidenceOf(set, key));
    expect(JSON.stringify(saveSmallStrata(copy.small))).toBe(before);
  });

  it('lets its clock stand still in a gap', () => {
    const gap = watched(3_000, (minute) => (minute >= 2_000 && minute < 2_500 ? 0 : 1));
    const whole = watched(3_000);
    const shaped = whole.set.small.clock - gap.set.small.clock;
    expect(shaped).toBeGreaterThan(300);
    expect(shaped).toBeLessThan(700);
  });
});

describe('the end of an outage in a small stratum', () => {
  const rates = { usual: 0.002, height: 0.4 };
  const minutesToCalm = (height: number, count: number) => {
    let statistic = 0;
    for (let minute = 1; minute <= 600; minute++) {
      statistic = followCalm(statistic, minute % 10 === 0 ? count : 0, { ...rates, height });
      if (isCalmAgain(statistic)) return minute;
    }
    return Number.POSITIVE_INFINITY;
  };

  it('is Q ← (1 + Q)·e^(half − usual)·(usual ÷ half)^count', () => {
    expect(followCalm(3, 1, rates)).toBeCloseTo(4 * Math.exp(0.2 - 0.002) * (0.002 / 0.2), 12);
    expect(followCalm(3, 0, { usual: 0, height: 1 })).toBe(3);
  });

  it('is seen the sooner the higher it was, and not while half of it lasts', () => {
    expect(minutesToCalm(2, 0)).toBeLessThan(minutesToCalm(0.4, 0));
    expect(minutesToCalm(0.4, 0)).toBeLessThan(60);
    expect(minutesToCalm(0.4, 2)).toBe(Number.POSITIVE_INFINITY);
  });
});
