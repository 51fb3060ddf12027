/**
 * Score of a zone: log-likelihood ratio of `cases` against `expected`, given `total` cases in the whole.
 * Rises with `cases` and falls with `expected` while cases > expected; 0 otherwise (only excess counts).
 */
export type Score = (cases: number, expected: number, total: number) => number;

/** c ln(c/e), 0 for c = 0. */
function surprise(cases: number, expected: number): number {
  return cases > 0 ? cases * Math.log(cases / expected) : 0;
}

/**
 * Conditional ratio, one zone against the rest: c ln(c/e) + (C−c) ln((C−c)/(C−e)), c > e.
 * Kulldorff (1997), "A spatial scan statistic", eq. 6; the same form serves KULL (e = bC/B), Poisson (e by
 * population) and the space–time permutation (e by margins; Kulldorff et al. 2005). e = 0 with c > 0 gives Infinity.
 */
export function conditionalLlr(cases: number, expected: number, total: number): number {
  if (!(cases > expected)) return 0;
  return surprise(cases, expected) + surprise(total - cases, total - expected);
}

/** Expectation-based Poisson: c ln(c/b) + b − c, c > b. Neill (2009), "Expectation-based scan statistics", eq. 2. */
export function absoluteLlr(cases: number, expected: number): number {
  if (!(cases > expected)) return 0;
  return surprise(cases, expected) + expected - cases;
}

/** A zone in all windows. */
export interface ZoneWindows {
  cases: Float64Array;
  expected: Float64Array;
  totals: Float64Array;
}

/** The first window from `from` on in which a zone's score may exceed `least`, quicker to tell than the score; their number: none. */
export type FirstAbove = (zone: ZoneWindows, from: number, least: number) => number;

/**
 * By two upper bounds of `conditionalLlr` without a logarithm. By ln r ≤ r−1 it is at most (c−e)²C/(e(C−e)), which needs
 * no division either; by ln r ≤ (r−1)/√r for r ≥ 1 at most (c−e)(√(c/e) − (C−c)/(C−e)), close where c/e is near 1.
 */
export function conditionalAbove({ cases, expected, totals }: ZoneWindows, from: number, least: number): number {
  for (let w = from; w < cases.length; w++) {
    const c = cases[w]!;
    const e = expected[w]!;
    const total = totals[w]!;
    const excess = c - e;
    // One branch for no excess and for too little of it: the processor guesses it better than two.
    if (excess * Math.abs(excess) * total <= least * e * (total - e)) continue;
    if (!(excess * (Math.sqrt(c / e) - (total - c) / (total - e)) <= least)) return w;
  }
  return cases.length;
}

/** Likewise of `absoluteLlr`: (c−b)²/b and (c−b)(√(c/b) − 1). */
export function absoluteAbove({ cases, expected }: ZoneWindows, from: number, least: number): number {
  for (let w = from; w < cases.length; w++) {
    const c = cases[w]!;
    const b = expected[w]!;
    const excess = c - b;
    if (!(excess > 0) || excess * excess <= least * b) continue;
    if (!(excess * (Math.sqrt(c / b) - 1) <= least)) return w;
  }
  return cases.length;
}

/** No bound is known. */
export function excessAbove({ cases, expected }: ZoneWindows, from: number): number {
  let w = from;
  while (w < cases.length && !(cases[w]! > expected[w]!)) w++;
  return w;
}

/**
 * Bernoulli ratio for c cases among n = eN/C people: ln of p̂ inside and q̂ outside against one rate C/N.
 * Kulldorff (1997), eq. 5. Returns the score for a population of `population` people, cases and controls together.
 */
export function bernoulliScore(population: number): Score {
  return (cases, expected, total) => {
    if (!(cases > expected)) return 0;
    const inside = (expected * population) / total;
    const outside = population - inside;
    const rest = total - cases;
    return (
      surprise(cases, inside) +
      surprise(Math.max(0, inside - cases), inside) +
      surprise(rest, outside) +
      surprise(Math.max(0, outside - rest), outside) -
      surprise(total, population) -
      surprise(population - total, population)
    );
  };
}

/**
 * Excess outside the zone, against the absolute expectation there: (C−c) ln((C−c)/(B−b)) + (B−b) − (C−c), when more
 * than expected. Significant: the trouble isn't confined to the zone.
 */
export function outsideLlr(
  zone: { cases: number; expected: number },
  whole: { cases: number; expected: number },
): number {
  return absoluteLlr(whole.cases - zone.cases, Math.max(0, whole.expected - zone.expected));
}
