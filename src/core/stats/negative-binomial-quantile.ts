import { logNegativeBinomial } from './negative-binomial.ts';
import { normalQuantile } from './normal-quantile.ts';

/** Above this mean the law is so near to a gamma law that summing it up isn't worth the time. */
const summationLimit = 2000;

/**
 * Smallest count whose cumulative probability reaches p (0 < p < 1) under the negative binomial law with the given mean and dispersion
 * (variance ÷ mean, ≥ 1). Summed up to means of 2,000; above, the gamma law of the same mean and variance by its cube root
 * (Wilson & Hilferty 1931), error below 0.1 % of the mean. Mean 0 gives 0.
 */
export function negativeBinomialQuantile(p: number, mean: number, dispersion: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a quantile needs a probability between 0 and 1, not ${p}`);
  if (mean <= 0) return 0;
  if (mean > summationLimit) return gammaQuantile(p, mean, dispersion);
  const size = dispersion > 1 + 1e-9 ? mean / (dispersion - 1) : Number.POSITIVE_INFINITY;
  // Counts far below the mean have no mass worth adding, and the log saves the start from underflow.
  let count = Math.max(0, Math.floor(mean - 12 * Math.sqrt(mean * dispersion)));
  let term = Math.exp(logNegativeBinomial(count, mean, dispersion));
  let sum = term;
  const limit = mean + 60 * dispersion * (1 + Math.sqrt(mean));
  while (sum < p && count < limit) {
    term *=
      size === Number.POSITIVE_INFINITY ? mean / (count + 1) : ((size + count) / (count + 1)) * (1 - 1 / dispersion);
    sum += term;
    count += 1;
  }
  return count;
}

function gammaQuantile(p: number, mean: number, dispersion: number): number {
  const ninth = dispersion / (9 * mean);
  return Math.max(0, Math.round(mean * (1 - ninth + normalQuantile(p) * Math.sqrt(ninth)) ** 3));
}
