import { settings } from './settings.ts';

/** A piece's share of the past that stays: memory of 5,000 pieces, five weeks. */
const keep = 0.9998;
/** Residuals beyond this many standard deviations count as this. */
const clip = 3;

/** Sums behind the dispersion and the residual of the piece before. `lastExpected` 0: there is none. */
export interface Dispersion {
  squares: number;
  expected: number;
  lastResidual: number;
  lastExpected: number;
}

export function unknownDispersion(): Dispersion {
  return { squares: 0, expected: 0, lastResidual: 0, lastExpected: 0 };
}

/** Variance ÷ mean of the counts, ≥ 1, shrunk to the prior one. */
export function dispersionOf(sums: Dispersion): number {
  const weight = settings.priorDispersionWeight;
  return Math.max(1, (sums.squares + settings.priorDispersion * weight) / (sums.expected + weight));
}

/**
 * Adds a piece: Σ (r_k − r_{k−1})² ÷ Σ (m_k + m_{k−1}) over neighbouring pieces (von Neumann 1941). Differences let slow errors of the
 * expectation cancel, and whole pieces let bursts of a few minutes count as dispersion, which they are to a detector.
 */
export function learnDispersion(sums: Dispersion, observed: number, expected: number): void {
  const limit = clip * Math.sqrt(dispersionOf(sums) * expected + 1);
  const residual = Math.max(-limit, Math.min(limit, observed - expected));
  if (sums.lastExpected > 0) {
    sums.squares = sums.squares * keep + (residual - sums.lastResidual) ** 2;
    sums.expected = sums.expected * keep + expected + sums.lastExpected;
  }
  sums.lastResidual = residual;
  sums.lastExpected = expected;
}
