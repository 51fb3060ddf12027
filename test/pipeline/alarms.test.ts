import { describe, expect, it } from 'vitest';
import { keyOf, seriesOfKey } from '../../src/core/detect/watch/series-key.ts';
import { createSeriesSet, seeMinute } from '../../src/core/detect/watch/series-set.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';
import { type AlarmedWatch, endsAsNormal, judgeAlarms, releaseAlarms } from '../../src/pipeline/alarms.ts';
import { brandPack } from '../support/fake-service.ts';

const start = 29_459_520;
const from = 2 * 1_440;
const to = from + 60;
const yearMinutes = 525_600;

interface Course {
  raised: Record<string, number>;
  released: Record<string, number>;
  /** How often the brand's own was raised. */
  times: number;
}

/** Minutes after the start in which the alarms of each series were raised and let go last. */
function course(budgetMinutes: number, rateAt: (minute: number, key: string) => number, seed = 3): Course {
  const random = seededRandom(seed);
  const priors = {
    mentionsPerMinute: 20 * rateAt(0, '*|*'),
    reportShare: 0.05,
    ...{ symptomShare: 0.1, surfaceShare: 0.1 },
    areaShares: { 'US-TX': 0.09 },
  };
  const watch: AlarmedWatch = {
    ...{ pack: brandPack(), live: createSeriesSet(priors, start), alarms: new Map() },
    ...{ alarmedSince: null, quietSince: null, forgotten: [], togetherMinutes: 0 },
  };
  const told: Course = { raised: {}, released: {}, times: 0 };
  for (let minute = 0; minute < to + 600; minute++) {
    const counts = ['*|*', 'login|*', '*|US-TX', 'login|US-TX'].flatMap((key) => {
      const observed = samplePoisson(rateAt(minute, key), random);
      return observed > 0 ? [{ ...seriesOfKey(key), minute: start + minute, observed }] : [];
    });
    seeMinute(watch.live, start + minute, { counts, exposure: 1 });
    const before = new Set(watch.alarms.keys());
    judgeAlarms(watch, start + minute, { keys: counts.map(keyOf), counts, exposure: 1, budgetMinutes });
    for (const key of watch.alarms.keys()) if (!before.has(key)) told.raised[key] = minute;
    if (watch.alarms.has('*|*') && !before.has('*|*')) told.times++;
    if (watch.alarms.size > 0) releaseAlarms(watch, start + minute, budgetMinutes);
    for (const key of before) if (!watch.alarms.has(key)) told.released[key] = minute;
  }
  return told;
}

const breaks = (usual: Record<string, number>, broken: Record<string, number>) => (minute: number, key: string) =>
  minute >= from && minute < to ? broken[key]! : usual[key]!;
const usual = { '*|*': 0.1, 'login|*': 0.02, '*|US-TX': 0.01, 'login|US-TX': 0.001 };

describe('an alarm whose rate is taken as normal', () => {
  const broken = 90;

  /** The alarms of the minutes of an outage that doesn't end, in a new installation. */
  function lasting(minutes: number) {
    const random = seededRandom(3);
    const priors = { mentionsPerMinute: 1, reportShare: 0.05, symptomShare: 0.1, surfaceShare: 0.1, areaShares: {} };
    const watch: AlarmedWatch = {
      ...{ pack: brandPack(), live: createSeriesSet(priors, start), alarms: new Map() },
      ...{ alarmedSince: null, quietSince: null, forgotten: [], togetherMinutes: 0 },
    };
    const ends: { minute: number; asNormal: boolean }[] = [];
    for (let minute = 0; minute < minutes; minute++) {
      const rates = minute < broken ? [0.05, 0.01] : [10, 6];
      const counts = ['*|*', 'login|*'].flatMap((key, i) => {
        const observed = samplePoisson(rates[i]!, random);
        return observed > 0 ? [{ ...seriesOfKey(key), minute: start + minute, observed }] : [];
      });
      seeMinute(watch.live, start + minute, { counts, exposure: 1 });
      judgeAlarms(watch, start + minute, { keys: counts.map(keyOf), counts, exposure: 1, budgetMinutes: yearMinutes });
      const alarms = [...watch.alarms.values()];
      if (alarms.length > 0 && alarms.every(({ recovered }) => recovered))
        ends.push({ minute, asNormal: endsAsNormal(alarms) });
      if (alarms.length > 0) releaseAlarms(watch, start + minute, yearMinutes);
    }
    return ends;
  }

  it('ends as that, hours later, and isn’t raised by its parts at once', () => {
    const ends = lasting(broken + 480);
    expect(ends).toEqual([{ minute: expect.any(Number), asNormal: true }]);
    expect(ends[0]!.minute).toBeGreaterThan(broken + 360);
  });
});

