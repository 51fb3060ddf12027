/** Evidence with the weight that was given to it beforehand. */
export interface WeighedEvidence {
  /** An e-value: not negative, mean at most 1 while nothing happens. For an e-detector: recurrence interval ÷ budget. */
  evidence: number;
  weight: number;
}

/**
 * Merges evidence that may depend in any way: the weighted mean Σ w e ÷ Σ w, the only symmetric way that needs no independence
 * (Vovk & Wang 2021, prop. 3.1). Weights must not depend on the evidence. Nothing to merge, or no weight: 1, which says nothing.
 */
export function mergeEvidence(parts: readonly WeighedEvidence[]): number {
  let sum = 0;
  let weights = 0;
  for (const { evidence, weight } of parts) {
    if (!(evidence >= 0) || !(weight >= 0))
      throw new RangeError(`evidence and weights must be 0 or more, not ${evidence} with weight ${weight}`);
    // Infinite evidence of weight 0 would be NaN.
    if (weight > 0) sum += weight * evidence;
    weights += weight;
  }
  return weights > 0 ? sum / weights : 1;
}
