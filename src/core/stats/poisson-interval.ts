import { logGamma } from './log-gamma.ts';

/**
 * Exact 95 % interval of a Poisson mean from one count: the means under which so many or more, and so few or fewer, have a probability of
 * 2.5 % (Garwood 1936, Biometrika 28:437). The lower end of 0 is 0.
 */
export function poissonInterval(count: number): { low: number; high: number } {
  const top = count + 10 * Math.sqrt(count + 1) + 10;
  return {
    low: count === 0 ? 0 : solve((mean) => 1 - atMost(count - 1, mean) - 0.025, top),
    high: solve((mean) => 0.025 - atMost(count, mean), top),
  };
}

/** P(X ≤ count) for a Poisson mean. */
function atMost(count: number, mean: number): number {
  let sum = 0;
  for (let k = 0; k <= count; k++) sum += Math.exp(k * Math.log(mean) - mean - logGamma(k + 1));
  return sum;
}

/** Root of a function that rises through 0 between 0 and `top`, by bisection. */
function solve(rising: (mean: number) => number, top: number): number {
  let low = 0;
  let high = top;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
