import { describe, expect, it } from 'vitest';
import { budgetShare } from '../../../../src/core/detect/watch/alarm-budget.ts';
import { excessShare } from '../../../../src/core/detect/watch/excess-share.ts';
import {
  beginRecoveryTest,
  followRecoveryTest,
  hasRecovered,
  recoveryMinutes,
} from '../../../../src/core/detect/watch/recovery-test.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { samplePoisson } from '../../../../src/core/stats/sample-poisson.ts';
import { symptomIds } from '../../../../src/core/words/symptom.ts';

describe('budgetShare', () => {
  it('spends no more than the whole budget over all series of a brand', () => {
    const symptoms = symptomIds.reduce((sum, id) => sum + budgetShare(id, '*'), 0);
    const states = 51 * budgetShare('*', 'US-TX');
    expect(budgetShare('*', '*')).toBe(0.5);
    expect(symptoms).toBeCloseTo(0.3, 10);
    expect(states).toBeCloseTo(0.01, 10);
    expect(budgetShare('*', '*') + symptoms + states).toBeLessThanOrEqual(1);
  });
});

describe('excessShare', () => {
  const share = (reports: number, mentions: number) =>
    excessShare({ observed: reports, expected: 2 }, { observed: mentions, expected: 20 });

  it('is the part of the rise in mentions that reports make up', () => {
    expect(share(12, 40)).toBeCloseTo(0.5, 12);
    expect(share(3, 120)).toBeCloseTo(0.01, 12);
  });

  it('is 1 when reports rose and the mentions did not', () => {
    expect(share(12, 20)).toBe(1);
    expect(share(12, 5)).toBe(1);
  });

  it('is 0 without more reports than usual', () => {
    expect(share(2, 200)).toBe(0);
    expect(share(0, 0)).toBe(0);
  });
});

/** Minutes until recovery, at most `limit`. */
function minutesUntilRecovered(rate: (minute: number) => number, { expected = 0.1, limit = 500, seed = 1 } = {}) {
  const random = seededRandom(seed);
  const test = beginRecoveryTest();
  for (let minute = 0; minute < limit; minute++) {
    followRecoveryTest(test, samplePoisson(rate(minute), random), expected);
    if (hasRecovered(test)) return minute;
  }
  return limit;
}

describe('followRecoveryTest', () => {
  it('finds the end of an outage within minutes (50 runs, seeds 1 to 50)', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const minute = minutesUntilRecovered((at) => (at < 60 ? 4 : 0.1), { seed });
      expect(minute).toBeGreaterThanOrEqual(60);
      expect(minute).toBeLessThan(90);
    }
  });

  it('does not call an outage over that goes on at its height (50 runs of 500 minutes, seeds 1 to 50)', () => {
    let early = 0;
    for (let seed = 1; seed <= 50; seed++) if (minutesUntilRecovered(() => 3, { seed }) < 500) early++;
    // Once in recoveryMinutes at most: of 50 runs of 500 minutes 1 − exp(−500 / 600) would be 28; a high outage gives none.
    expect(recoveryMinutes).toBe(600);
    expect(early).toBe(0);
  });

  it('keeps its false recoveries to the stated mean for an outage just above the usual rate (seeds 1 to 60)', () => {
    const waits = Array.from({ length: 60 }, (_, index) =>
      minutesUntilRecovered(() => 0.4, { expected: 0.1, limit: 3_000, seed: index + 1 }),
    );
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    expect(mean).toBeGreaterThan(200);
  });

  it('takes talk that dies away slowly for the end', () => {
    const minute = minutesUntilRecovered((at) => (at < 90 ? 6 : 0.3), { seed: 3 });
    expect(minute).toBeGreaterThanOrEqual(90);
    expect(minute).toBeLessThan(120);
  });

  it('is plain data that goes on from where it was saved', () => {
    const one = beginRecoveryTest();
    for (let minute = 0; minute < 30; minute++) followRecoveryTest(one, minute % 3, 0.2);
    const other = JSON.parse(JSON.stringify(one)) as typeof one;
    followRecoveryTest(one, 2, 0.2);
    followRecoveryTest(other, 2, 0.2);
    expect(other).toEqual(one);
  });
});
