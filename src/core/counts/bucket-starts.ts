import type { Interval } from '../words/interval.ts';

export const bucketWidths = ['1m', '5m', '15m', '1h', '1d'] as const;
export type BucketWidth = (typeof bucketWidths)[number];

const stepMinutes = 15;
const fixed: Partial<Record<BucketWidth, number>> = { '1m': 1, '5m': 5, '15m': 15 };

/** Offset of a zone's wall clock from UTC at a minute, in minutes (east positive). Unit: minutes since the epoch. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat | null;
  #quarter = Number.NaN;
  #offset = 0;
  #day = Number.NaN;
  #date = '';
  #suffixOf = Number.NaN;
  #suffix = '';

  /** Throws RangeError on an unknown zone. */
  constructor(zone: string) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    this.#format = format.resolvedOptions().timeZone === 'UTC' ? null : format;
  }

  /** Zones change their offset at whole quarters of an hour, so one answer serves a quarter. */
  offsetAt(minute: number): number {
    if (!this.#format) return 0;
    const quarter = Math.floor(minute / stepMinutes);
    if (quarter !== this.#quarter) {
      this.#quarter = quarter;
      this.#offset = this.#offsetOf(this.#format, quarter * stepMinutes);
    }
    return this.#offset;
  }

  /** ISO 8601 text of a minute on the wall clock with its offset, for example `2026-11-03T09:12:00-06:00`. */
  textOf(minute: number): string {
    const offset = this.offsetAt(minute);
    const wall = minute + offset;
    const day = Math.floor(wall / 1_440);
    if (day !== this.#day) {
      this.#day = day;
      this.#date = new Date(day * 86_400_000).toISOString().slice(0, 11);
    }
    if (offset !== this.#suffixOf) {
      this.#suffixOf = offset;
      this.#suffix = offsetText(offset);
    }
    const ofDay = wall - day * 1_440;
    return `${this.#date}${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}:00${this.#suffix}`;
  }

  #offsetOf(format: Intl.DateTimeFormat, minute: number): number {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(minute * 60_000)) parts[type] = Number(value);
    const {
      year,
      month,
      day,
      hour,
      minute: wallMinute,
    } = parts as Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>;
    return Date.UTC(year, month - 1, day, hour, wallMinute) / 60_000 - minute;
  }
}

/**
 * Starts of the buckets that cover a range, then the end of the last: the range is widened to whole buckets. Hours and
 * days are those of the zone's wall clock, so that a day has 23 or 25 hours where the clock is changed. Unit: minutes
 * since the epoch. An empty range gives nothing.
 */
export function* bucketBorders(range: Interval, width: BucketWidth, zone: string): Generator<number> {
  if (range.to <= range.from) return;
  const minutes = fixed[width];
  if (minutes !== undefined) {
    let at = Math.floor(range.from / minutes) * minutes;
    for (; at < range.to; at += minutes) yield at;
    yield at;
    return;
  }
  const clock = new ZoneClock(zone);
  const unit = width === '1h' ? 60 : 1_440;
  const startsAt = (minute: number) => unitOf(clock, minute, unit) !== unitOf(clock, minute - stepMinutes, unit);
  let at = Math.floor(range.from / stepMinutes) * stepMinutes;
  while (!startsAt(at)) at -= stepMinutes;
  while (at < range.to) {
    yield at;
    at += unit === 60 ? stepMinutes : 22 * 60;
    while (!startsAt(at)) at += stepMinutes;
  }
  yield at;
}

/** Number of the wall clock's hour or day. */
function unitOf(clock: ZoneClock, minute: number, unit: number): number {
  return Math.floor((minute + clock.offsetAt(minute)) / unit);
}

function offsetText(offset: number): string {
  if (offset === 0) return 'Z';
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}
