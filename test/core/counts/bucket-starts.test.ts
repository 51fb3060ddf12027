import { describe, expect, it } from 'vitest';
import { bucketBorders, ZoneClock } from '../../../src/core/counts/bucket-starts.ts';

const minute = (iso: string) => Date.parse(iso) / 60_000;
const borders = (from: string, to: string, width: '5m' | '1h' | '1d', zone: string) =>
  [...bucketBorders({ from: minute(from), to: minute(to) }, width, zone)].map((m) =>
    new Date(m * 60_000).toISOString().slice(0, 16),
  );

describe('bucketBorders', () => {
  it('widens a range to whole buckets', () => {
    expect(borders('2026-11-03T10:03Z', '2026-11-03T10:11Z', '5m', 'UTC')).toEqual([
      '2026-11-03T10:00',
      '2026-11-03T10:05',
      '2026-11-03T10:10',
      '2026-11-03T10:15',
    ]);
  });

  it('gives nothing for an empty range', () => {
    expect(borders('2026-11-03T10:00Z', '2026-11-03T10:00Z', '1d', 'UTC')).toEqual([]);
  });

  it('lets the day of the autumn change have 25 hours and that of spring 23 (America/Chicago)', () => {
    expect(borders('2026-11-01T12:00Z', '2026-11-01T13:00Z', '1d', 'America/Chicago')).toEqual([
      '2026-11-01T05:00',
      '2026-11-02T06:00',
    ]);
    expect(borders('2026-03-08T12:00Z', '2026-03-09T05:30Z', '1d', 'America/Chicago')).toEqual([
      '2026-03-08T06:00',
      '2026-03-09T05:00',
      '2026-03-10T05:00',
    ]);
  });

  it('takes an hour that the clock shows twice for two, and one that it half repeats for one and a half', () => {
    expect(borders('2026-11-01T05:00Z', '2026-11-01T08:00Z', '1h', 'America/Chicago')).toEqual(
      ['05', '06', '07', '08'].map((hour) => `2026-11-01T${hour}:00`),
    );
    // Lord Howe goes back from 2:00 to 1:30, which is 15:00 UTC.
    expect(borders('2026-04-04T14:00Z', '2026-04-04T16:00Z', '1h', 'Australia/Lord_Howe')).toEqual(
      ['14:00', '15:00', '15:30', '16:30'].map((time) => `2026-04-04T${time}`),
    );
    // And forward from 2:00 to 2:30, which is 15:30 UTC.
    expect(borders('2026-10-03T15:00Z', '2026-10-03T16:30Z', '1h', 'Australia/Lord_Howe')).toEqual(
      ['14:30', '15:30', '16:00', '17:00'].map((time) => `2026-10-03T${time}`),
    );
  });

  it('follows half-hour zones and a midnight that the clock skips', () => {
    expect(borders('2026-11-03T10:00Z', '2026-11-03T11:00Z', '1h', 'Asia/Kolkata')).toEqual([
      '2026-11-03T09:30',
      '2026-11-03T10:30',
      '2026-11-03T11:30',
    ]);
    // In Beirut 2026-03-29 begins at 01:00 summer time = 22:00 UTC of the 28th.
    expect(borders('2026-03-28T12:00Z', '2026-03-29T12:00Z', '1d', 'Asia/Beirut')).toEqual([
      '2026-03-27T22:00',
      '2026-03-28T22:00',
      '2026-03-29T21:00',
    ]);
  });
});

describe('ZoneClock.textOf', () => {
  it('tells the hours of a changed clock apart', () => {
    const clock = new ZoneClock('America/Chicago');
    expect(clock.textOf(minute('2026-11-01T06:30Z'))).toBe('2026-11-01T01:30:00-05:00');
    expect(clock.textOf(minute('2026-11-01T07:30Z'))).toBe('2026-11-01T01:30:00-06:00');
    expect(new ZoneClock('UTC').textOf(minute('2026-11-01T07:30Z'))).toBe('2026-11-01T07:30:00Z');
    expect(new ZoneClock('Asia/Kolkata').textOf(minute('2026-11-01T07:30Z'))).toBe('2026-11-01T13:00:00+05:30');
    expect(new ZoneClock('America/St_Johns').textOf(minute('2026-11-01T02:00Z'))).toBe('2026-10-31T23:30:00-02:30');
  });
});

describe('the offset of a zone', () => {
  const zones = [
    'UTC',
    'America/Chicago',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Africa/Casablanca',
  ];

  it.each(zones)('is that of the minute itself, in any order of questions: %s', (zone) => {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    const told = (at: number) => {
      const name = format.formatToParts(at * 60_000).find(({ type }) => type === 'timeZoneName')!.value;
      const [, sign, hours, minutes] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name)!;
      return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
    };
    const clock = new ZoneClock(zone);
    // Every change of the clock in a year and a half, Samoa's lost day among them, then back and forth over one.
    for (let at = minute('2011-11-01T00:00Z'); at < minute('2013-04-15T00:00Z'); at += 97)
      expect(clock.offsetAt(at)).toBe(told(at));
    for (const at of ['2026-11-01T06:59Z', '2026-11-01T07:00Z', '2026-03-08T08:14Z', '2026-11-01T06:59Z'].map(minute))
      expect(clock.offsetAt(at)).toBe(told(at));
  });
});
