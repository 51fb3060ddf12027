import { describe, expect, it } from 'vitest';
import {
  advanceTo,
  cloneDetector,
  createDetector,
  type DetectorState,
  expectation,
  expectationOver,
  explain,
  nextMinute,
  onset,
  recovered,
  recovery,
  recurrenceIntervalMinutes,
  restoreDetector,
  saveDetector,
  step,
} from '../../../../src/core/detect/temporal/detector.ts';
import { emptyRatios, noEvidence } from '../../../../src/core/detect/temporal/evidence.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { samplePoisson } from '../../../../src/core/stats/sample-poisson.ts';

const month = 43_200;
const start = 29_459_520;
const prior = { meanPerMinute: 1, strength: 1 };

interface Run {
  rate(minute: number): number;
  days: number;
  seed: number;
  bin?: number;
}

/** Poisson counts of a rate, seen by a detector; `look` after every minute. */
function watch(run: Run, look?: (state: DetectorState, minute: number, score: number) => void): DetectorState {
  const bin = run.bin ?? 1;
  const random = seededRandom(run.seed);
  const state = createDetector(prior, start, bin);
  for (let minute = 0; minute < run.days * 1440; minute += bin) {
    step(state, start + minute, samplePoisson(bin * run.rate(minute), random));
    look?.(state, minute, recurrenceIntervalMinutes(state));
  }
  return state;
}

const steady = (rate: number) => () => rate;
const daily = (rate: number) => (minute: number) => rate * (1 + 0.7 * Math.sin((2 * Math.PI * minute) / 1440));

describe('an outage', () => {
  const from = 9 * 1440 + 600;
  const outage = (rate: number, multiplier: number, minutes: number) => (minute: number) =>
    daily(rate)(minute) * (minute >= from && minute < from + minutes ? multiplier : 1);

  it.each([
    [0.05, 20, 60, 20],
    [0.5, 8, 60, 12],
    [2, 5, 60, 10],
    [20, 3, 60, 4],
  ])(
    'at %s a minute, ×%s for %s minutes, is found within %s minutes and then closed',
    (rate, multiplier, minutes, within) => {
      let found = -1;
      let closed = -1;
      watch({ rate: outage(rate, multiplier, minutes), days: 10, seed: 7 }, (state, minute, score) => {
        if (minute >= from && found < 0 && score >= month) found = minute + 1 - from;
        if (minute >= from + minutes && closed < 0 && recovered(state)) closed = minute - from - minutes;
      });
      expect(found).toBeGreaterThan(0);
      expect(found).toBeLessThanOrEqual(within);
      expect(closed).toBeLessThan(240);
    },
  );

  it('has its onset estimated apart from its detection', () => {
    const state = createDetector(prior, start);
    const random = seededRandom(3);
    for (let minute = 0; minute < from; minute++)
      step(state, start + minute, samplePoisson(daily(0.5)(minute), random));
    let minute = from;
    while (recurrenceIntervalMinutes(state) < month) {
      step(state, start + minute, samplePoisson(4 * daily(0.5)(minute), random));
      minute++;
    }
    const estimate = onset(state, start + minute - 1)!;
    expect(minute - from).toBeGreaterThan(3);
    expect(estimate.low).toBeLessThanOrEqual(start + from + 2);
    expect(estimate.high).toBeGreaterThanOrEqual(start + from - 2);
    expect(Math.abs(estimate.minute - start - from)).toBeLessThanOrEqual(6);
    expect(estimate.high - estimate.low).toBeLessThan(40);
  });

  it('doesn’t teach the baseline', () => {
    const calm = watch({ rate: daily(2), days: 11, seed: 5 });
    const hit = watch({ rate: outage(2, 10, 180), days: 11, seed: 5 });
    const at = start + 11 * 1440 + 600;
    expect(expectation(hit, at).mean / expectation(calm, at).mean).toBeLessThan(1.15);
  });

  it('that never ends becomes normal after a day', () => {
    const state = watch({ rate: (minute) => (minute < from ? 2 : 8), days: 14, seed: 6 });
    expect(recurrenceIntervalMinutes(state)).toBeLessThan(month);
    expect(expectation(state, start + 14 * 1440).mean).toBeGreaterThan(6);
  });
});

