import { describe, expect, it } from 'vitest';
import { absoluteLlr, bernoulliScore, conditionalLlr } from '../../../../src/core/detect/spatial/log-likelihood.ts';
import { expectationLimits } from '../../../../src/core/detect/spatial/score-threshold.ts';

describe('the largest expectation with which a count still reaches a score', () => {
  it.each([
    ['conditional', conditionalLlr],
    ['absolute', absoluteLlr],
    ['bernoulli', bernoulliScore(500)],
  ] as const)('lies on the score from above and gives way right behind it (%s)', (_, score) => {
    for (const floor of [8, 3, 0.2]) {
      const limits = expectationLimits({ score, total: 300, most: 300, floor, minCases: 2 });
      expect(Array.from(limits.subarray(0, 2))).toEqual([-1, -1]);
      for (const cases of [2, 3, 10, 77, 150, 299]) {
        expect(score(cases, limits[cases]!, 300)).toBeGreaterThanOrEqual(floor * (1 - 1e-9));
        expect(score(cases, limits[cases]! * (1 + 1e-9) + 1e-12, 300)).toBeLessThan(floor);
      }
    }
  });

  it('rises with the cases', () => {
    const limits = expectationLimits({ score: conditionalLlr, total: 300, most: 300, floor: 4, minCases: 1 });
    for (let c = 2; c <= 300; c++) expect(limits[c]!).toBeGreaterThan(limits[c - 1]!);
  });
});
