import { poissonInterval } from '../stats/poisson-interval.ts';
import type { Interval } from '../words/interval.ts';

const daysPerMonth = 30;

/** False alarms that a replay really raised, beside the budget. Rates are per 30 days of calm. */
export interface FalseAlarmRate {
  brand: string;
  /** Days that were watched and in which nothing is known to have been broken. */
  calmDays: number;
  /** Times at which evidence reached the budget, and incidents that came of them, in calm. */
  alarms: number;
  incidents: number;
  alarmsPerMonth: number;
  /** 95 % interval of the rate of alarms. */
  interval: { low: number; high: number };
  budgetPerMonth: number;
  /** False when so many alarms would come within the budget less than once in forty times. */
  kept: boolean;
}

/** What a replay watched and raised for one brand; minutes since the epoch. */
export interface WatchedBrand {
  brand: string;
  watched: Interval;
  alarms: readonly number[];
  incidents: readonly number[];
  /** When something is known to have been broken; what is raised then, or within an hour after, is no false alarm. */
  outages: readonly Interval[];
}

const afterMinutes = 60;

/** Counts alarms outside of known outages against the budget (mean time between false alarms, minutes). */
export function falseAlarmRate(seen: WatchedBrand, budgetMinutes: number): FalseAlarmRate {
  const excused = merged(seen.outages, seen.watched);
  const isFalse = (minute: number) =>
    minute >= seen.watched.from &&
    minute < seen.watched.to &&
    !excused.some(({ from, to }) => minute >= from && minute < to);
  const excusedMinutes = excused.reduce((sum, { from, to }) => sum + to - from, 0);
  const calmMinutes = Math.max(0, seen.watched.to - seen.watched.from - excusedMinutes);
  const alarms = seen.alarms.filter(isFalse).length;
  const months = calmMinutes / (1440 * daysPerMonth);
  const rate = (count: number) => (months > 0 ? count / months : 0);
  const { low, high } = poissonInterval(alarms);
  const budgetPerMonth = (1440 * daysPerMonth) / budgetMinutes;
  return {
    brand: seen.brand,
    calmDays: calmMinutes / 1440,
    alarms,
    incidents: seen.incidents.filter(isFalse).length,
    alarmsPerMonth: rate(alarms),
    interval: { low: rate(low), high: rate(high) },
    budgetPerMonth,
    kept: rate(low) <= budgetPerMonth,
  };
}

/** Known outages with the hour after, cut to what was watched, without overlaps. */
function merged(outages: readonly Interval[], watched: Interval): Interval[] {
  const sorted = outages
    .map(({ from, to }) => ({ from: Math.max(from, watched.from), to: Math.min(to + afterMinutes, watched.to) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
  const result: Interval[] = [];
  for (const one of sorted) {
    const last = result.at(-1);
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to);
    else result.push({ ...one });
  }
  return result;
}