describe('an alarm', () => {
  const national = breaks(usual, { '*|*': 3, 'login|*': 1, '*|US-TX': 0.1, 'login|US-TX': 0.03 });

  it('ends when the outage does, whatever the budget', () => {
    const [strict, tenfold] = [course(yearMinutes, national), course(10 * yearMinutes, national)];
    expect(Object.keys(tenfold.raised).sort()).toEqual(Object.keys(strict.raised).sort());
    expect(tenfold.raised['*|*']).toBeGreaterThanOrEqual(strict.raised['*|*']!);
    expect(tenfold.released).toEqual(strict.released);
    expect(strict.released['*|*']!).toBeGreaterThanOrEqual(to);
    expect(strict.released['*|*']!).toBeLessThan(to + 60);
  });

  it('of a symptom in one state isn’t raised beside its symptom’s, nor by what an outage has left behind', () => {
    const { raised, released } = course(yearMinutes, national);
    expect(raised['login|*']).toBeGreaterThan(from);
    expect(raised).not.toHaveProperty('login|US-TX');
    expect(released['login|*']).toBeLessThan(to + 120);
  });

  it('of a symptom in one state is raised where its symptom and its state hardly move, and ends', () => {
    const busy = { '*|*': 2, 'login|*': 0.5, '*|US-TX': 0.1, 'login|US-TX': 0.002 };
    const { raised, released } = course(
      yearMinutes,
      breaks(busy, { '*|*': 2.4, 'login|*': 0.9, '*|US-TX': 0.5, 'login|US-TX': 0.4 }),
    );
    // Nothing else before it; that Texas stands out is also seen, later.
    expect(Object.keys(raised)[0]).toBe('login|US-TX');
    expect(raised).not.toHaveProperty('*|*');
    expect(raised).not.toHaveProperty('login|*');
    expect(raised['login|US-TX']).toBeGreaterThan(from);
    expect(raised['login|US-TX']).toBeLessThan(to);
    expect(released['login|US-TX']).toBeLessThan(to + 90);
  });

  it('of one state is within reach of a budget of a thousand days', () => {
    const busy = { '*|*': 5, 'login|*': 0.5, '*|US-TX': 0.01, 'login|US-TX': 0.001 };
    const { raised, released } = course(1_000 * 1_440, breaks(busy, { ...busy, '*|*': 5.6, '*|US-TX': 0.6 }));
    expect(Object.keys(raised)[0]).toBe('*|US-TX');
    expect(raised['*|US-TX']).toBeGreaterThan(from);
    expect(raised['*|US-TX']).toBeLessThan(to);
    expect(released['*|US-TX']).toBeLessThan(to + 90);
  });
});

describe('after the end of an outage', () => {
  const seeds = Array.from({ length: 12 }, (_, i) => 40 + i);
  const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
  /** The brand alone, usually 0.06 a minute, with so many beside these. */
  const besides = (extra: (minute: number) => number) => (minute: number, key: string) =>
    key === '*|*' ? 0.06 + extra(minute) : 0;

  it.each([
    ['for a quarter of an hour', (since: number) => Math.max(0, 0.3 * (1 - since / 15))],
    ['for an hour', (since: number) => 0.3 * 2 ** (-since / 15)],
  ])('what is still said of it %s doesn’t bring it back', (_, left) => {
    const rate = besides((minute) => (minute < from ? 0 : minute < to ? 10 : 10 * left(minute - to)));
    const courses = seeds.map((seed) => course(yearMinutes, rate, seed));
    // Of twelve ends one may be mistaken.
    expect(sum(courses.map(({ times }) => times))).toBeLessThanOrEqual(seeds.length + 1);
  });

  it('an outage that goes on after a lull is known again before its incident would be closed', () => {
    const lull = { from: from + 30, to: from + 34 };
    const rate = besides((minute) =>
      minute < from || minute >= to || (minute >= lull.from && minute < lull.to) ? 0 : 3,
    );
    const courses = seeds.map((seed) => course(yearMinutes, rate, seed)).filter(({ times }) => times === 2);
    expect(courses.length).toBeGreaterThan(8);
    const back = courses.map(({ raised }) => raised['*|*']! - lull.to).sort((a, b) => a - b);
    expect(back[back.length >> 1]).toBeLessThan(6);
    expect(back.at(-1)).toBeLessThan(8);
  });

  it('another rise a quarter of an hour later is one of its own', () => {
    const rate = besides((minute) =>
      minute >= from && minute < to ? 3 : minute >= to + 15 && minute < to + 45 ? 3 : 0,
    );
    const courses = seeds.map((seed) => course(yearMinutes, rate, seed));
    for (const { times, raised } of courses) {
      expect(times).toBeGreaterThan(1);
      expect(raised['*|*']).toBeGreaterThanOrEqual(to + 15);
      expect(raised['*|*']).toBeLessThan(to + 45);
    }
  });
});
