/**
 * Natural logarithm of the gamma function for x > 0: ln Γ(x).
 * Stirling's series with five terms above 8, recursion below (Abramowitz & Stegun 1964, 6.1.15 and 6.1.41); error < 1e-12 relative
 * to max(1, |ln Γ|). Infinity at 0; NaN for negative or missing numbers.
 */
export function logGamma(x: number): number {
  if (!(x >= 0)) return Number.NaN;
  if (x === 0 || x === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  // The product stays below Γ(8)·8, so it can't overflow; tiny x only makes it small.
  let product = 1;
  let shifted = x;
  while (shifted < 8) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
