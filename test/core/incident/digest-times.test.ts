import { describe, expect, it } from 'vitest';
import { type DigestPlan, digestDue, nextDigest } from '../../../src/core/incident/digest-times.ts';

const daily: DigestPlan = { at: '08:00', zone: 'America/New_York', weekdays: [] };
const minute = (text: string) => Date.parse(text) / 60_000;
const shown = (plan: DigestPlan, at: string, told: string | null = null) => {
  const span = digestDue(plan, minute(at), told === null ? null : minute(told));
  return span && [span.from, span.to].map((one) => new Date(one * 60_000).toISOString().slice(0, 16));
};

describe('digestDue', () => {
  it('is the latest planned time, and reaches back to the one before', () => {
    expect(shown(daily, '2026-07-10T12:00Z')).toEqual(['2026-07-09T12:00', '2026-07-10T12:00']);
    expect(shown(daily, '2026-07-10T11:59Z')).toEqual(['2026-07-08T12:00', '2026-07-09T12:00']);
  });

  it('is none once it was told, whatever the clock says since', () => {
    expect(shown(daily, '2026-07-10T12:00Z', '2026-07-10T12:00Z')).toBeNull();
    expect(shown(daily, '2026-07-11T11:59Z', '2026-07-10T12:00Z')).toBeNull();
    // The plan was moved to an earlier hour: that of today was told.
    expect(shown({ ...daily, at: '07:00' }, '2026-07-10T15:00Z', '2026-07-10T12:00Z')).toBeNull();
  });

  it('leaves nothing out after a stop, up to eight days', () => {
    expect(shown(daily, '2026-07-10T13:00Z', '2026-07-06T12:00Z')).toEqual(['2026-07-06T12:00', '2026-07-10T12:00']);
    expect(shown(daily, '2026-07-30T13:00Z', '2026-07-06T12:00Z')).toEqual(['2026-07-29T12:00', '2026-07-30T12:00']);
  });

  it('tells of 23 and of 25 hours where the clock is changed', () => {
    expect(shown(daily, '2026-03-08T13:00Z')).toEqual(['2026-03-07T13:00', '2026-03-08T12:00']);
    expect(shown(daily, '2026-11-01T14:00Z')).toEqual(['2026-10-31T12:00', '2026-11-01T13:00']);
  });

  it('comes once in the night in which its hour comes twice, and in the one that skips it', () => {
    const early = { ...daily, at: '01:30' };
    const dues = new Set<string>();
    for (let at = minute('2026-10-31T00:00Z'); at < minute('2026-11-03T00:00Z'); at += 15)
      dues.add(new Date(digestDue(early, at, null)!.to * 60_000).toISOString().slice(0, 16));
    expect([...dues]).toEqual(['2026-10-30T05:30', '2026-10-31T05:30', '2026-11-01T05:30', '2026-11-02T06:30']);
    const skipped = { ...daily, at: '02:30' };
    expect(shown(skipped, '2026-03-08T12:00Z')![1]).toBe('2026-03-08T07:30');
    expect(shown(skipped, '2026-03-09T12:00Z')![1]).toBe('2026-03-09T06:30');
  });

  it('keeps to its weekdays and tells of what lies between them', () => {
    const monday = { ...daily, weekdays: [1] };
    expect(shown(monday, '2026-07-15T12:00Z')).toEqual(['2026-07-06T12:00', '2026-07-13T12:00']);
    expect(nextDigest(monday, minute('2026-07-13T12:00Z'))).toBe(minute('2026-07-20T12:00Z'));
  });
});
