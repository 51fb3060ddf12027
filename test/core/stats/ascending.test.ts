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

it('tells keys apart that differ in their last digits, whatever their sign', () => {
  const random = seededRandom(4);
  for (const scale of [1e-300, 1, 1e300]) {
    const keys = Float64Array.from({ length: 400 }, (_, i) => {
      const near = (1 + Math.floor(random() * 4)) * scale * (1 + Math.floor(random() * 3) * 2 ** -52);
      return i % 3 === 0 ? -near : near;
    });
    const expected = Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
    expect(Array.from(ascending(keys))).toEqual(expected);
  }
});
