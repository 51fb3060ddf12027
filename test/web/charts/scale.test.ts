import { describe, expect, it } from 'vitest';
import { countTicks, linear, timeTicks } from '../../../src/web/charts/scale.ts';

describe('linear', () => {
  it('maps ends to ends and back', () => {
    const scale = linear([10, 20], [100, 300]);
    expect([scale(10), scale(15), scale(20)]).toEqual([100, 200, 300]);
    expect(scale.invert(200)).toBe(15);
  });

  it('stays finite on an empty domain', () => {
    const scale = linear([5, 5], [0, 100]);
    expect([scale(5), scale.invert(50)]).toEqual([0, 5]);
  });
});

describe('countTicks', () => {
  it.each([
    [0, [0, 1]],
    [3, [0, 1, 2, 3]],
    [4, [0, 1, 2, 3, 4]],
    [12, [0, 5, 10, 15]],
    [412, [0, 200, 400, 600]],
  ])('reaches %d in round whole steps', (max, ticks) => {
    expect(countTicks(max)).toEqual(ticks);
  });
});

describe('timeTicks', () => {
  it('lies on round local instants within the range, at most as many as wanted', () => {
    const from = Date.UTC(2026, 10, 3, 15, 7);
    for (const hours of [1, 6, 24, 7 * 24, 28 * 24]) {
      const to = from + hours * 3_600_000;
      const ticks = timeTicks(from, to, 8);
      expect(ticks.length, `${hours} h`).toBeGreaterThan(1);
      expect(ticks.length, `${hours} h`).toBeLessThanOrEqual(9);
      expect(ticks.every((at) => at >= from && at < to && new Date(at).getSeconds() === 0)).toBe(true);
    }
  });

  it.each([1, 5, 10, 26])('stays as sparse over %d years, on first days of months', (years) => {
    const to = Date.UTC(2026, 10, 3, 15, 7);
    const ticks = timeTicks(to - years * 365.25 * 86_400_000, to, 8);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThanOrEqual(9);
    expect(ticks.map((at) => [new Date(at).getDate(), new Date(at).getHours()])).toEqual(ticks.map(() => [1, 0]));
  });
});
