import type { Random } from './random.ts';
import { samplePoisson } from './sample-poisson.ts';

/** A cluster beyond this size has a probability below 1e-40 at any dispersion up to 10. */
const largestCluster = 1_000;

/**
 * Draws from the negative binomial distribution of the given mean and dispersion (variance ÷ mean, ≥ 1): a Poisson number of clusters
 * whose sizes follow the logarithmic distribution (Quenouille 1949, Biometrics 5:162). Dispersion 1 is Poisson.
 */
export function sampleNegativeBinomial(mean: number, dispersion: number, random: Random): number {
  if (dispersion <= 1) return samplePoisson(mean, random);
  const p = 1 - 1 / dispersion;
  let count = 0;
  for (let left = samplePoisson((mean * Math.log(dispersion)) / (dispersion - 1), random); left > 0; left--) {
    let term = -p / Math.log1p(-p);
    let size = 1;
    for (let u = random(); u > term && size < largestCluster; size++) {
      u -= term;
      term *= (p * size) / (size + 1);
    }
    count += size;
  }
  return count;
}
