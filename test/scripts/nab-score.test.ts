import { describe, expect, it } from 'vitest';
import { bestNabResult, nabResultAt } from '../../scripts/evaluate/nab-score.ts';

const rows = 10_000;
const windows = [
  { first: 2_000, last: 2_999 },
  { first: 6_000, last: 6_999 },
];
const scored = (...loud: number[]) => {
  const scores = new Array<number>(rows).fill(0);
  for (const row of loud) scores[row] = 1;
  return [{ scores, windows }];
};
const at = (...loud: number[]) => nabResultAt(scored(...loud), 0.5);

describe('the standard score of the Numenta benchmark', () => {
  it('is 0 for silence and 100 for both windows found at their first rows', () => {
    expect(at()).toMatchObject({ score: 0, found: 0, windows: 2, falsePositives: 0 });
    expect(at(2_000, 6_000).score).toBeCloseTo(100, 6);
  });

  it('values a window found in its middle at σ(−.5) ÷ σ(−1) = .8483 ÷ .9866, by the first row alone', () => {
    const middle = (100 * (1 + 0.848284 / 0.986614)) / 4;
    expect(at(2_499).score).toBeCloseTo(middle, 1);
    expect(at(2_499, 2_600, 2_999).score).toBeCloseTo(at(2_499).score, 9);
  });

  it('takes .11 for a row far from a window, less just behind one, and nothing in the first 750 rows', () => {
    expect(at(5_999).score).toBeCloseTo((-100 * 0.11) / 4, 1);
    expect(at(3_000).score).toBeGreaterThan(-0.02);
    expect(at(1_500).score).toBeCloseTo((-100 * 0.11) / 4, 6);
    expect(at(749)).toMatchObject({ score: 0, falsePositives: 0 });
  });

  it('looks for the one threshold of all series that is best', () => {
    const scores = new Array<number>(rows).fill(0);
    scores[1_000] = 3;
    scores[2_000] = 2;
    scores[6_000] = 2;
    for (let row = 8_000; row < 8_100; row++) scores[row] = 1;
    const best = bestNabResult([{ scores, windows }]);
    expect(best).toMatchObject({ threshold: 2, found: 2, falsePositives: 1 });
    expect(best.score).toBeCloseTo(100 - (100 * 0.11) / 4, 6);
    expect(nabResultAt([{ scores, windows }], 2).score).toBeCloseTo(best.score, 9);
  });
});
