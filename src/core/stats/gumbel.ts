/** Euler–Mascheroni constant. */
const euler = 0.5772156649015329;

/** A Gumbel distribution of maxima, with the moments it was fitted to. */
export interface GumbelFit {
  /** Location μ. */
  mu: number;
  /** Scale β. */
  beta: number;
  mean: number;
  /** Standard deviation with denominator n. */
  sd: number;
}

/**
 * Fits the Gumbel distribution to maxima by moments: β = s√6/π, μ = m − γβ, s with 1/n.
 * Abrams, Kulldorff & Kleinman (2010), "Gumbel based p-value approximations for spatial scan statistics", eq. 2–3.
 * All values equal: β = 0. No values: NaN.
 */
export function fitGumbel(values: ArrayLike<number>): GumbelFit {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return gumbelOfMoments(mean, Math.sqrt(squares / values.length));
}

/** The Gumbel distribution with the given mean and standard deviation. */
export function gumbelOfMoments(mean: number, sd: number): GumbelFit {
  const beta = (sd * Math.sqrt(6)) / Math.PI;
  return { mu: mean - euler * beta, beta, mean, sd };
}

/** P(X ≥ x) = −expm1(−e^((μ−x)/β)); with β = 0 a step at μ. */
export function gumbelUpperTail(x: number, fit: GumbelFit): number {
  if (fit.beta === 0) return x > fit.mu ? 0 : 1;
  return -Math.expm1(-Math.exp((fit.mu - x) / fit.beta));
}

/** x with P(X ≤ x) = p: μ − β ln(−ln p), 0 < p < 1. */
export function gumbelQuantile(fit: GumbelFit, p: number): number {
  return fit.mu - fit.beta * Math.log(-Math.log(p));
}
