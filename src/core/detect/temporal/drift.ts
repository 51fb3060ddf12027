import { keepLast } from './keep-last.ts';
import { settings } from './settings.ts';
import { slotMinutes } from './time-of-week.ts';

/** A slot's share of the past that stays: memory of 2,000 slots, three weeks. */
const keep = 0.9995;
const largest = 0.5;
/** Slots between residuals whose covariances are followed: up to an hour, and two hours more. Sums of neighbours know more than one. */
const lags = { near: [1, 2, 3, 4], far: [9, 10, 11, 12] } as const;
const longestLag = 12;
/** Figures kept of each slot: residual, expectation. */
const figures = 2;
const lagBetweenHours = (8 * slotMinutes) / 60;
const shortestHours = 0.75;

/** Regression of products of residuals on products of expectations. */
interface Covariance {
  products: number;
  weights: number;
}

/**
 * How much, and for how long, the rate wanders around the baseline. `past`: residual and expectation of the last slots, one after the
 * other, oldest first; expectation 0 where one is missing.
 */
export interface Drift {
  near: Covariance;
  far: Covariance;
  past: number[];
}

export function unknownDrift(): Drift {
  return { near: { products: 0, weights: 0 }, far: { products: 0, weights: 0 }, past: [] };
}

/** Relative variance of the rate around the baseline, 0 … 0.5, shrunk to the prior one. */
export function driftOf(drift: Drift): number {
  return Math.min(largest, Math.max(0, shrunk(drift.near, settings.priorDrift)));
}

/**
 * Memory of the wandering, hours, from how much of the covariance is left two hours later: as a
 * Ornstein–Uhlenbeck process, covariance e^(−lag ÷ memory). Without data `settings.localHours`.
 */
export function driftHours(drift: Drift): number {
  const lag = lagBetweenHours;
  const near = shrunk(drift.near, settings.priorDrift);
  const far = shrunk(drift.far, settings.priorDrift * Math.exp(-lag / settings.localHours));
  if (near <= 0) return settings.localHours;
  if (far >= near) return settings.longestLocalHours;
  return Math.min(settings.longestLocalHours, Math.max(shortestHours, -lag / Math.log(Math.max(far / near, 1e-9))));
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
  for (const side of ['near', 'far'] as const) {
    const covariance = drift[side];
    if (seen) {
      covariance.products *= keep;
      covariance.weights *= keep;
    }
    for (const lag of lags[side]) {
      const at = past.length - figures * lag;
      if (!seen || at < 0 || past[at + 1] === 0) continue;
      const residual = past[at]!;
      const expected = past[at + 1]!;
      const square = seen.expected * expected;
      const weight = square / (variance(seen.expected) * variance(expected));
      covariance.products += weight * (seen.residual * residual - law.ignorance * square);
      covariance.weights += weight * square;
    }
  }
  past.push(seen?.residual ?? 0, seen?.expected ?? 0);
  keepLast(past, figures * longestLag);
}

function shrunk(covariance: Covariance, prior: number): number {
  const weight = settings.priorDriftWeight;
  return (covariance.products + prior * weight) / (covariance.weights + weight);
}
