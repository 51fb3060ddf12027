import { describe, expect, it } from 'vitest';
import { exposureFrom } from '../../src/store/read/exposure.ts';

describe('how much of a brand’s mentions could be read', () => {
  const gap = (source: string, from_minute: number, to_minute: number | null) => ({ source, from_minute, to_minute });
  const weights = [
    { source: 'x', weight: 3 },
    { source: 'rss', weight: 1 },
  ];

  it('is told of any minute, in whatever order they are asked for', () => {
    const at = exposureFrom(weights, [gap('x', 10, 20), gap('rss', 15, null)]);
    const expected = new Map([
      [9, 1],
      [10, 0.25],
      [14, 0.25],
      [15, 0],
      [19, 0],
      [20, 0.75],
      [99, 0.75],
    ]);
    const minutes = [...expected.keys()];
    for (const minute of [...minutes, ...minutes.toReversed(), 15, 9, 20, 14])
      expect([minute, at(minute)]).toEqual([minute, expected.get(minute)]);
  });
});
