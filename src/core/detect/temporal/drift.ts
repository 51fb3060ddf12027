import { settings } from './settings.ts';
import { slotMinutes } from './time-of-week.ts';

/** A slot's share of the past that stays: memory of 1,000 slots, ten days. */
const keep = 0.999;
const largest = 0.5;
/** Slots between residuals whose covariances are followed: a quarter of an hour and an hour. */
const lags = [1, 4] as const;
const shortestHours = 0.75;

/** Regression of products of residuals on products of expectations. */
interface Covariance {
  products: number;
  weights: number;
}

/** How much, and for how long, the rate wanders around the baseline. `past`: the last slots, oldest first, null where one is missing. */
export interface Drift {
  near: Covariance;
  far: Covariance;
  past: ({ residual: number; expected: number } | null)[];
}

export function unknownDrift(): Drift {
  return { near: { products: 0, weights: 0 }, far: { products: 0, weights: 0 }, past: [] };
}

/** Relative variance of the rate around the baseline, 0 … 0.5, shrunk to the prior one. */
export function driftOf(drift: Drift): number {
  return Math.min(largest, Math.max(0, shrunk(drift.near, settings.priorDrift)));
}

/**
 * Memory of the wandering, hours, from how much of the covariance a quarter of an hour apart is left an hour apart: as a
 * Ornstein–Uhlenbeck process, covariance e^(−lag ÷ memory). At most, and without data, `settings.localHours`.
 */
export function driftHours(drift: Drift): number {
  const lag = ((lags[1] - lags[0]) * slotMinutes) / 60;
  const near = shrunk(drift.near, settings.priorDrift);
  const far = shrunk(drift.far, settings.priorDrift * Math.exp(-lag / settings.localHours));
  if (near <= 0 || far >= near) return settings.localHours;
  return Math.min(settings.localHours, Math.max(shortestHours, -lag / Math.log(Math.max(far / near, 1e-9))));
}

/**
 * Adds a slot, null for one that teaches nothing: covariances of the residuals of slots a lag apart over the products of their
 * expectations. Counting noise is independent from slot to slot and drops out; what stays is the wandering rate and the baseline's
 * ignorance, which is known and taken off. Regressions through the origin, weighed by the inverse variances.
 */
export function learnDrift(
  drift: Drift,
  seen: { residual: number; expected: number } | null,
  law: { dispersion: number; ignorance: number },
): void {
  const { past } = drift;
  const spread = Math.max(driftOf(drift), law.ignorance);
  const variance = (mean: number) => law.dispersion * mean + spread * mean * mean;
  for (const lag of lags) {
    const before = past[past.length - lag];
    if (!seen || !before) continue;
    const covariance = lag === 1 ? drift.near : drift.far;
    const square = seen.expected * before.expected;
    const weight = square / (variance(seen.expected) * variance(before.expected));
    covariance.products =
      covariance.products * keep + weight * (seen.residual * before.residual - law.ignorance * square);
    covariance.weights = covariance.weights * keep + weight * square;
  }
  past.push(seen);
  if (past.length > lags[1]) past.shift();
}

function shrunk(covariance: Covariance, prior: number): number {
  const weight = settings.priorDriftWeight;
  return (covariance.products + prior * weight) / (covariance.weights + weight);
}
