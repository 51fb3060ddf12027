import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecentAnswers } from '../../../src/core/geo/recent-answers.ts';

it('gives the same answers as without a memory, asks again only for what was forgotten, and stays within its bounds', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), (questions) => {
      const recent = new RecentAnswers<number>(5);
      let last: number[] = [];
      for (const question of questions) {
        let asked = false;
        const answer = recent.get(String(question), (text) => {
          asked = true;
          return Number(text) * 2;
        });
        expect(answer).toBe(question * 2);
        expect(recent.held).toBeLessThanOrEqual(10);
        // The five different questions before this one are known.
        if (last.includes(question)) expect(asked).toBe(false);
        last = [question, ...last.filter((other) => other !== question)].slice(0, 5);
      }
    }),
    { seed: 5 },
  );
});
