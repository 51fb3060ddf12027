import { eBenjaminiHochberg } from './e-bh.ts';

/** A stratum's evidence, mean time between such results by chance in minutes, and its share of the brand's budget. */
export interface SharedEvidence<Id> {
  id: Id;
  intervalMinutes: number;
  share: number;
}

/** What all strata of a brand say together. */
export interface BrandEvidence<Id> {
  /** Mean time between such results of the whole brand by chance, minutes. */
  intervalMinutes: number;
  /** Strata with their evidence after their share, strongest first; and those of them that stand out, none within the budget. */
  strongest: { id: Id; intervalMinutes: number }[];
  found: { id: Id; intervalMinutes: number }[];
}

/**
 * The hierarchy of a brand's strata in two steps. The brand: Σ wₛ·Rₛ with shares that sum to at most 1 is an e-detector itself, whatever the
 * strata have to do with each other (Shin, Ramdas & Rinaldo 2023, §5; the only symmetric way to merge: Vovk & Wang 2021), so that it passes
 * the budget A once in A minutes by chance at most. Below it, only then: e-BH over n·wₛ·Rₛ ÷ A (Wang & Ramdas 2022) names the k strongest
 * with k·wₛ·Rₛ ≥ A, and the strongest in any case, for something carries the whole.
 */
export function weighBrand<Id>(parts: readonly SharedEvidence<Id>[], budgetMinutes: number): BrandEvidence<Id> {
  const strongest = parts
    .map(({ id, intervalMinutes, share }) => ({ id, intervalMinutes: share * intervalMinutes }))
    .sort((a, b) => b.intervalMinutes - a.intervalMinutes);
  const intervalMinutes = strongest.reduce((sum, one) => sum + one.intervalMinutes, 0);
  if (strongest.length === 0 || intervalMinutes < budgetMinutes) return { intervalMinutes, strongest, found: [] };
  const eValues = strongest.map((one) => (strongest.length * one.intervalMinutes) / budgetMinutes);
  const { length } = eBenjaminiHochberg(eValues, 1);
  return { intervalMinutes, strongest, found: strongest.slice(0, Math.max(1, length)) };
}
