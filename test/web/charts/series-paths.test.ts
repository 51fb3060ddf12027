import { describe, expect, it } from 'vitest';
import type { TimelineBucket } from '../../../src/core/words/series.ts';
import { linear } from '../../../src/web/charts/scale.ts';
import { excessArea, expectedBand, gaps, observedLine, stretches, thin } from '../../../src/web/charts/series-paths.ts';

function bucket(at: number, given: Partial<TimelineBucket> = {}): TimelineBucket {
  return { at, observed: 0, mentions: 0, expected: 1, lower: 0, upper: 2, excess: 0, exposure: 1, ...given };
}

const unseen = { expected: null, lower: null, upper: null, excess: null, exposure: 0 };
const ten = Array.from({ length: 10 }, (_, i) => bucket(i, i >= 4 && i < 6 ? unseen : { observed: i }));
const drawing = { buckets: ten, bucketMs: 1, x: linear([0, 10], [0, 100]), y: linear([0, 10], [100, 0]) };

describe('a series with a gap', () => {
  it('is drawn as two lines, never through zero', () => {
    expect(observedLine(drawing).match(/M/g)).toHaveLength(2);
    expect(expectedBand(drawing).match(/M/g)).toHaveLength(2);
  });

  it('marks the gap itself', () => {
    expect(gaps(drawing)).toEqual([{ x: 40, width: 20 }]);
  });

  it('fills only what exceeds the band', () => {
    const parts = stretches(ten, (b) => b.exposure > 0 && b.observed > (b.upper ?? 0));
    expect(parts.map((run) => run.map((b) => b.at))).toEqual([[3], [6, 7, 8, 9]]);
    expect(excessArea(drawing).match(/M/g)).toHaveLength(2);
  });

  it('draws nothing from nothing', () => {
    expect(observedLine({ ...drawing, buckets: [] })).toBe('');
    expect(gaps({ ...drawing, buckets: [] })).toEqual([]);
  });
});

describe('thin', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => bucket(i, { observed: i === 5_003 ? 99 : i % 7 }));

  it('keeps one bucket per pixel and never loses a peak', () => {
    const kept = thin(many, linear([0, 10_000], [0, 800]));
    expect(kept.length).toBeLessThanOrEqual(801);
    expect(Math.max(...kept.map((b) => b.observed))).toBe(99);
  });

  it('keeps a gap that is wider than a pixel', () => {
    const holed = many.map((b, i) => (i >= 2_000 && i < 2_100 ? { ...b, ...unseen, observed: 0 } : b));
    expect(thin(holed, linear([0, 10_000], [0, 800])).some((b) => b.exposure === 0)).toBe(true);
  });

  it('leaves a series alone that fits', () => {
    expect(thin(ten, drawing.x)).toBe(ten);
  });
});
