import { describe, expect, it } from 'vitest';
import { nextOccurrence, occurrenceAt } from '../../../src/core/incident/maintenance.ts';
import type { MaintenanceWindow } from '../../../src/core/words/hold.ts';
import { isoInstant } from '../../../src/core/words/interval.ts';

const window = (changes: Partial<MaintenanceWindow> = {}): MaintenanceWindow => ({
  id: 1,
  brand: 'walmart',
  reason: 'database upgrade',
  owner: 'Ada',
  zone: 'America/Chicago',
  firstStart: '2026-03-01T01:00',
  durationMinutes: 180,
  repeat: 'weekly',
  weekdays: [],
  lastDay: null,
  ...changes,
});
const minute = (iso: string) => Date.parse(iso) / 60_000;
const text = (range: { from: number; to: number } | null) =>
  range && `${isoInstant(range.from * 60_000)}/${isoInstant(range.to * 60_000)}`;
const during = (changes: Partial<MaintenanceWindow>, iso: string) => text(occurrenceAt(window(changes), minute(iso)));

describe('a maintenance window', () => {
  it('follows the wall clock over the night in which it is put forward, and the one in which it is put back', () => {
    // Sundays, 1 to 4 in Chicago: 3 hours, then 2 on 8 March 2026, and 4 on 1 November 2026.
    expect(during({}, '2026-03-01T08:00:00Z')).toBe('2026-03-01T07:00:00Z/2026-03-01T10:00:00Z');
    expect(during({}, '2026-03-08T08:00:00Z')).toBe('2026-03-08T07:00:00Z/2026-03-08T09:00:00Z');
    expect(during({}, '2026-03-15T06:00:00Z')).toBe('2026-03-15T06:00:00Z/2026-03-15T09:00:00Z');
    expect(during({}, '2026-11-01T08:00:00Z')).toBe('2026-11-01T06:00:00Z/2026-11-01T10:00:00Z');
  });

  it('takes a time that is skipped with the offset before, and of one shown twice the first start and the last end', () => {
    const skipped = { firstStart: '2026-03-08T02:30', repeat: 'once' as const, durationMinutes: 120 };
    expect(during(skipped, '2026-03-08T08:30:00Z')).toBe('2026-03-08T08:30:00Z/2026-03-08T09:30:00Z');
    const short = { ...skipped, durationMinutes: 45 };
    expect(during(short, '2026-03-08T08:40:00Z')).toBe('2026-03-08T08:30:00Z/2026-03-08T09:15:00Z');
    const island = { ...skipped, zone: 'Australia/Lord_Howe', firstStart: '2026-10-04T02:10', durationMinutes: 30 };
    expect(during(island, '2026-10-03T15:50:00Z')).toBe('2026-10-03T15:40:00Z/2026-10-03T16:10:00Z');
    const twice = { firstStart: '2026-11-01T00:30', repeat: 'once' as const, durationMinutes: 60 };
    expect(during(twice, '2026-11-01T06:00:00Z')).toBe('2026-11-01T05:30:00Z/2026-11-01T07:30:00Z');
  });

  it('begins with its first minute and is over with its last', () => {
    expect(during({}, '2026-03-01T06:59:00Z')).toBeNull();
    expect(during({}, '2026-03-01T07:00:00Z')).not.toBeNull();
    expect(during({}, '2026-03-01T09:59:00Z')).not.toBeNull();
    expect(during({}, '2026-03-01T10:00:00Z')).toBeNull();
    expect(during({}, '2026-02-22T08:00:00Z')).toBeNull();
  });

  it('comes daily, on the weekdays named, once, and not after its last day', () => {
    expect(during({ repeat: 'daily' }, '2026-03-04T08:00:00Z')).not.toBeNull();
    expect(during({ weekdays: [2, 4] }, '2026-03-05T08:00:00Z')).not.toBeNull();
    expect(during({ weekdays: [2, 4] }, '2026-03-08T08:00:00Z')).toBeNull();
    expect(during({ repeat: 'once' }, '2026-03-08T08:00:00Z')).toBeNull();
    expect(during({ lastDay: '2026-03-08' }, '2026-03-08T08:00:00Z')).not.toBeNull();
    expect(during({ lastDay: '2026-03-07' }, '2026-03-08T08:00:00Z')).toBeNull();
  });

  it('reaches over midnight, far east and far west of Greenwich', () => {
    const late = { firstStart: '2026-03-01T22:00', durationMinutes: 480 };
    expect(during({ ...late, zone: 'Pacific/Auckland' }, '2026-03-01T16:59:00Z')).not.toBeNull();
    expect(during({ ...late, zone: 'Pacific/Auckland' }, '2026-03-01T17:00:00Z')).toBeNull();
    expect(during({ ...late, zone: 'Pacific/Honolulu' }, '2026-03-02T15:59:00Z')).not.toBeNull();
    expect(during({ ...late, zone: 'Pacific/Honolulu' }, '2026-03-02T16:00:00Z')).toBeNull();
  });

  it('knows its next occurrence', () => {
    const next = (changes: Partial<MaintenanceWindow>, iso: string) =>
      text(nextOccurrence(window(changes), minute(iso)));
    expect(next({}, '2026-03-01T07:00:00Z')).toBe('2026-03-08T07:00:00Z/2026-03-08T09:00:00Z');
    expect(next({}, '2026-01-01T00:00:00Z')).toBe('2026-03-01T07:00:00Z/2026-03-01T10:00:00Z');
    expect(next({ repeat: 'once' }, '2026-03-01T07:00:00Z')).toBeNull();
    expect(next({ lastDay: '2026-03-20' }, '2026-03-16T00:00:00Z')).toBeNull();
  });
});
