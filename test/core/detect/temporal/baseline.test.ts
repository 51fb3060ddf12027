import { describe, expect, it } from 'vitest';
import {
  dispersionOf,
  independenceOf,
  learnDispersion,
  unknownDispersion,
} from '../../../../src/core/detect/temporal/dispersion.ts';
import { driftOf, learnDrift, unknownDrift } from '../../../../src/core/detect/temporal/drift.ts';
import {
  learnLevel,
  levelRate,
  levelVariance,
  pooledShape,
  unknownLevel,
} from '../../../../src/core/detect/temporal/level.ts';
import { followLocalRate } from '../../../../src/core/detect/temporal/local-rate.ts';
import {
  emptyShape,
  estimateShape,
  learnShape,
  recurringRate,
  unknownShape,
} from '../../../../src/core/detect/temporal/shape.ts';
import { slotOfWeek, slotsPerDay, slotsPerWeek } from '../../../../src/core/detect/temporal/time-of-week.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { samplePoisson } from '../../../../src/core/stats/sample-poisson.ts';

describe('level', () => {
  const prior = { meanPerMinute: 2, strength: 60 };

  it('is the prior without data, and the data with much of it', () => {
    const level = unknownLevel();
    expect(levelRate(level, prior, 1)).toBe(2);
    expect(levelRate(level, prior, 5)).toBe(10);
    for (let slot = 0; slot < 3000; slot++) learnLevel(level, { reports: 75, exposure: 15 }, { dispersion: 1 });
    expect(levelRate(level, prior, 1)).toBeCloseTo(5, 1);
    expect(levelVariance(level, prior, { bin: 1, dispersion: 1 })).toBeLessThan(1e-4);
  });

  it('is gamma-Poisson: (reports + mean·strength) ÷ (exposure + strength)', () => {
    expect(levelRate({ ...unknownLevel(), reports: 30, exposure: 60 }, prior, 1)).toBeCloseTo((30 + 120) / 120, 12);
    expect(
      levelVariance({ ...unknownLevel(), reports: 30, exposure: 60 }, prior, { bin: 1, dispersion: 1.5 }),
    ).toBeCloseTo(1.5 / 150, 12);
  });

  it('reads a pooled shape of any grain', () => {
    const hours = { ...prior, shape: Array.from({ length: 168 }, (_, hour) => hour) };
    expect(pooledShape(hours, 0)).toBe(0);
    expect(pooledShape(hours, 4 * 25 + 3)).toBe(25);
    expect(pooledShape(prior, 17)).toBe(1);
  });
});

describe('time of week', () => {
  it('counts slots from the epoch, before it too', () => {
    expect(slotOfWeek(0)).toBe(0);
    expect(slotOfWeek(slotsPerWeek + 3)).toBe(3);
    expect(slotOfWeek(-1)).toBe(slotsPerWeek - 1);
  });
});

describe('shape', () => {
  const weeks = (rate: (slot: number) => number, count: number) => {
    const sums = emptyShape();
    for (let week = 0; week < count; week++)
      for (let slot = 0; slot < slotsPerWeek; slot++)
        learnShape(sums, slot, { reports: 15 * rate(slot), exposure: 15 });
    return sums;
  };

  it('is 1 without data, and hardly known', () => {
    const { ratio, variance } = estimateShape(emptyShape(), { slot: 5, dispersion: 1 }, unknownShape());
    expect(ratio).toBe(1);
    expect(variance).toBeGreaterThan(0.3);
  });

  it('finds a daily wave and a quiet weekend', () => {
    const rate = (slot: number) => {
      const day = Math.floor(slot / slotsPerDay);
      return (2 + Math.sin((2 * Math.PI * slot) / slotsPerDay)) * (day === 2 || day === 3 ? 0.5 : 1);
    };
    const mean = Array.from({ length: slotsPerWeek }, (_, slot) => rate(slot)).reduce((a, b) => a + b) / slotsPerWeek;
    const sums = weeks(rate, 5);
    for (const slot of [10, 24, 72, 2 * slotsPerDay + 24, 5 * slotsPerDay + 72])
      expect(estimateShape(sums, { slot, dispersion: 1 }, unknownShape()).ratio / (rate(slot) / mean)).toBeCloseTo(
        1,
        1,
      );
  });

  it('doesn’t depend on the scale', () => {
    const low = weeks((slot) => (slot % slotsPerDay < 48 ? 20 : 60), 4);
    const high = weeks((slot) => (slot % slotsPerDay < 48 ? 2000 : 6000), 4);
    for (const slot of [0, 30, 60])
      expect(estimateShape(low, { slot, dispersion: 1 }, unknownShape()).ratio).toBeCloseTo(
        estimateShape(high, { slot, dispersion: 1 }, unknownShape()).ratio,
        1,
      );
  });

  it('remembers what came a day or a week before', () => {
    const sums = emptyShape();
    expect(recurringRate(sums, 100, 7)).toBe(0);
    expect(recurringRate(sums, 100 + slotsPerDay, 1)).toBe(7);
    expect(recurringRate(sums, 100, 2)).toBe(7);
    expect(recurringRate(sums, 100, 2)).toBe(2);
  });
});

