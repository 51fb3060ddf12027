import { expect, it } from 'vitest';
import { keptReach } from '../../../src/core/words/reach.ts';

it.each([
  [undefined, null],
  [0, null],
  [-3, null],
  [Number.NaN, null],
  [1, 1],
  [1_023, 512],
  [1_024, 1_024],
  [1e12, 2 ** 30],
])('of %s people %s is kept', (people, kept) => {
  expect(keptReach(people)).toBe(kept);
});
