import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '../../../src/core/stats/wilson.ts';

describe('the Wilson interval', () => {
  it('agrees with the published example of 81 of 263 (Newcombe 1998, table I)', () => {
    const { low, high } = wilsonInterval(81, 263)!;
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  it('keeps a width at the borders and stays within them', () => {
    expect(wilsonInterval(0, 20)).toMatchObject({ value: 0, low: 0 });
    expect(wilsonInterval(0, 20)!.high).toBeCloseTo(0.1611, 4);
    expect(wilsonInterval(3, 3)!.low).toBeCloseTo(0.4385, 4);
    expect(wilsonInterval(3, 3)!.high).toBe(1);
  });

  it('says nothing without a trial', () => expect(wilsonInterval(0, 0)).toBeNull());
});
