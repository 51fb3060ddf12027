import { describe, expect, it } from 'vitest';
import { decline, type Judgement, judge } from '../../../src/core/classify/verdict.ts';
import { kinds } from '../../../src/core/words/report.ts';
import { surfaceIds } from '../../../src/core/words/surface.ts';
import { symptomIds } from '../../../src/core/words/symptom.ts';

const even = kinds.map((_, told) => kinds.map((__, truth) => (told === truth ? 0 : 1)));
const judgement: Judgement = {
  kindSlope: 1,
  kindOffset: [0, 0, 0, 0, 0],
  symptom: { slope: 1, offset: 0, threshold: 0.5 },
  surface: { slope: 1, offset: 0, threshold: 0.5 },
  cost: even,
  abstainBelow: 0.45,
};

/** Logits with everything else far below. */
function logits(given: Record<string, number>): Float32Array {
  const names = [...kinds, ...symptomIds.map((id) => `symptom ${id}`), ...surfaceIds.map((id) => `surface ${id}`)];
  return Float32Array.from(names, (name) => given[name] ?? -9);
}

describe('judge', () => {
  it('gives the softmax of the kinds (by hand: e^1 / (e^1 + e^0 + 3e^-9))', () => {
    const verdict = judge(logits({ current: 1, none: 0 }), 'en', judgement);
    expect(verdict.kind).toBe('current');
    expect(verdict.scores.current).toBeCloseTo(Math.E / (Math.E + 1 + 3 * Math.exp(-9)), 12);
    expect(Object.values(verdict.scores).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });

  it('tells the kind with the least expected cost, not always the likeliest', () => {
    const dear = { ...judgement, cost: even.map((row, told) => (told === 0 ? row.map((cost) => cost * 3) : row)) };
    const close = logits({ current: 0.5, none: 0 });
    expect(judge(close, 'en', judgement).kind).toBe('current');
    expect(judge(close, 'en', dear).kind).toBe('none');
  });

  it('lists symptoms above the threshold, likeliest first, and none for chatter', () => {
    const told = logits({ current: 5, 'symptom login': 1, 'symptom crash': 2, 'surface app': 3 });
    const verdict = judge(told, 'en', judgement);
    expect(verdict.symptoms.map(({ id }) => id)).toEqual(['crash', 'login']);
    expect(verdict.surfaces.map(({ id }) => id)).toEqual(['app']);
    expect(judge(logits({ chatter: 5, 'symptom login': 1 }), 'en', judgement).symptoms).toEqual([]);
  });

  it('names the likeliest symptom when none reaches the threshold', () => {
    const verdict = judge(logits({ current: 5, 'symptom cart': -2 }), 'en', judgement);
    expect(verdict.symptoms.map(({ id }) => id)).toEqual(['cart']);
  });

  it('keeps "other" only where no named symptom is as likely', () => {
    const both = (other: number) =>
      judge(logits({ current: 5, 'symptom other': other, 'symptom login': 1 }), 'en', judgement).symptoms;
    expect(both(0.5).map(({ id }) => id)).toEqual(['login']);
    expect(both(2).map(({ id }) => id)).toEqual(['other', 'login']);
  });

  it('abstains where no kind is clear', () => {
    expect(judge(logits({ current: 0, resolved: 0, none: 0 }), 'en', judgement).abstained).toBe(true);
    expect(judge(logits({ current: 4 }), 'en', judgement).abstained).toBe(false);
  });

  it('declines with the prior and no label', () => {
    const prior = { current: 0.4, resolved: 0.1, ack: 0.1, chatter: 0.1, none: 0.3 };
    expect(decline('de', prior)).toEqual({
      lang: 'de',
      kind: 'none',
      scores: prior,
      symptoms: [],
      surfaces: [],
      abstained: true,
    });
  });
});
