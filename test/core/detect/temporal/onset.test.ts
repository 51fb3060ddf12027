import { describe, expect, it } from 'vitest';
import {
  createDetector,
  type DetectorState,
  onset,
  onsetOfCounts,
  recovery,
  restoreDetector,
  saveDetector,
  step,
} from '../../../../src/core/detect/temporal/detector.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { samplePoisson } from '../../../../src/core/stats/sample-poisson.ts';

const start = 29_459_520;
const day = 1_440;

/** A series that has passed minutes at given rates. */
function passed(stretches: readonly [minutes: number, rate: number][], seed = 7) {
  const state = createDetector({ meanPerMinute: stretches[0]![1], strength: 60 }, start);
  const random = seededRandom(seed);
  let minute = start;
  const pass = (minutes: number, rate: number) => {
    for (const end = minute + minutes; minute < end; minute++) step(state, minute, samplePoisson(rate, random));
  };
  for (const [minutes, rate] of stretches) pass(minutes, rate);
  return { state, pass, last: () => minute - 1 };
}

describe('the onset of a strong outage', () => {
  it.each([
    [0.5, 50],
    [1, 50],
    [1, 200],
    [20, 1_000],
  ])('of %f a minute at %i is its first minute, however long it goes on', (usual, broken) => {
    const { state, pass, last } = passed([[2 * day, usual]]);
    let minutes = 0;
    for (const at of [3, 10, 20, 30, 120, 240]) {
      pass(at - minutes, broken);
      minutes = at;
      expect(onset(state, last())).toEqual({
        minute: start + 2 * day,
        low: start + 2 * day,
        high: start + 2 * day,
      });
    }
  });
});

describe('the onset of a second outage', () => {
  it.each([
    [5, 300, 3],
    [5, 120, 3],
    [2, 240, 2],
  ])('isn’t that of the first, of %i a minute, %i minutes before', (first, calm, second) => {
    const offsets = Array.from({ length: 10 }, (_, seed) => {
      const stretches: [number, number][] = [
        [2 * day, 0.05],
        [60, first],
        [calm, 0.05],
        [10, second],
      ];
      const { state, last } = passed(stretches, seed + 1);
      return (onset(state, last())?.minute ?? 0) - (last() - 9);
    });
    for (const offset of offsets) expect(Math.abs(offset)).toBeLessThanOrEqual(15);
  });

  it('isn’t looked for before a given minute in a series that keeps no trail either', () => {
    const rows = [...[0, 1, 2, 3, 4], ...[200, 201, 202]].map((minute) => ({ minute: start + minute, observed: 2 }));
    const of = { minute: start + 202, mean: 0.001, dispersion: 1.5 };
    expect(onsetOfCounts(rows, { ...of, from: start })!.minute).toBe(start);
    const { minute, low } = onsetOfCounts(rows.slice(5), { ...of, from: start + 180 })!;
    expect([low >= start + 180, minute >= low, minute <= start + 200]).toEqual([true, true, true]);
  });

  it('is known after a restart; states that were saved without it load', () => {
    const { state } = passed([
      [2 * day, 0.05],
      [60, 5],
      [120, 0.05],
    ]);
    expect(state.watchedFrom).toBeGreaterThan(start + 2 * day + 60);
    const saved = JSON.parse(JSON.stringify(saveDetector(state))) as Partial<DetectorState>;
    expect(restoreDetector(saved)).toMatchObject({ watchedFrom: state.watchedFrom, takenAsNormal: false });
    const { watchedFrom: _, takenAsNormal: __, ...older } = saved;
    expect(restoreDetector(older)).toMatchObject({ watchedFrom: -1, takenAsNormal: false });
  });
});

describe('an outage in a series’ first hours', () => {
  it('isn’t over before it ends, and then has ended', () => {
    const { state, pass } = passed([
      [90, 0.05],
      [10, 8],
    ]);
    for (let minute = 10; minute < 240; minute += 5) {
      pass(5, 8);
      expect(recovery(state)).toMatchObject({ recovered: false, normalFrom: null });
    }
    pass(15, 0.05);
    expect(recovery(state)).toMatchObject({ recovered: true, normalFrom: null });
  });

  it('that doesn’t end is taken as normal after six hours, which is told from an end', () => {
    const { state, pass, last } = passed([
      [90, 0.05],
      [355, 8],
    ]);
    expect(recovery(state)).toMatchObject({ recovered: false });
    pass(45, 8);
    const { recovered, normalFrom } = recovery(state);
    expect([recovered, normalFrom! > start + 90 + 360, normalFrom! <= last()]).toEqual([true, true, true]);
  });
});