describe('a calm series', () => {
  it.each([
    ['sparse', steady(0.02), 21],
    ['daily', daily(0.5), 22],
    ['busy', daily(20), 23],
    [
      'steep: office hours begin with a step',
      (minute: number) => (minute % 1440 >= 540 && minute % 1440 < 1020 ? 8 : 1),
      24,
    ],
  ])('%s, keeps the budget of a month once its weeks are known', (_, rate, seed) => {
    // Eight months of it, in eight series: 8 alarms are expected at most; more than 14 have a probability of 2 %.
    let alarms = 0;
    for (let series = 0; series < 8; series++) {
      let last = Number.NEGATIVE_INFINITY;
      watch({ rate, days: 46, seed: 100 * seed + series, bin: 5 }, (_state, minute, score) => {
        if (score < month || minute < 16 * 1440 || minute - last < 240) return;
        last = minute;
        alarms++;
      });
    }
    expect(alarms).toBeLessThanOrEqual(14);
  });

  it('is known better and better: learning falls from 1', () => {
    const learning: number[] = [];
    watch({ rate: daily(2), days: 15, seed: 8 }, (state, minute) => {
      if ([0, 1439, 15 * 1440 - 1].includes(minute)) learning.push(expectation(state, start + minute).learning);
    });
    expect(learning[0]).toBe(1);
    expect(learning[1]).toBeLessThan(0.7);
    expect(learning[2]).toBeLessThan(0.12);
  });

  it('is not judged in the first half hour, whatever comes', () => {
    const state = createDetector({ meanPerMinute: 0.1, strength: 600 }, start);
    for (let minute = 0; minute < 30; minute++) step(state, start + minute, 10);
    expect(recurrenceIntervalMinutes(state)).toBe(0);
  });

  it('is expected as it has been, hour by hour', () => {
    const state = watch({ rate: daily(2), days: 22, seed: 9 });
    const day = start + 22 * 1440;
    for (const hour of [3, 9, 15, 21]) {
      const { mean, lower, upper } = expectationOver(state, day + 60 * hour, 60);
      const truth = Array.from({ length: 60 }, (_, i) => daily(2)(60 * hour + i)).reduce((a, b) => a + b);
      expect(Math.abs(mean / truth - 1)).toBeLessThan(0.2);
      expect(lower).toBeLessThan(truth);
      expect(upper).toBeGreaterThan(truth);
    }
  });
});

describe('what is known about a minute', () => {
  const known = () => watch({ rate: steady(1), days: 8, seed: 31 });
  const end = start + 8 * 1440;

  it('a gap is missing, not zero', () => {
    const state = known();
    const score = recurrenceIntervalMinutes(state);
    const mean = expectation(state, end + 600).mean;
    for (let minute = 0; minute < 180; minute++) step(state, end + minute, 0, { exposure: 0 });
    expect(recurrenceIntervalMinutes(state) / score).toBeCloseTo(1, 0);
    expect(expectation(state, end + 600).mean / mean).toBeCloseTo(1, 1);
  });

  it('half the sources make half the reports normal, a promotion twice as many', () => {
    const random = seededRandom(32);
    const half = known();
    const promotion = known();
    let highest = 0;
    for (let minute = 0; minute < 600; minute++) {
      step(half, end + minute, samplePoisson(0.5, random), { exposure: 0.5 });
      step(promotion, end + minute, samplePoisson(2, random), { calendar: 2 });
      highest = Math.max(highest, recurrenceIntervalMinutes(half), recurrenceIntervalMinutes(promotion));
    }
    expect(highest).toBeLessThan(month);
    for (const state of [half, promotion]) expect(expectation(state, end + 700).mean).toBeCloseTo(1, 0);
  });
});

