/** Range that holds a count with the stated probability when nothing is wrong. */
export interface Band {
  lower: number;
  upper: number;
}

/**
 * Central band of a negative binomial count: lower = Q((1−p)/2), upper = Q((1+p)/2), Q the quantile function
 * (smallest k with F(k) ≥ q) of NB with the given mean and variance mean + dispersion·mean² (Poisson at 0).
 * Summed outward from the mode by pmf(k+1)/pmf(k) = (k·d·m + m) / ((k+1)(1 + d·m)) (Johnson, Kemp & Kotz 2005,
 * eq. 5.31 in mean form), so neither end underflows. Unit: counts. Mean 0 gives 0..0. Throws RangeError on a negative or
 * non-finite parameter.
 */
export function countBand(mean: number, dispersion: number, probability = 0.95): Band {
  if (!(mean >= 0 && dispersion >= 0 && Number.isFinite(mean) && Number.isFinite(dispersion)))
    throw new RangeError(`mean ${mean} and dispersion ${dispersion} must be finite and not negative`);
  if (!(probability > 0 && probability < 1)) throw new RangeError(`probability ${probability} must lie within 0..1`);
  if (mean === 0) return { lower: 0, upper: 0 };
  const { first, weights, total } = massAround(mean, dispersion);
  const tail = ((1 - probability) / 2) * total;
  let below = 0;
  let lower = -1;
  for (let i = 0; i < weights.length; i++) {
    below += weights[i]!;
    if (lower < 0 && below >= tail) lower = first + i;
    if (below >= total - tail) return { lower, upper: first + i };
  }
  return { lower: Math.max(0, lower), upper: first + weights.length - 1 };
}

const negligible = 1e-12;

/** Probabilities, up to a common factor, of all counts whose weight is not negligible beside the mode's. */
function massAround(mean: number, dispersion: number) {
  const grow = dispersion * mean;
  const mode = Math.max(0, Math.floor(mean - grow));
  const down: number[] = [];
  let weight = 1;
  for (let k = mode; k > 0 && weight > negligible; k--) {
    weight *= (k * (1 + grow)) / ((k - 1) * grow + mean);
    down.push(weight);
  }
  const first = mode - down.length;
  const weights = down.reverse();
  weights.push(1);
  weight = 1;
  for (let k = mode; weight > negligible; k++) {
    weight *= (k * grow + mean) / ((k + 1) * (1 + grow));
    weights.push(weight);
  }
  let total = 0;
  for (const w of weights) total += w;
  return { first, weights, total };
}
