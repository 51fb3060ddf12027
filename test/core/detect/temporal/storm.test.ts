import { describe, expect, it } from 'vitest';
import { createDetector, recurrenceIntervalMinutes, step } from '../../../../src/core/detect/temporal/detector.ts';
import { tickDispersionOf } from '../../../../src/core/detect/temporal/dispersion.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { sampleNegativeBinomial } from '../../../../src/core/stats/sample-negative-binomial.ts';

const bin = 5;
const start = 29_459_520;
const storm = [530, 110, 50, 55, 54, 40, 34, 22, 23, 15, 17, 9];

describe('a storm that is over within a quarter of an hour', () => {
  it.each([0, 1, 2])(
    'teaches no dispersion that makes evidence of ordinary counts for the day after (begun %s bins into it)',
    (into) => {
      const random = seededRandom(1);
      const state = createDetector({ meanPerMinute: 1, strength: 1 }, start, bin);
      const begin = 2 * 288 + 42 + into;
      let scores: number[] = [];
      for (let n = 0; n < begin + 288; n++) {
        const count = storm[n - begin] ?? sampleNegativeBinomial(8, 2, random);
        step(state, start + bin * n, count);
        if (n >= begin + 24) scores.push(recurrenceIntervalMinutes(state));
        if (n === begin - 1) expect(tickDispersionOf(state.baseline.dispersion)).toBeLessThan(3);
      }
      expect(tickDispersionOf(state.baseline.dispersion)).toBeLessThan(4);
      scores = scores.sort((a, b) => b - a);
      expect(scores[0]).toBeLessThan(43_200);
    },
  );
});
