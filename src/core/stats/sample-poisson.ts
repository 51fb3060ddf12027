import type { Random } from './random.ts';

/**
 * Draws from the Poisson distribution of the given mean.
 * Below 10 by multiplying uniforms (Knuth 1969, The Art of Computer Programming 2, §3.4.1), above by transformed
 * rejection (Hörmann 1993, "The transformed rejection method for generating Poisson random variables", PTRS).
 * A mean of 0 or less gives 0.
 */
export function samplePoisson(mean: number, random: Random): number {
  if (!(mean > 0)) return 0;
  return mean < 10 ? byMultiplication(mean, random) : byTransformedRejection(mean, random);
}

function byMultiplication(mean: number, random: Random): number {
  const floor = Math.exp(-mean);
  let k = 0;
  for (let product = random(); product > floor; product *= random()) k++;
  return k;
}

function byTransformedRejection(mean: number, random: Random): number {
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const accepted = Math.log((v * inverseAlpha) / (a / (us * us) + b));
    if (accepted <= k * logMean - mean - logFactorial(k)) return k;
  }
}

/** ln k!, exact products below 10, Stirling's series (error below 1e-10) from there on. */
function logFactorial(k: number): number {
  if (k < 10) {
    let product = 1;
    for (let i = 2; i <= k; i++) product *= i;
    return Math.log(product);
  }
  const x = k + 1;
  const square = x * x;
  const series = 1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square;
  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + series / x;
}
