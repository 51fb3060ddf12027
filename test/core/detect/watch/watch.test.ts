import { describe, expect, it } from 'vitest';
import { budgetShare } from '../../../../src/core/detect/watch/alarm-budget.ts';
import { excessShare } from '../../../../src/core/detect/watch/excess-share.ts';
import { symptomIds } from '../../../../src/core/words/symptom.ts';

describe('budgetShare', () => {
  it('spends no more than the whole budget over all series of a brand', () => {
    const symptoms = symptomIds.reduce((sum, id) => sum + budgetShare(id, '*'), 0);
    const states = 51 * budgetShare('*', 'US-TX');
    expect(budgetShare('*', '*')).toBe(0.5);
    expect(symptoms).toBeCloseTo(0.3, 10);
    expect(states).toBeCloseTo(0.01, 10);
    const parts = symptomIds.reduce((sum, id) => sum + 51 * budgetShare(id, 'US-TX'), 0);
    expect(budgetShare('*', '*') + symptoms + states + parts).toBeCloseTo(1, 10);
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
