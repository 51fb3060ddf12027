import { slotMinutes } from './time-of-week.ts';

/** The rate of the last hours relative to the baseline: mean and variance of a gamma posterior. */
export interface LocalRate {
  mean: number;
  variance: number;
}

const smallest = 0.02;

/**
 * One slot of the gamma filter (Smith & Miller 1986; West & Harrison 1997, ch. 10): the relative rate returns to 1 with a memory
 * of `hours` and wanders with stationary variance `wander`; then `reports` at `expected` (baseline) update it,
 * both divided by the dispersion. expected 0: nothing was observed, only time passes.
 */
export function followLocalRate(
  local: LocalRate,
  seen: { reports: number; expected: number },
  law: { wander: number; hours: number; dispersion: number },
): void {
  const keep = Math.exp(-slotMinutes / (60 * law.hours));
  const mean = 1 + keep * (local.mean - 1);
  const variance = keep * keep * local.variance + (1 - keep * keep) * law.wander;
  const shape = (mean * mean) / variance + seen.reports / law.dispersion;
  const rate = mean / variance + seen.expected / law.dispersion;
  local.mean = Math.max(smallest, shape / rate);
  local.variance = Math.max(1e-6, shape / (rate * rate));
}
