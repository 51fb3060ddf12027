import type { Interval } from '../words/interval.ts';

export const bucketWidths = ['1m', '5m', '15m', '1h', '1d'] as const;
export type BucketWidth = (typeof bucketWidths)[number];

const stepMinutes = 15;
const dayMinutes = 1_440;
const fixed: Partial<Record<BucketWidth, number>> = { '1m': 1, '5m': 5, '15m': 15 };

/** Offset of a zone's wall clock from UTC at a minute, in minutes (east positive). Unit: minutes since the epoch. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat | null;
  #from = 0;
  #to = 0;
  #offset = 0;
  #hour = Number.NaN;
  #hourOffset = 0;
  #prefix = '';
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

  /**
   * One answer serves the span for which it holds: a day (UTC) that begins and ends with the same offset, since no zone
   * changes its clock twice in a day, else a quarter of an hour, since zones change their clocks at whole quarters.
   */
  offsetAt(minute: number): number {
    if (!this.#format || (minute >= this.#from && minute < this.#to)) return this.#offset;
    const day = Math.floor(minute / dayMinutes) * dayMinutes;
    const [first, last] = [this.#offsetOf(this.#format, day), this.#offsetOf(this.#format, day + dayMinutes)];
    const quarter = Math.floor(minute / stepMinutes) * stepMinutes;
    const isWhole = first === last;
    this.#from = isWhole ? day : quarter;
    this.#to = isWhole ? day + dayMinutes : quarter + stepMinutes;
    this.#offset = isWhole ? first : this.#offsetOf(this.#format, quarter);
    return this.#offset;
  }

  /** ISO 8601 text of a minute on the wall clock with its offset, for example `2026-11-03T09:12:00-06:00`. */
  textOf(minute: number): string {
    const offset = this.offsetAt(minute);
    const wall = minute + offset;
    const hour = Math.floor(wall / 60);
    if (hour !== this.#hour || offset !== this.#hourOffset) {
      this.#hour = hour;
      this.#hourOffset = offset;
      this.#prefix = new Date(hour * 3_600_000).toISOString().slice(0, 14);
      this.#suffix = `:00${offsetText(offset)}`;
    }
    return this.#prefix + two(wall - hour * 60) + this.#suffix;
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
 * days are those of the zone's wall clock, so that a day has 23 or 25 hours where the clock is changed; an hour that the
 * clock shows twice is two. Unit: minutes since the epoch. An empty range gives nothing.
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
  const startsAt = (minute: number) => {
    const [before, now] = [clock.offsetAt(minute - stepMinutes), clock.offsetAt(minute)];
    if (unit === 60 && before !== now) return true;
    return Math.floor((minute + now) / unit) !== Math.floor((minute - stepMinutes + before) / unit);
  };
  let at = Math.floor(range.from / stepMinutes) * stepMinutes;
  while (!startsAt(at)) at -= stepMinutes;
  while (at < range.to) {
    yield at;
    at += unit === 60 ? stepMinutes : 22 * 60;
    while (!startsAt(at)) at += stepMinutes;
  }
  yield at;
}

function offsetText(offset: number): string {
  if (offset === 0) return 'Z';
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}
