import { describe, expect, it } from 'vitest';
import { leftoverMean, leftoverOf, nothingLeft } from '../../../../src/core/detect/temporal/leftover.ts';
import { emptyTrail, noteArrival } from '../../../../src/core/detect/temporal/onset.ts';

const end = 10_000;
/** Two reports in each of the last minutes. */
function trailOf(minutes: number, bin = 1) {
  const trail = emptyTrail();
  for (let tick = end - minutes / bin; tick < end; tick++) noteArrival(trail, { tick, count: 2 * bin, bin });
  return trail;
}

describe('what an outage leaves behind', () => {
  const left = leftoverOf({ trail: trailOf(60), leftover: nothingLeft(), bin: 1, mean: 0.5 }, end);

  it('begins at three tenths of its last rate beyond the usual, halves in a quarter of an hour and ends after an hour', () => {
    expect(left).toEqual({ since: end, mean: 0.3 * 1.5 });
    expect(leftoverMean(left, end, 1)).toBeCloseTo(0.45, 12);
    expect(leftoverMean(left, end + 15, 1)).toBeCloseTo(0.225, 12);
    expect(leftoverMean(left, end + 59, 1)).toBeGreaterThan(0.45 / 16);
    expect(leftoverMean(left, end + 60, 1)).toBe(0);
  });

  it('is the same in wider bins', () => {
    const wide = leftoverOf({ trail: trailOf(60, 5), leftover: nothingLeft(), bin: 5, mean: 2.5 }, end);
    expect(wide.mean / 5).toBeCloseTo(left.mean, 12);
    expect(leftoverMean(wide, end + 3, 5) / 5).toBeCloseTo(leftoverMean(left, end + 15, 1), 12);
  });

  it('is nothing where nothing was beyond the usual, and not less than what was left before', () => {
    expect(leftoverOf({ trail: emptyTrail(), leftover: nothingLeft(), bin: 1, mean: 0.5 }, end).mean).toBe(0);
    const again = leftoverOf({ trail: emptyTrail(), leftover: left, bin: 1, mean: 0.5 }, end + 15);
    expect(again).toEqual({ since: end + 15, mean: leftoverMean(left, end + 15, 1) });
    expect(leftoverMean(nothingLeft(), end, 1)).toBe(0);
  });
});
