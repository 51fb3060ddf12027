import { type CountLaw, likelihoodRatios } from './likelihood-ratio.ts';
import { multipliers, weights } from './multipliers.ts';

/** Evidence is kept up to so many ticks between false alarms: a five-thousandth of a budget of years must be within reach, and an outage that is over be forgotten again. */
export const evidenceCap = 1e13;

/** Evidence of nothing: one Shiryaev–Roberts statistic per multiplier, all 0. */
export function noEvidence(): number[] {
  return multipliers.map(() => 0);
}

/** Mixture of the statistics over the multipliers' weights, ticks: Σ w_λ R_λ. */
export function mixture(statistics: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < statistics.length; i++) sum += weights[i]! * statistics[i]!;
  return sum;
}

/** Multiplier that the evidence speaks for: mean over the grid, weighed by each one's share. 1 without evidence. */
export function likelyMultiplier(statistics: readonly number[]): number {
  const total = mixture(statistics);
  if (total <= 0) return 1;
  return statistics.reduce((sum, statistic, i) => sum + (multipliers[i]! * weights[i]! * statistic) / total, 0);
}

/**
 * One tick of the Shiryaev–Roberts recursion for every multiplier, R ← (1 + R)·L (Shiryaev 1963; Roberts 1966; as a mixture: Pollak 1987).
 * While nothing happens the mixture's mean grows by 1 a tick, so its level is a mean time between false alarms, ticks (Shin, Ramdas &
 * Rinaldo 2023). `common`: natural log of a factor that was taken out of the ratios.
 */
export function addRatios(statistics: number[], ratios: readonly number[], common = 0): void {
  for (let i = 0; i < statistics.length; i++) statistics[i] = (1 + statistics[i]!) * ratios[i]!;
  const total = mixture(statistics);
  // Scaled by one factor: the shares, and so what is known about the multiplier, stay.
  const factor = Math.min(Math.exp(common), evidenceCap / total);
  if (factor !== 1 && (common > 0 || total > evidenceCap))
    for (let i = 0; i < statistics.length; i++) statistics[i] = statistics[i]! * factor;
}

/** The same for `ticks` empty ticks at once: R ← qⁿR + q(1 − qⁿ) ÷ (1 − q), q = L of an empty tick. */
export function addEmptyTicks(statistics: number[], ticks: number, emptyRatios: readonly number[]): void {
  for (let i = 0; i < statistics.length; i++) {
    const q = emptyRatios[i]!;
    if (ticks === 1) statistics[i] = (1 + statistics[i]!) * q;
    else {
      const power = q ** ticks;
      statistics[i] = power * statistics[i]! + (1 - q < 1e-12 ? ticks : (q * (1 - power)) / (1 - q));
    }
  }
}

/** Likelihood ratios of an empty tick, written into `out`. */
export function emptyRatios(law: CountLaw, out: number[]): void {
  likelihoodRatios(0, law, out);
}
