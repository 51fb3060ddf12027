import { settings } from './settings.ts';

/** Whether an outage is suspected, and since which tick; all ticks observed so far. */
export interface Suspicion {
  /** −1: none. */
  since: number;
  /** Ticks observed, weighed by exposure. */
  seen: number;
}

export type Belief = 'none' | 'suspected' | 'given-up';

/**
 * An outage is suspected while the recurrence interval is above `settings.suspectMinutes`. One that lasts longer than a day, or than a
 * quarter of everything seen and six hours, is given up: the new rate is the normal one. Six hours, for a new series would else learn in its first
 * ones any outage as its usual rate, and tell its end while it goes on.
 */
export function weighSuspicion(suspicion: Suspicion, score: number, now: { tick: number; bin: number }): Belief {
  if (score <= settings.suspectMinutes) {
    suspicion.since = -1;
    return 'none';
  }
  if (suspicion.since < 0) suspicion.since = now.tick;
  const ofSeen = suspicion.seen * now.bin * settings.longestOutageShare;
  const limit = Math.min(settings.longestOutageHours * 60, Math.max(settings.leastOutageHours * 60, ofSeen));
  if ((now.tick - suspicion.since) * now.bin <= limit) return 'suspected';
  suspicion.since = -1;
  return 'given-up';
}

/** Is too little known to judge at all? `strength`: minutes of observation that the prior stands for. */
export function isYoung(suspicion: Suspicion, bin: number, strength: number): boolean {
  const observed = suspicion.seen * bin;
  return observed < settings.leastObservedMinutes || observed + strength < settings.warmUpMinutes;
}