describe('the state', () => {
  it('skips empty minutes as if they had been stepped through', () => {
    const counts = new Map([
      [100, 2],
      [101, 1],
      [700, 1],
      [2000, 3],
      [2001, 4],
      [2005, 2],
    ]);
    const skipping = createDetector(prior, start);
    const stepping = createDetector(prior, start);
    for (const [minute, count] of counts) step(skipping, start + minute, count);
    advanceTo(skipping, start + 3000);
    for (let minute = 0; minute < 3000; minute++) step(stepping, start + minute, counts.get(minute) ?? 0);
    expect(nextMinute(skipping)).toBe(nextMinute(stepping));
    expect(recurrenceIntervalMinutes(skipping) / recurrenceIntervalMinutes(stepping)).toBeCloseTo(1, 9);
    expect(skipping.baseline).toEqual(stepping.baseline);
  });

  it('comes back from JSON to the last bit, and a clone goes its own way', () => {
    const state = watch({ rate: daily(0.5), days: 3, seed: 41 });
    const back = restoreDetector(JSON.parse(JSON.stringify(saveDetector(state))));
    const clone = cloneDetector(state);
    const random = seededRandom(42);
    for (let minute = 3 * 1440; minute < 4 * 1440; minute++) {
      const count = samplePoisson(1, random);
      step(state, start + minute, count);
      step(back, start + minute, count);
    }
    expect(back).toEqual(state);
    expect(nextMinute(clone)).toBe(start + 3 * 1440);
  });

  it('of another version is refused', () => {
    expect(() => restoreDetector({ version: 'temporal@0' })).toThrow(RangeError);
    expect(() => restoreDetector(null)).toThrow(RangeError);
  });

  it('takes no minute twice and no nonsense', () => {
    const state = createDetector(prior, start);
    step(state, start, 1);
    expect(() => step(state, start, 1)).toThrow(/has been seen already/);
    expect(() => step(state, start + 1, -1)).toThrow(RangeError);
    expect(() => createDetector({ meanPerMinute: 0, strength: 1 }, start)).toThrow(RangeError);
    expect(() => createDetector(prior, start, 7)).toThrow(/1, 3, 5 or 15/);
  });

  it('doesn’t see the future: scores of the past are the same whatever comes', () => {
    const scores = (rate: Run['rate']) => {
      const list: number[] = [];
      watch({ rate, days: 4, seed: 51 }, (_state, minute, score) => {
        if (minute < 3 * 1440) list.push(score);
      });
      return list;
    };
    expect(scores((minute) => (minute < 3 * 1440 ? 1 : 30))).toEqual(scores(steady(1)));
  });

  it('moves with the clock by whole weeks', () => {
    const late = createDetector(prior, start + 10_080);
    const early = createDetector(prior, start);
    const random = seededRandom(61);
    for (let minute = 0; minute < 3000; minute++) {
      const count = samplePoisson(0.7, random);
      step(early, start + minute, count);
      step(late, start + 10_080 + minute, count);
      expect(recurrenceIntervalMinutes(late)).toBe(recurrenceIntervalMinutes(early));
    }
  });
});

describe('explain', () => {
  it('says what a score was made of', () => {
    const state = watch({ rate: (minute) => (minute < 8 * 1440 ? 1 : 6), days: 8.01, seed: 71 });
    const why = explain(state, nextMinute(state) - 1);
    expect(why.recurrenceIntervalMinutes).toBe(recurrenceIntervalMinutes(state));
    expect(why.evidence.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    const strongest = why.evidence.reduce((best, part) => (part.share > best.share ? part : best));
    expect(strongest.multiplier).toBeGreaterThan(3);
    expect(strongest.multiplier).toBeLessThan(12);
    expect(why.rate / (why.level * why.shape * why.local)).toBeCloseTo(1, 9);
    expect(why.onset?.minute).toBeGreaterThan(start + 8 * 1440 - 10);
    expect(why.recoveryIntervalMinutes).not.toBeNull();
    expect(recovery(state)).toMatchObject({ recovered: false });
    expect(JSON.parse(JSON.stringify(why))).toEqual(why);
  });

  it('tells the rate that evidence is held against: more, the less the rate is known', () => {
    const state = watch({ rate: steady(0.3), days: 3, seed: 12 });
    const { rate, carefulRate } = explain(state, start + 3 * 1440);
    const { current, baseline } = state;
    expect(carefulRate / rate).toBeCloseTo(1 + (3.5 * baseline.local.variance) / baseline.local.mean, 9);
    const empty = noEvidence();
    emptyRatios({ ...current, mean: carefulRate }, empty);
    expect(current.empty).toEqual(empty);
  });

  it('finds no onset where nothing began', () => {
    const state = watch({ rate: steady(1), days: 2, seed: 72 });
    const why = explain(state, nextMinute(state) - 1);
    expect(why.suspectedSince).toBeNull();
  });
});
