import { logGamma } from './log-gamma.ts';

/** Below this dispersion the law is taken as Poisson: the size would exceed 1e9 means and cancel digits. */
const poissonLimit = 1 + 1e-9;

/**
 * Log probability of a count under the negative binomial law with the given mean and dispersion (variance ÷ mean, ≥ 1), natural log:
 * size s = mean ÷ (dispersion − 1), ln Γ(x+s) − ln Γ(s) − ln x! − s ln dispersion + x ln(1 − 1/dispersion)
 * (Cameron & Trivedi 1998, "NB1"). Dispersion 1 is Poisson. Mean 0: certain 0. −Infinity for counts that can't be.
 */
export function logNegativeBinomial(count: number, mean: number, dispersion: number): number {
  if (count < 0 || !Number.isInteger(count)) return Number.NEGATIVE_INFINITY;
  if (mean === 0) return count === 0 ? 0 : Number.NEGATIVE_INFINITY;
  if (dispersion <= poissonLimit) return count * Math.log(mean) - mean - logGamma(count + 1);
  const size = mean / (dispersion - 1);
  return (
    logGamma(count + size) -
    logGamma(size) -
    logGamma(count + 1) -
    size * Math.log(dispersion) +
    count * Math.log1p(-1 / dispersion)
  );
}
