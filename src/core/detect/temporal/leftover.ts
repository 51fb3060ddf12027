import type { Trail } from './onset.ts';
import { settings } from './settings.ts';

/** What people are still expected to say of an outage that is over: reports a tick when it ended, and that tick; −1: no outage ended. */
export interface Leftover {
  since: number;
  mean: number;
}

export function nothingLeft(): Leftover {
  return { since: -1, mean: 0 };
}

/**
 * Reports a tick that an outage leaves behind, m₀·2^(−t ÷ half-life): those who were kept from saying it before, and who read of it. Ends after
 * `settings.leftoverMinutes`, when a sixteenth is left.
 */
export function leftoverMean({ since, mean }: Leftover, tick: number, bin: number): number {
  const minutes = (tick - since) * bin;
  if (mean <= 0 || minutes < 0 || minutes >= settings.leftoverMinutes) return 0;
  return mean * 2 ** (-minutes / settings.leftoverHalfLifeMinutes);
}

/** What the outage that ends with `tick` leaves behind: a share of its last rate beyond the usual `mean` of a tick, or what was left already. */
export function leftoverOf(
  { trail, leftover, bin, mean }: { trail: Trail; leftover: Leftover; bin: number; mean: number },
  tick: number,
): Leftover {
  const first = tick - settings.lastRateMinutes / bin;
  let reports = 0;
  for (let i = trail.length - 1; i >= 0 && trail.ticks[i]! >= first; i--) reports += trail.counts[i]!;
  const lastRate = (reports * bin) / settings.lastRateMinutes;
  const left = settings.leftoverShare * Math.max(0, lastRate - mean);
  return { since: tick, mean: Math.max(left, leftoverMean(leftover, tick, bin)) };
}
