import { logGamma } from '../../stats/log-gamma.ts';
import { multipliers } from './multipliers.ts';

/** Counts up to here are multiplied out; beyond, log gammas are cheaper and can't overflow. */
const productLimit = 40;

/** What a count is compared with. */
export interface CountLaw {
  mean: number;
  /** Variance ÷ mean, ≥ 1. */
  dispersion: number;
  /** Exponent of the ratios, 0 … 1: below 1 for counts that depend on their neighbours. */
  independence: number;
}

/**
 * Likelihood ratios of a count under λ·mean against mean, for every multiplier λ, written into `out`.
 * Negative binomial with variance = dispersion·mean under both, size s = mean ÷ (dispersion − 1):
 * L(λ) = dispersion^(−(λ−1)s) · Γ(x+λs)Γ(s) ÷ (Γ(λs)Γ(x+s)); as dispersion → 1, Poisson: L(λ) = λ^x e^(−(λ−1)mean).
 * Each is raised to the power of `independence`, which keeps E[L] ≤ 1 under the mean.
 * Returns the natural log of a factor common to all that was taken out lest they overflow (0 for small counts).
 */
export function likelihoodRatios(count: number, law: CountLaw, out: number[]): number {
  const { mean, independence } = law;
  const { size, logZero } = sizeOf(law);
  if (count > productLimit) return largeCountRatios(count, law, out);
  for (let i = 0; i < multipliers.length; i++) {
    const multiplier = multipliers[i]!;
    let ratio = Math.exp((multiplier - 1) * mean * logZero);
    if (size === Number.POSITIVE_INFINITY) ratio *= multiplier ** count;
    else {
      const large = multiplier * size;
      for (let k = 0; k < count; k++) ratio *= (large + k) / (size + k);
    }
    out[i] = independence < 1 ? ratio ** independence : ratio;
  }
  return 0;
}

/** Natural logs of the same ratios, whole: nothing is taken out of them, and none is lost to underflow. */
export function logLikelihoodRatios(count: number, law: CountLaw, out: number[]): void {
  const { mean, independence } = law;
  const { size, logZero } = sizeOf(law);
  const poisson = size === Number.POSITIVE_INFINITY;
  const base = poisson ? 0 : logGamma(count + size) - logGamma(size);
  for (let i = 0; i < multipliers.length; i++) {
    const multiplier = multipliers[i]!;
    const arrivals = poisson
      ? count * Math.log(multiplier)
      : logGamma(count + multiplier * size) - logGamma(multiplier * size) - base;
    out[i] = independence * ((multiplier - 1) * mean * logZero + arrivals);
  }
}

function largeCountRatios(count: number, law: CountLaw, out: number[]): number {
  logLikelihoodRatios(count, law, out);
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < multipliers.length; i++) largest = Math.max(largest, out[i]!);
  const common = Math.max(0, largest - 300);
  for (let i = 0; i < multipliers.length; i++) out[i] = Math.exp(out[i]! - common);
  return common;
}

/** Size of the law, Infinity for Poisson, and ln P(0) per unit of the mean. */
function sizeOf({ mean, dispersion }: CountLaw): { size: number; logZero: number } {
  const excess = dispersion - 1;
  if (excess <= 1e-6) return { size: Number.POSITIVE_INFINITY, logZero: -1 };
  return { size: mean / excess, logZero: -Math.log(dispersion) / excess };
}