describe('local rate', () => {
  const law = { wander: 0.04, hours: 6, dispersion: 1 };

  it('goes back to 1 when nothing is observed', () => {
    const local = { mean: 2, variance: 0.01 };
    for (let slot = 0; slot < 24; slot++) followLocalRate(local, { reports: 0, expected: 0 }, law);
    expect(local.mean).toBeCloseTo(1 + Math.exp(-1), 6);
    expect(local.variance).toBeCloseTo(0.04 + (0.01 - 0.04) * Math.exp(-2), 6);
  });

  it('follows a rate that stays away from the baseline', () => {
    const local = { mean: 1, variance: 0.04 };
    for (let slot = 0; slot < 40; slot++) followLocalRate(local, { reports: 300, expected: 200 }, law);
    expect(local.mean).toBeGreaterThan(1.4);
    expect(local.mean).toBeLessThan(1.5);
  });

  it('hardly moves where rates don’t wander', () => {
    const local = { mean: 1, variance: 1e-5 };
    for (let slot = 0; slot < 4; slot++)
      followLocalRate(local, { reports: 300, expected: 200 }, { wander: 1e-5, hours: 6, dispersion: 1 });
    expect(local.mean).toBeLessThan(1.01);
  });
});

describe('dispersion and drift', () => {
  function poissonSlots(rate: (slot: number) => number, seed: number) {
    const random = seededRandom(seed);
    const dispersion = unknownDispersion();
    const drift = unknownDrift();
    for (let slot = 0; slot < 4000; slot++) {
      let observed = 0;
      let tickSquares = 0;
      let before = 0;
      const mean = rate(slot);
      for (let tick = 0; tick < 15; tick++) {
        const count = samplePoisson(mean, random);
        tickSquares += (count - before) ** 2;
        before = count;
        observed += count;
      }
      tickSquares += before ** 2;
      learnDispersion(dispersion, { observed, expected: 30, tickSquares, reports: observed, ticks: 15 });
      learnDrift(
        drift,
        { residual: observed - 30, expected: 30 },
        { dispersion: dispersionOf(dispersion), ignorance: 0 },
      );
    }
    return { dispersion, drift };
  }

  it('of a steady Poisson series are 1 and nearly 0, its ticks independent', () => {
    const { dispersion, drift } = poissonSlots(() => 2, 1);
    expect(dispersionOf(dispersion)).toBeCloseTo(1, 1);
    expect(driftOf(drift)).toBeLessThan(0.004);
    expect(independenceOf(dispersion)).toBe(1);
  });

  it('tell a rate that wanders by the hours from noise', () => {
    // ±30 % in turns of five hours: relative variance 0.09.
    const { drift } = poissonSlots((slot) => (Math.floor(slot / 20) % 2 ? 2.6 : 1.4), 2);
    expect(driftOf(drift)).toBeGreaterThan(0.06);
    expect(driftOf(drift)).toBeLessThan(0.11);
  });

  it('take bursts of a quarter of an hour as dependence of ticks', () => {
    const random = seededRandom(3);
    const { dispersion } = poissonSlots(() => (random() < 0.2 ? 6 : 1), 3);
    expect(dispersionOf(dispersion)).toBeGreaterThan(5);
    expect(independenceOf(dispersion)).toBeLessThan(0.5);
  });
});
