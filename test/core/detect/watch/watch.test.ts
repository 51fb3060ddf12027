import { describe, expect, it } from 'vitest';
import { budgetShare } from '../../../../src/core/detect/watch/alarm-budget.ts';
import { excessShare } from '../../../../src/core/detect/watch/excess-share.ts';
import { isSmall, isWithin, keyOf, marginsOf, seriesOfKey } from '../../../../src/core/detect/watch/series-key.ts';
import { surfaceIds } from '../../../../src/core/words/surface.ts';
import { symptomIds } from '../../../../src/core/words/symptom.ts';

const series = (symptom: string, { surface = '*', area = '*' } = {}) => ({ symptom, surface, area });

describe('budgetShare', () => {
  it('spends no more than the whole budget over all series of a brand', () => {
    const symptoms = symptomIds.reduce((sum, id) => sum + budgetShare(series(id)), 0);
    expect(budgetShare(series('*'))).toBe(0.5);
    expect(symptoms).toBeCloseTo(0.3, 10);
    const surfaces = surfaceIds.reduce((sum, surface) => sum + budgetShare(series('*', { surface })), 0);
    const states = 51 * budgetShare(series('*', { area: 'US-TX' }));
    expect(states).toBeCloseTo(0.01, 10);
    const parts = symptomIds.flatMap((id) => [
      51 * budgetShare(series(id, { area: 'US-TX' })),
      ...surfaceIds.map((surface) => budgetShare(series(id, { surface }))),
    ]);
    const all = parts.reduce((sum, part) => sum + part, budgetShare(series('*')) + symptoms + surfaces + states);
    expect(all).toBeCloseTo(1, 10);
  });
});

describe('the name of a series', () => {
  it('comes back from its key', () => {
    for (const one of [
      series('*'),
      series('login', { area: 'US-TX' }),
      series('login', { surface: 'ios' }),
      series('*', { surface: 'web' }),
    ])
      expect(seriesOfKey(keyOf(one))).toEqual(one);
    expect(keyOf(series('login', { area: 'US-TX' }))).toBe('login|US-TX');
  });

  it('tells which wider series it lies in', () => {
    const small = series('login', { surface: 'ios' });
    expect(isSmall(small)).toBe(true);
    expect(marginsOf(small)).toEqual(['login|*', '*|*|ios']);
    expect(isWithin(small, series('login'))).toBe(true);
    expect(isWithin(small, series('*', { surface: 'ios' }))).toBe(true);
    expect(isWithin(small, series('*', { surface: 'web' }))).toBe(false);
    expect(isWithin(small, series('login', { area: 'US-TX' }))).toBe(false);
    expect([series('login'), series('*', { surface: 'ios' })].some(isSmall)).toBe(false);
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
