import { type GumbelFit, gumbelUpperTail } from '../../stats/gumbel.ts';
import { llrTolerance } from './scan.ts';

/** Rank p-value (1 + #{maxima ≥ x}) / (R + 1), ties counted as reached. Dwass (1957). */
export function rankP(llr: number, maxima: ArrayLike<number>): number {
  let reached = 1;
  for (let i = 0; i < maxima.length; i++) if (maxima[i]! >= llr * (1 - llrTolerance)) reached++;
  return reached / (maxima.length + 1);
}

/** p-value and recurrence interval (in intervals) of a score under a fitted null distribution of maxima. */
export function gumbelP(llr: number, fit: GumbelFit): { p: number; recurrenceIntervals: number } {
  const p = gumbelUpperTail(llr, fit);
  return { p, recurrenceIntervals: 1 / p };
}

/**
 * One-sided p-value of an absolute Poisson log-likelihood ratio: P(Z ≥ √(2·LLR)), Z standard normal (Wilks 1938; the
 * signed root is normal to third order, so that it serves counts of a few as well). 0.5 for a ratio of 0.
 */
export function poissonRatioP(llr: number): number {
  return normalUpperTail(Math.sqrt(2 * llr));
}

/** P(Z ≥ z), z ≥ 0: Abramowitz & Stegun (1964) 7.1.26 on z/√2, absolute error below 1.5e-7. */
function normalUpperTail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 0.5 * series * Math.exp(-x * x);
}
