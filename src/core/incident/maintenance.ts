import { ZoneClock } from '../counts/bucket-starts.ts';
import type { MaintenanceWindow } from '../words/hold.ts';
import type { Interval } from '../words/interval.ts';

const dayMinutes = 1_440;

/** The occurrence of a window that a minute lies in; null outside. */
export function occurrenceAt(window: MaintenanceWindow, minute: number): Interval | null {
  const longest = Math.ceil(window.durationMinutes / dayMinutes) + 1;
  for (const one of occurrences(window, minute - longest * dayMinutes)) {
    if (one.from > minute) return null;
    if (minute < one.to) return one;
  }
  return null;
}

/** The next occurrence that begins after a minute; null when none does any more. */
export function nextOccurrence(window: MaintenanceWindow, minute: number): Interval | null {
  for (const one of occurrences(window, minute)) if (one.from > minute) return one;
  return null;
}

/** Occurrences in order, from about a minute on. A window that repeats by the week shows at least once in eight days. */
function* occurrences(window: MaintenanceWindow, fromMinute: number): Generator<Interval> {
  const clock = new ZoneClock(window.zone);
  const first = wallMinute(window.firstStart);
  const firstDay = Math.floor(first / dayMinutes);
  const lastDay = window.lastDay === null ? Infinity : wallMinute(`${window.lastDay}T00:00`) / dayMinutes;
  const begin = Math.max(firstDay, Math.floor(fromMinute / dayMinutes) - 1);
  const end = window.repeat === 'once' ? firstDay : Math.min(lastDay, begin + window.durationMinutes / dayMinutes + 12);
  for (let day = begin; day <= end; day++) {
    if (!beginsOn(window, day, firstDay)) continue;
    const start = day * dayMinutes + (first - firstDay * dayMinutes);
    const from = minuteOfWall(clock, start, 'first');
    const to = minuteOfWall(clock, start + window.durationMinutes, 'last');
    // One that begins in the hour that is skipped may begin after the time at which it should end.
    yield { from, to: to > from ? to : from + window.durationMinutes };
  }
}

function beginsOn({ repeat, weekdays }: MaintenanceWindow, day: number, firstDay: number): boolean {
  if (repeat === 'once') return day === firstDay;
  if (repeat === 'daily') return true;
  return (weekdays.length > 0 ? weekdays : [weekdayOf(firstDay)]).includes(weekdayOf(day));
}

/** 1 January 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Minutes of a wall clock since its 1 January 1970. */
function wallMinute(text: string): number {
  return Date.parse(`${text}:00Z`) / 60_000;
}

/**
 * The minute (UTC) at which a zone's wall clock shows a time. One that is shown twice has a first and a last; one that is
 * skipped counts with the offset before the change, as RFC 5545 (3.3.5) reads it.
 */
export function minuteOfWall(clock: ZoneClock, wall: number, which: 'first' | 'last'): number {
  const before = clock.offsetAt(wall - dayMinutes);
  const after = clock.offsetAt(wall + dayMinutes);
  const shown = [wall - before, wall - after].filter((minute) => minute + clock.offsetAt(minute) === wall);
  if (shown.length === 0) return wall - before;
  return which === 'first' ? Math.min(...shown) : Math.max(...shown);
}
