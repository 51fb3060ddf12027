import { describe, expect, it } from 'vitest';
import { doubted, nextTurn, type Sweeps, turned } from '../../src/pipeline/recheck-plan.ts';

const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 2, 10, 12);
const free = { nowMs, retentionDays: 30, leastEveryMs: 0 };
const place = (hoursAgo: number) => ({ createdAt: nowMs - hoursAgo * hourMs, id: `x:${hoursAgo}` });
const underWay = (turnedAgo: number, hoursAgo: number) => ({
  ...{ beganAt: nowMs - hourMs / 2, turnedAt: nowMs - turnedAgo, after: place(hoursAgo) },
});

describe('the next turn of asking again', () => {
  it('begins with the last day, then goes through the rest of what is kept', () => {
    const first = nextTurn({}, free)!;
    expect(first).toMatchObject({ name: 'young', after: { createdAt: nowMs - 24 * hourMs, id: '' } });
    const then = nextTurn(turned({}, first, nowMs, null), free)!;
    expect(then).toMatchObject({
      name: 'old',
      after: { createdAt: nowMs - 30 * 24 * hourMs },
      before: nowMs - 24 * hourMs,
    });
    expect(nextTurn(turned(turned({}, first, nowMs, null), then, nowMs, null), free)).toBeNull();
  });

  it('is of the sweep whose turn is longest ago while both are under way', () => {
    const sweeps: Sweeps = { young: underWay(1, 5), old: underWay(2, 100) };
    expect(nextTurn(sweeps, free)).toMatchObject({ name: 'old', after: place(100) });
    expect(nextTurn({ ...sweeps, old: underWay(0, 99) }, free)).toMatchObject({ name: 'young', after: place(5) });
  });

  it('is of the young as long as some are left where money decides', () => {
    const sweeps: Sweeps = { young: underWay(1, 5), old: underWay(2, 100) };
    const costly = { ...free, leastEveryMs: 24 * hourMs };
    expect(nextTurn(sweeps, costly)).toMatchObject({ name: 'young' });
    const young = { beganAt: nowMs - 23 * hourMs, turnedAt: nowMs - hourMs, after: null };
    expect(nextTurn({ ...sweeps, young }, costly)).toMatchObject({ name: 'old' });
    expect(nextTurn({ ...sweeps, young: { ...young, beganAt: nowMs - 24 * hourMs } }, costly)).toMatchObject({
      name: 'young',
    });
  });

  it('goes on where what it stood at is still of its age, else at the beginning of its age', () => {
    expect(nextTurn({ young: underWay(1, 30), old: underWay(0, 40) }, free)).toMatchObject({
      ...{ name: 'young', after: { createdAt: nowMs - 24 * hourMs, id: '' }, beganAt: nowMs - hourMs / 2 },
    });
  });

  it('stays where it is when its outcome is doubted, and counts that until one is believed', () => {
    const plan = nextTurn({}, free)!;
    const twice = doubted(doubted({}, plan, nowMs), plan, nowMs);
    expect(twice.young).toMatchObject({ doubts: 2, after: plan.after });
    expect(turned(twice, plan, nowMs, place(1)).young).toEqual({ beganAt: nowMs, turnedAt: nowMs, after: place(1) });
  });
});
