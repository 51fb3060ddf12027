import { describe, expect, it } from 'vitest';
import { emptyTrail, noteArrival, trailMinutes, trimTrail } from '../../../../src/core/detect/temporal/onset.ts';

describe('a trail', () => {
  it('keeps the arrivals of its six hours in order, and has room for no more than these and a slot', () => {
    const trail = emptyTrail();
    for (let tick = 0; tick < 1_000; tick++) {
      if (tick % 15 === 0) trimTrail(trail, tick, 1);
      noteArrival(trail, { tick, count: 1 + (tick % 7), bin: 1 });
    }
    trimTrail(trail, 1_000, 1);
    expect(trail.length).toBe(trailMinutes);
    expect([...trail.ticks.subarray(0, trail.length)]).toEqual(Array.from({ length: 360 }, (_, i) => 640 + i));
    expect([...trail.counts.subarray(0, 3)]).toEqual([1 + (640 % 7), 1 + (641 % 7), 1 + (642 % 7)]);
    expect(trail.ticks.length).toBe(trailMinutes + 15);
  });

  it('takes little where little arrives', () => {
    const trail = emptyTrail();
    for (let tick = 0; tick < 10_000; tick += 100) {
      trimTrail(trail, tick, 1);
      noteArrival(trail, { tick, count: 1, bin: 1 });
    }
    expect(trail.length).toBe(4);
    expect(trail.ticks.length).toBeLessThanOrEqual(8);
  });
});
