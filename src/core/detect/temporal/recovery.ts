import { multipliers, weights } from './multipliers.ts';

/** Multipliers below this are no outage to recover from. */
const smallestOutage = 2;

/**
 * The mirrored test, Q ← (1 + Q)·f(count | back to normal) ÷ f(count | outage goes on): the outage's multiplier has the weights that the
 * evidence gives it now. While the outage goes on, E[Q] grows by 1 a tick, so Q is a mean time between false recoveries, ticks
 * (as Shiryaev 1963 with the roles exchanged). `ratios`: likelihood ratios of this tick's count, `statistics`: before this tick.
 */
export function followRecovery(statistic: number, statistics: readonly number[], ratios: readonly number[]): number {
  let outage = 0;
  let total = 0;
  for (let i = 0; i < multipliers.length; i++) {
    if (multipliers[i]! < smallestOutage) continue;
    const share = weights[i]! * statistics[i]!;
    outage += share * ratios[i]!;
    total += share;
  }
  if (total <= 0) return statistic;
  return Math.min(1e9, (1 + statistic) * (total / Math.max(outage, total * 1e-12)));
}
