import type { Score } from './log-likelihood.ts';

/**
 * For each number of cases c the largest expectation at which it still scores at least `floor`:
 * limits[c] = max { e : score(c, e) ≥ floor }, rising in c; −1 below `minCases`. c = 0 … most.
 * A zone then passes `floor` iff expected ≤ limits[cases]: one comparison in place of two logarithms.
 */
export function expectationLimits({ score, total, most, floor, minCases }: LimitRequest): Float64Array {
  const limits = new Float64Array(most + 1).fill(-1);
  for (let cases = Math.max(1, minCases); cases <= most; cases++) {
    limits[cases] = largestExpectation(score, cases, { total, floor });
  }
  return limits;
}

export interface LimitRequest {
  score: Score;
  /** Cases in the whole. */
  total: number;
  /** The largest c that is asked for. */
  most: number;
  floor: number;
  minCases: number;
}

/** Bisection on ln e down to a relative width of 1e-12; the score falls from Infinity (e → 0) to 0 (e = c). */
function largestExpectation(score: Score, cases: number, { total, floor }: { total: number; floor: number }): number {
  let low = Math.log(cases) - floor / cases - 2;
  let high = Math.log(cases);
  while (score(cases, Math.exp(low), total) < floor) low -= 4;
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (score(cases, Math.exp(middle), total) >= floor) low = middle;
    else high = middle;
  }
  return Math.exp(low);
}
