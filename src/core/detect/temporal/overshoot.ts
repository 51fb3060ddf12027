/** Means of a tick, and dispersions, for which the overshoot is tabulated: powers of two, and steps that a log scale makes even enough. */
export const meanGrid: readonly number[] = Array.from({ length: 15 }, (_, i) => 2 ** (i - 8));
export const dispersionGrid: readonly number[] = [1, 1.25, 1.5, 2, 3, 5, 10];

/** ln(mean time between false alarms ÷ threshold), one row for each dispersion; printed by `scripts/tabulate-overshoot.ts`. */
const table: readonly (readonly number[])[] = [
  [0.65, 0.674, 0.703, 0.767, 0.819, 0.916, 1.132, 1.41, 1.608, 1.858, 2.175, 2.62, 3.034, 3.495, 4.18],
  [0.63, 0.625, 0.637, 0.659, 0.735, 0.835, 1.0, 1.194, 1.429, 1.708, 2.002, 2.377, 2.802, 3.207, 3.889],
  [0.627, 0.63, 0.627, 0.645, 0.692, 0.771, 0.897, 1.1, 1.317, 1.608, 1.88, 2.196, 2.647, 3.071, 3.707],
  [0.626, 0.628, 0.631, 0.637, 0.66, 0.722, 0.82, 0.988, 1.176, 1.432, 1.709, 2.03, 2.406, 2.868, 3.391],
  [0.624, 0.627, 0.629, 0.629, 0.643, 0.679, 0.754, 0.858, 1.037, 1.247, 1.516, 1.823, 2.168, 2.569, 3.016],
  [0.625, 0.627, 0.628, 0.629, 0.633, 0.648, 0.685, 0.768, 0.915, 1.066, 1.301, 1.572, 1.877, 2.247, 2.676],
  [0.625, 0.628, 0.625, 0.628, 0.629, 0.631, 0.648, 0.687, 0.769, 0.911, 1.055, 1.281, 1.55, 1.859, 2.228],
];

/**
 * Mean time between false alarms ÷ threshold of the Shiryaev–Roberts mixture for ticks of a given mean and dispersion: counts jump past a
 * threshold, the further the more of them come at once. By renewal theory 1 ÷ Σ w_λ ζ_λ (Pollak 1987; Siegmund 1985, ch. 8), interpolated
 * in the logs; beyond the table its border holds.
 */
export function overshoot(mean: number, dispersion: number): number {
  const column = Math.min(meanGrid.length - 1, Math.max(0, Math.log2(mean) + 8));
  const left = Math.min(meanGrid.length - 2, Math.floor(column));
  let upper = 1;
  while (upper < dispersionGrid.length - 1 && dispersionGrid[upper]! < dispersion) upper++;
  const low = dispersionGrid[upper - 1]!;
  const share = Math.min(1, Math.max(0, Math.log(dispersion / low) / Math.log(dispersionGrid[upper]! / low)));
  const at = (row: readonly number[]) => row[left]! + (column - left) * (row[left + 1]! - row[left]!);
  return Math.exp((1 - share) * at(table[upper - 1]!) + share * at(table[upper]!));
}
