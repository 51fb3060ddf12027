import { ZoneClock } from '../counts/bucket-starts.ts';
import type { Interval } from '../words/interval.ts';
import { minuteOfWall } from './maintenance.ts';

/** When a channel is sent its digest. */
export interface DigestPlan {
  /** On the zone's wall clock, `HH:MM`. */
  at: string;
  /** IANA zone. */
  zone: string;
  /** 0 = Sunday; empty: every day. */
  weekdays: readonly number[];
}

const dayMinutes = 1_440;
/** A digest tells of what the one before it left out, after a stop of the program too, up to so far back. */
const longestMinutes = 8 * dayMinutes;

/**
 * The span of the digest that is due at a minute (both in minutes since the epoch): from the end of the last one told, else from the
 * planned time before, to the latest planned time; null when that one was told. A time that the clock shows twice in a night counts once,
 * one that it skips counts with the offset before the change.
 */
export function digestDue(plan: DigestPlan, minute: number, toldUntil: number | null): Interval | null {
  const [to, before] = plannedTimes(plan, minute);
  if (to === undefined || before === undefined || (toldUntil !== null && toldUntil >= to)) return null;
  const from = toldUntil === null || toldUntil < to - longestMinutes ? before : toldUntil;
  return { from, to };
}

/** The next planned time after a minute. */
export function nextDigest(plan: DigestPlan, minute: number): number {
  const clock = new ZoneClock(plan.zone);
  for (let day = dayOf(clock, minute); ; day++) {
    const at = plannedOn(plan, clock, day);
    if (at !== null && at > minute) return at;
  }
}

/** The last two planned times up to a minute, newest first. */
function plannedTimes(plan: DigestPlan, minute: number): number[] {
  const clock = new ZoneClock(plan.zone);
  const found: number[] = [];
  const today = dayOf(clock, minute);
  for (let day = today + 1; day > today - 16 && found.length < 2; day--) {
    const at = plannedOn(plan, clock, day);
    if (at !== null && at <= minute) found.push(at);
  }
  return found;
}

function plannedOn({ at, weekdays }: DigestPlan, clock: ZoneClock, day: number): number | null {
  if (weekdays.length > 0 && !weekdays.includes((((day + 4) % 7) + 7) % 7)) return null;
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  return minuteOfWall(clock, day * dayMinutes + hour * 60 + minute, 'first');
}

function dayOf(clock: ZoneClock, minute: number): number {
  return Math.floor((minute + clock.offsetAt(minute)) / dayMinutes);
}
