import { expect, it } from 'vitest';
import { seededGenerator, seededRandom } from '../../../src/core/stats/random.ts';

it('takes the numbers that would come one by one', () => {
  const random = seededRandom(7);
  const singly = Array.from({ length: 400 }, random);
  const generator = seededGenerator(7);
  const taken: number[] = [];
  for (const count of [3, 0, 60, 1, 200, 64]) {
    taken.push(...generator.take(count).subarray(0, count));
    taken.push(generator.random());
  }
  expect(taken).toEqual(singly.slice(0, taken.length));
});
