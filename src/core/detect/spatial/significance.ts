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
