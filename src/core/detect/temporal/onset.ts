import { likelihoodRatios } from './likelihood-ratio.ts';
import { multipliers, weights } from './multipliers.ts';
import { slotMinutes } from './time-of-week.ts';

/** How far back an onset is looked for, minutes. */
export const trailMinutes = 360;

/** Figures kept of each slot: mean, dispersion, independence. */
const figures = 3;

/** What onset estimation looks back on: arrivals of the last hours, and the law of counts in the last slots. */
export interface Trail {
  ticks: number[];
  counts: number[];
  /** Mean, dispersion and independence of each slot, one after the other, the slot in progress last. */
  slots: number[];
}

/** The first minute of an outage: median and 99 % interval of its posterior. */
export interface OnsetEstimate {
  minute: number;
  low: number;
  high: number;
}

export function emptyTrail(): Trail {
  return { ticks: [], counts: [], slots: [] };
}

/** Forgets what is older than the trail is long. */
export function trimTrail(trail: Trail, tick: number, bin: number): void {
  const first = tick - trailMinutes / bin;
  let old = 0;
  while (old < trail.ticks.length && trail.ticks[old]! < first) old++;
  if (old > 0) {
    trail.ticks.splice(0, old);
    trail.counts.splice(0, old);
  }
  const longest = figures * (trailMinutes / slotMinutes + 1);
  if (trail.slots.length > longest) trail.slots.splice(0, trail.slots.length - longest);
}

/**
 * Posterior of the first minute of an outage that still goes on at the end of `minute`, each minute of the trail being as likely beforehand:
 * P(k) ∝ Σ w_λ Π_{i ≥ k} L_i(λ), the terms of the Shiryaev–Roberts sum (Shiryaev 1963). Null without evidence for an outage.
 */
export function estimateOnset(
  state: { tick: number; trail: Trail; current: { index: number }; bin: number },
  minute: number,
): OnsetEstimate | null {
  const { bin } = state;
  const last = Math.min(Math.floor(minute / bin), state.tick - 1);
  const masses = onsetMasses(state, last);
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  // Less than one false alarm's worth per minute of trail: nothing began here.
  if (!(total > masses.length)) return null;
  const first = last - masses.length + 1;
  const quantile = (p: number) => {
    let sum = 0;
    for (let i = 0; i < masses.length; i++) {
      sum += masses[i]!;
      if (sum >= p * total) return (first + i) * bin;
    }
    return last * bin;
  };
  return { minute: quantile(0.5), low: quantile(0.005), high: quantile(0.995) };
}

/** The same from minutes with counts, oldest first, under one law all along: for a series that keeps no trail. */
export function onsetOfCounts(
  rows: readonly { minute: number; observed: number }[],
  { minute, mean, dispersion }: { minute: number; mean: number; dispersion: number },
): OnsetEstimate | null {
  const trail = emptyTrail();
  for (const row of rows) {
    trail.ticks.push(row.minute);
    trail.counts.push(row.observed);
  }
  for (let slot = 0; slot <= trailMinutes / slotMinutes; slot++) trail.slots.push(mean, dispersion, 1);
  const index = Math.floor(minute / slotMinutes);
  return estimateOnset({ tick: minute + 1, trail, current: { index }, bin: 1 }, minute);
}

/** Likelihood of each tick of the trail as the first, oldest first. */
function onsetMasses(state: { trail: Trail; current: { index: number }; bin: number }, last: number): number[] {
  const { trail, current, bin } = state;
  const ticksPerSlot = slotMinutes / bin;
  const oldest = current.index - trail.slots.length / figures + 1;
  const first = Math.max(oldest * ticksPerSlot, last - trailMinutes / bin + 1);
  const logs = multipliers.map(() => 0);
  const ratios = multipliers.map(() => 1);
  const masses: number[] = [];
  let arrival = trail.ticks.length - 1;
  while (arrival >= 0 && trail.ticks[arrival]! > last) arrival--;
  for (let tick = last; tick >= first; tick--) {
    const at = figures * (Math.floor(tick / ticksPerSlot) - oldest);
    const count = trail.ticks[arrival] === tick ? trail.counts[arrival--]! : 0;
    const common = likelihoodRatios(
      count,
      { mean: trail.slots[at]!, dispersion: trail.slots[at + 1]!, independence: trail.slots[at + 2]! },
      ratios,
    );
    let mass = 0;
    for (let i = 0; i < logs.length; i++) {
      logs[i] = logs[i]! + Math.log(ratios[i]!) + common;
      mass += weights[i]! * Math.exp(Math.min(700, logs[i]!));
    }
    masses.push(mass);
  }
  return masses.reverse();
}
