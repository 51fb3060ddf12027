/** A share of successes with its interval. */
export interface Proportion {
  /** Successes. */
  n: number;
  of: number;
  value: number;
  low: number;
  high: number;
}

const z95 = 1.959_963_984_540_054;

/**
 * 95 % interval of a share: (p + z²/2m ± z·√(p(1−p)/m + z²/4m²)) / (1 + z²/m) with m trials (Wilson 1927).
 * Honest at few trials, where p ± 2σ leaves [0, 1] or has no width. Null without a trial.
 */
export function wilsonInterval(n: number, of: number): Proportion | null {
  if (of <= 0) return null;
  const p = n / of;
  const square = z95 * z95;
  const center = p + square / (2 * of);
  const reach = z95 * Math.sqrt((p * (1 - p)) / of + square / (4 * of * of));
  const scale = 1 + square / of;
  const bounded = (value: number) => Math.min(1, Math.max(0, value));
  return { n, of, value: p, low: bounded((center - reach) / scale), high: bounded((center + reach) / scale) };
}
