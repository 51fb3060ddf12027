import { slotMinutes } from './time-of-week.ts';

/** The rate to be expected now relative to the baseline, after what the last hours brought: mean and variance of a gamma law. */
export interface LocalRate {
  mean: number;
  variance: number;
}

const smallest = 0.02;

/**
 * One slot of the gamma filter (Smith & Miller 1986; West & Harrison 1997, ch. 10): `reports` at `expected` (baseline), both divided by
 * the dispersion, update what was expected of it; then the relative rate goes a slot on, back to 1 with a memory of `hours`, and wanders
 * with stationary variance `wander`, so that what stays is a forecast of the next slot. expected 0: nothing was observed, only time passes.
 */
export function followLocalRate(
  local: LocalRate,
  seen: { reports: number; expected: number },
  law: { wander: number; hours: number; dispersion: number },
): void {
  const shape = (local.mean * local.mean) / local.variance + seen.reports / law.dispersion;
  const rate = local.mean / local.variance + seen.expected / law.dispersion;
  const keep = Math.exp(-slotMinutes / (60 * law.hours));
  local.mean = Math.max(smallest, 1 + keep * (shape / rate - 1));
  local.variance = Math.max(1e-6, keep * keep * (shape / (rate * rate)) + (1 - keep * keep) * law.wander);
}
