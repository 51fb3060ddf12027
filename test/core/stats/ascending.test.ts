import { expect, it } from 'vitest';
import { ascending } from '../../../src/core/stats/ascending.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';

it('puts indexes in the order of their keys, equal keys as they came', () => {
  const random = seededRandom(3);
  for (const length of [0, 1, 2, 7, 64, 333]) {
    const keys = Float64Array.from({ length }, () => Math.floor(random() * 20));
    const expected = Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
    expect(Array.from(ascending(keys))).toEqual(expected);
  }
});
