import { settings } from './settings.ts';

/** A slot's share of the past that stays: memory of 1,000 slots, ten days. */
const keep = 0.999;
const largest = 0.5;

/** How much the rate wanders around the baseline over hours. `lastExpected` 0: the slot before is missing. */
export interface Drift {
  products: number;
  weights: number;
  lastResidual: number;
  lastExpected: number;
}

export function unknownDrift(): Drift {
  return { products: 0, weights: 0, lastResidual: 0, lastExpected: 0 };
}

/** Relative variance of the rate around the baseline, 0 … 0.5, shrunk to the prior one. */
export function driftOf(drift: Drift): number {
  const weight = settings.priorDriftWeight;
  const value = (drift.products + settings.priorDrift * weight) / (drift.weights + weight);
  return Math.min(largest, Math.max(0, value));
}

/**
 * Adds a slot: covariance of neighbouring slots' residuals over the product of their expectations. Counting noise is independent from
 * slot to slot and drops out; what stays is the wandering rate and the baseline's ignorance, which is known and taken off.
 * A regression through the origin, weighed by the inverse variances.
 */
export function learnDrift(
  drift: Drift,
  seen: { residual: number; expected: number },
  law: { dispersion: number; ignorance: number },
): void {
  if (drift.lastExpected > 0) {
    const wander = driftOf(drift);
    const variance = (mean: number) => law.dispersion * mean + Math.max(wander, law.ignorance) * mean * mean;
    const square = seen.expected * drift.lastExpected;
    const weight = square / (variance(seen.expected) * variance(drift.lastExpected));
    drift.products = drift.products * keep + weight * (seen.residual * drift.lastResidual - law.ignorance * square);
    drift.weights = drift.weights * keep + weight * square;
  }
  drift.lastResidual = seen.residual;
  drift.lastExpected = seen.expected;
}
