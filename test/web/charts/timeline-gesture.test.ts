import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Seen, seenUnder, shifted, stretched } from '../../../src/web/charts/timeline-gesture.ts';

const hour = 3_600_000;
const base = { from: 100 * hour, to: 106 * hour };
const ground = { left: 40, width: 600 };
const timeAt = ({ from, to }: Seen, pixel: number) => from + ((pixel - ground.left) / ground.width) * (to - from);

describe('fingers on the timeline', () => {
  it('take the time under one of them along', () => {
    expect(seenUnder(base, [{ start: 340, now: 240 }], ground)).toEqual(shifted(base, hour));
    expect(seenUnder(base, [], ground)).toBe(base);
  });

  it('keep the times under two of them, wherever they go (seed 7)', () => {
    const finger = fc.record({ start: fc.integer({ min: 40, max: 300 }), now: fc.integer({ min: 40, max: 300 }) });
    const other = fc.record({ start: fc.integer({ min: 340, max: 640 }), now: fc.integer({ min: 340, max: 640 }) });
    fc.assert(
      fc.property(finger, other, (one, two) => {
        const seen = seenUnder(base, [two, one], ground);
        for (const { start, now } of [one, two])
          expect(Math.abs(timeAt(seen, now) - timeAt(base, start))).toBeLessThan(1);
      }),
      { seed: 7 },
    );
  });

  it('never tear the span apart nor beyond its bounds', () => {
    const crossed = seenUnder(
      base,
      [
        { start: 100, now: 500 },
        { start: 600, now: 90 },
      ],
      ground,
    );
    expect(crossed.to - crossed.from).toBeGreaterThan(0);
    const minute = { from: 0, to: 6 * 60_000 };
    const drawn = seenUnder(
      minute,
      [
        { start: 300, now: 50 },
        { start: 330, now: 630 },
      ],
      ground,
    );
    expect(drawn.to - drawn.from).toBe(5 * 60_000);
  });

  it('stretch about the pixel that stays', () => {
    const seen = stretched(base, 0.5, { pixel: 190, ground });
    expect(seen.to - seen.from).toBe(3 * hour);
    expect(timeAt(seen, 190)).toBeCloseTo(timeAt(base, 190), 3);
  });
});
