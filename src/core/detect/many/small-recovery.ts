import { settings } from '../temporal/settings.ts';

/** Half of what the outage reached, at least twice the usual, counts as going on. */
const lingeringShare = 0.5;
const smallestOutage = 2;

/**
 * The mirrored test for a small stratum, one minute: Q ← (1 + Q)·P(count | usual) ÷ P(count | half of what it reached), Poisson; the mean
 * time between false recoveries while an outage goes on, minutes. Rates are per minute.
 */
export function followCalm(statistic: number, count: number, rates: { usual: number; height: number }): number {
  const { usual, height } = rates;
  if (!(usual > 0)) return statistic;
  const burning = Math.max(smallestOutage * usual, lingeringShare * height);
  // One exponential of both: at hundreds a minute each by itself is beyond any number, and their product none.
  return Math.min(1e9, (1 + statistic) * Math.exp(burning - usual + count * Math.log(usual / burning)));
}

export function isCalmAgain(statistic: number): boolean {
  return statistic >= settings.recoveryMinutes;
}
