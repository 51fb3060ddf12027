import { settings } from './settings.ts';

/** A slot's share of the past that stays: memory of 3,300 slots, five weeks. */
const keep = 0.9997;
/** Residuals beyond this many standard deviations count as this. */
const clip = 3;

/** Sums behind the dispersion of whole slots (`squares`, `expected`) and of ticks (`tickSquares`, `tickReports`), and the residual of the slot before. `lastExpected` 0: there is none. */
export interface Dispersion {
  squares: number;
  expected: number;
  tickSquares: number;
  tickReports: number;
  lastResidual: number;
  lastExpected: number;
}

export function unknownDispersion(): Dispersion {
  return { squares: 0, expected: 0, tickSquares: 0, tickReports: 0, lastResidual: 0, lastExpected: 0 };
}

/** Variance ÷ mean of the counts of whole slots, ≥ 1, shrunk to the prior one. */
export function dispersionOf(sums: Dispersion): number {
  const weight = settings.priorDispersionWeight;
  return Math.max(1, (sums.squares + settings.priorDispersion * weight) / (sums.expected + weight));
}

/** Variance ÷ mean of the counts of single ticks, ≥ 1, shrunk to the prior one. */
export function tickDispersionOf(sums: Dispersion): number {
  const weight = settings.priorDispersionWeight;
  return Math.max(1, (sums.tickSquares + settings.priorDispersion * weight) / (sums.tickReports + weight));
}

/**
 * Share of its weight that the evidence of a tick keeps, 0 … 1: dispersion of ticks ÷ dispersion of slots. It is 1 when ticks are
 * independent; when reports come in bursts of minutes, neighbouring ticks tell the same story and may not count as many witnesses.
 */
export function independenceOf(sums: Dispersion): number {
  return Math.min(1, (settings.independenceSlack * tickDispersionOf(sums)) / dispersionOf(sums));
}

/**
 * Adds a slot: Σ (r_k − r_{k−1})² ÷ Σ (m_k + m_{k−1}) over neighbouring slots (von Neumann 1941). Differences let slow errors of the
 * expectation cancel. The same over the ticks within it, whose squared differences and reports come with it.
 */
export function learnDispersion(
  sums: Dispersion,
  slot: { observed: number; expected: number; tickSquares: number; reports: number },
): void {
  const { observed, expected } = slot;
  sums.tickSquares = sums.tickSquares * keep + slot.tickSquares / 2;
  sums.tickReports = sums.tickReports * keep + slot.reports;
  const limit = clip * Math.sqrt(dispersionOf(sums) * expected + 1);
  const residual = Math.max(-limit, Math.min(limit, observed - expected));
  if (sums.lastExpected > 0) {
    sums.squares = sums.squares * keep + (residual - sums.lastResidual) ** 2;
    sums.expected = sums.expected * keep + expected + sums.lastExpected;
  }
  sums.lastResidual = residual;
  sums.lastExpected = expected;
}
