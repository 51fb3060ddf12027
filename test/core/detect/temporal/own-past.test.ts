import { describe, expect, it } from 'vitest';
import { noPast, ownPastMinutes } from '../../../../src/core/detect/temporal/own-past.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';

const minutes = 5;
const expected = 100;

/** Recurrence intervals of counts per five minutes where `expected` were. */
function intervals(counts: readonly number[], { scale = 1, begin = 0 } = {}): number[] {
  const past = noPast();
  return counts.map((count, n) =>
    ownPastMinutes(past, { bin: begin + n, minutes, count: scale * count, expected: scale * expected }),
  );
}

/** Sizes of surges, from a number between 0 and 1: a Pareto law, and one with an end. */
const pareto = (u: number) => (1 - u) ** -0.25;
const bounded = (u: number) => u;

/** Counts that stray by a few, and surge now and then. */
function surging(
  bins: number,
  { every, size, seed, law = pareto }: { every: number; size: number; seed: number; law?: (u: number) => number },
): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: bins }, () => {
    const surge = random() < 1 / every ? size * law(random()) : 0;
    return expected + 10 * (random() - 0.5) + surge;
  });
}

describe('the time between surges in a series’ own past', () => {
  it.each([
    [20, 100, 1],
    [60, 30, 2],
    [40, 400, 3],
  ])('is what it says, with a surge in %s bins of %s mentions at least', (every, size, seed) => {
    const days = 600;
    const told = intervals(surging(days * 288, { every, size, seed })).slice(30 * 288);
    for (const interval of [20_160, 43_200]) {
      const seen = told.filter((value) => value >= interval).length;
      const promised = ((days - 30) * 1440) / interval;
      expect(seen).toBeGreaterThan(0.4 * promised);
      expect(seen).toBeLessThan(1.6 * promised);
    }
  });

  it('is too short, never too long, where surges have a lighter tail than the law', () => {
    const days = 600;
    const told = intervals(surging(days * 288, { every: 40, size: 100, seed: 9, law: bounded })).slice(30 * 288);
    for (const interval of [5_040, 20_160, 43_200])
      expect(told.filter((value) => value >= interval).length).toBeLessThan(((days - 30) * 1440) / interval);
  });

  it('grows with the surge, and a first surge ever is rarer than the fortieth of its size', () => {
    const calm = surging(40 * 288, { every: 1e9, size: 1, seed: 4 });
    const last = (surge: number, before: number[] = []) => {
      const counts = [...calm, expected + surge];
      for (const [n, at] of before.entries()) counts[5 * 288 + 200 * n] = expected + at;
      return intervals(counts).at(-1)!;
    };
    expect(last(40)).toBeGreaterThan(last(20));
    expect(last(200)).toBeGreaterThan(1e5);
    expect(last(200, Array(40).fill(200))).toBeLessThan(10_080);
  });

  it('weighs a long surge by its length', () => {
    const withSurge = (bins: number) => {
      const counts = surging(20 * 288, { every: 1e9, size: 1, seed: 10 });
      counts.fill(expected + 200, 8 * 288, 8 * 288 + bins);
      return intervals([...counts, expected + 220]).at(-1)!;
    };
    expect(withSurge(1)).toBeGreaterThan(4 * withSurge(24));
  });

  it('is told once: a surge that isn’t above the day before has 0', () => {
    const counts = surging(10 * 288, { every: 1e9, size: 1, seed: 5 });
    counts.push(expected + 300, expected + 250, expected + 301, expected);
    const [rise, lower, higher, calm] = intervals(counts).slice(-4);
    expect([rise! > 1_440, lower, higher! > 0, calm]).toEqual([true, 0, true, 0]);
  });

  it('is at most what was watched on the first day', () => {
    const told = intervals([...surging(100, { every: 1e9, size: 1, seed: 6 }), 5_000]);
    expect(told.at(-1)).toBeGreaterThan(500);
    expect(told.at(-1)).toBeLessThanOrEqual(101 * minutes);
  });

  it('doesn’t change with the unit of counts, nor with the time of the begin', () => {
    const counts = surging(20 * 288, { every: 50, size: 100, seed: 7 });
    const told = intervals(counts);
    const round = (values: number[]) => values.map((value) => Number(value.toPrecision(6)));
    expect(round(intervals(counts, { scale: 16 }))).toEqual(round(told));
    expect(intervals(counts, { begin: 12_345 })).toEqual(told);
  });

  it('keeps little, however long the series', () => {
    const past = noPast();
    for (const [bin, count] of surging(100 * 288, { every: 30, size: 100, seed: 8 }).entries())
      ownPastMinutes(past, { bin, minutes, count, expected });
    expect(past.recent.length).toBeLessThan(60);
  });
});
