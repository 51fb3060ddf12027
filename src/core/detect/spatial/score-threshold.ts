import type { Score } from './log-likelihood.ts';

/**
 * For each number of cases c the largest expectation at which it still scores at least `floor`:
 * limits[c] = max { e : score(c, e) ≥ floor }, rising in c; −1 below `minCases`. c = 0 … most.
 * A zone then passes `floor` iff expected ≤ limits[cases]: one comparison in place of two logarithms.
 */
export function expectationLimits({ score, total, most, floor, minCases }: LimitRequest): Float64Array {
  const limits = new Float64Array(most + 1).fill(-1);
  let near = 0;
  for (let cases = Math.max(1, minCases); cases <= most; cases++) {
    const found = largestExpectation(score, cases, { total, floor, near });
    // Excess needed for one case more is nearly the same.
    near = found + 1;
    limits[cases] = found;
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

/**
 * Root of score(c, e) = floor in e, to a relative width of 1e-12 and from below: false position with the Illinois rule
 * (Dowell & Jarratt 1971) between brackets around a guess. The score falls from Infinity (e → 0) to 0 (e = c).
 */
function largestExpectation(
  score: Score,
  cases: number,
  { total, floor, near }: { total: number; floor: number; near: number },
): number {
  const excess = (e: number) => score(cases, e, total) - floor;
  let high = cases;
  let above = -floor;
  let low = Math.min(Math.max(near, 1e-300), cases * (1 - 1e-9));
  let below = excess(low);
  for (let gap = cases - low; below < 0; gap *= 2) {
    [high, above] = [low, below];
    low = low - gap > 0 ? low - gap : low / 64;
    below = excess(low);
  }
  if (!Number.isFinite(below)) return low;
  for (let kept = 0; high - low > 1e-12 * high; ) {
    const middle = (low * above - high * below) / (above - below);
    const e = middle > low && middle < high ? middle : (low + high) / 2;
    const value = excess(e);
    if (value >= 0) {
      [low, below] = [e, value];
      if (kept === 1) above /= 2;
      kept = 1;
    } else {
      [high, above] = [e, value];
      if (kept === -1) below /= 2;
      kept = -1;
    }
    if (value === 0) return e;
  }
  return low;
}
