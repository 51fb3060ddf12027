import { logSumExp } from '../../stats/log-sum.ts';
import { keepLast } from './keep-last.ts';
import { logLikelihoodRatios } from './likelihood-ratio.ts';
import { multipliers, weights } from './multipliers.ts';
import { slotMinutes } from './time-of-week.ts';

/** How far back an onset is looked for, minutes. */
export const trailMinutes = 360;

/** Figures kept of each slot: mean, dispersion, independence. */
const figures = 3;

/** What onset estimation looks back on: arrivals of the last hours, and the law of counts in the last slots. */
export interface Trail {
  /** Arrivals, and then room for more. */
  length: number;
  ticks: Int32Array;
  counts: Float32Array;
  /** Mean, dispersion and independence of each slot, one after the other, the slot in progress last. */
  slots: number[];
}

/** The first minute of an outage: median and 99 % interval of its posterior. */
export interface OnsetEstimate {
  minute: number;
  low: number;
  high: number;
}

const logWeights = weights.map(Math.log);

const firstRoom = 8;
const noTicks = new Int32Array(0);
const noCounts = new Float32Array(0);

export function emptyTrail(): Trail {
  return { length: 0, ticks: noTicks, counts: noCounts, slots: [] };
}

/** The trail as it comes back from JSON. */
export function restoreTrail(saved: { length: number; ticks: number[]; counts: number[]; slots: number[] }): Trail {
  return { ...saved, ticks: Int32Array.from(saved.ticks), counts: Float32Array.from(saved.counts) };
}

/** Adds what arrived in a tick. There is never room for more than the trail and the slot in progress can hold. */
export function noteArrival(trail: Trail, arrival: { tick: number; count: number; bin: number }): void {
  const { length } = trail;
  if (length === trail.ticks.length) {
    const room = Math.max(
      length + 1,
      Math.min(Math.max(firstRoom, 2 * length), (trailMinutes + slotMinutes) / arrival.bin),
    );
    const { ticks, counts } = trail;
    trail.ticks = new Int32Array(room);
    trail.counts = new Float32Array(room);
    trail.ticks.set(ticks);
    trail.counts.set(counts);
  }
  trail.ticks[length] = arrival.tick;
  trail.counts[length] = arrival.count;
  trail.length += 1;
}

/** Forgets what is older than the trail is long. */
export function trimTrail(trail: Trail, tick: number, bin: number): void {
  const first = tick - trailMinutes / bin;
  let old = 0;
  while (old < trail.length && trail.ticks[old]! < first) old++;
  if (old > 0) {
    trail.ticks.copyWithin(0, old, trail.length);
    trail.counts.copyWithin(0, old, trail.length);
    trail.length -= old;
  }
  keepLast(trail.slots, figures * (trailMinutes / slotMinutes + 1));
}

/** A series whose onset is looked for. */
export interface Watched {
  tick: number;
  trail: Trail;
  current: { index: number };
  bin: number;
  /** First tick that this outage may have begun in: an earlier one had ended before; −1: none. */
  watchedFrom: number;
}

/**
 * Posterior of the first minute of an outage that still goes on at the end of `minute`, each minute of the trail being as likely beforehand
 * from the end of the outage before: P(k) ∝ Σ w_λ Π_{i ≥ k} L_i(λ), the terms of the Shiryaev–Roberts sum (Shiryaev 1963). Null without
 * evidence for an outage.
 */
export function estimateOnset(state: Watched, minute: number): OnsetEstimate | null {
  const { bin } = state;
  const last = Math.min(Math.floor(minute / bin), state.tick - 1);
  const logs = onsetLogs(state, last);
  const all = logSumExp(logs);
  // Less than one false alarm's worth per minute of trail: nothing began here.
  if (!(all > Math.log(logs.length))) return null;
  const first = last - logs.length + 1;
  const quantile = (p: number) => {
    let sum = 0;
    for (let i = 0; i < logs.length; i++) {
      // Against the sum of all: in a large outage each term by itself is beyond any number.
      sum += Math.exp(logs[i]! - all);
      if (sum >= p) return (first + i) * bin;
    }
    return last * bin;
  };
  return { minute: quantile(0.5), low: quantile(0.005), high: quantile(0.995) };
}

/** The same from minutes with counts, oldest first and none before `from`, under one law all along: for a series that keeps no trail. */
export function onsetOfCounts(
  rows: readonly { minute: number; observed: number }[],
  { minute, from, mean, dispersion }: { minute: number; from: number; mean: number; dispersion: number },
): OnsetEstimate | null {
  const trail = emptyTrail();
  for (const row of rows) {
    noteArrival(trail, { tick: row.minute, count: row.observed, bin: 1 });
  }
  for (let slot = 0; slot <= trailMinutes / slotMinutes; slot++) trail.slots.push(mean, dispersion, 1);
  const index = Math.floor(minute / slotMinutes);
  return estimateOnset({ tick: minute + 1, trail, current: { index }, bin: 1, watchedFrom: from }, minute);
}

/** Natural log of the likelihood of each tick of the trail as the first, oldest first. */
function onsetLogs({ trail, current, bin, watchedFrom }: Watched, last: number): number[] {
  const ticksPerSlot = slotMinutes / bin;
  const oldest = current.index - trail.slots.length / figures + 1;
  const first = Math.max(oldest * ticksPerSlot, last - trailMinutes / bin + 1, watchedFrom);
  const sums = logWeights.slice();
  const ratios = multipliers.map(() => 0);
  const logs: number[] = [];
  let arrival = trail.length - 1;
  while (arrival >= 0 && trail.ticks[arrival]! > last) arrival--;
  for (let tick = last; tick >= first; tick--) {
    const at = figures * (Math.floor(tick / ticksPerSlot) - oldest);
    const count = trail.ticks[arrival] === tick ? trail.counts[arrival--]! : 0;
    logLikelihoodRatios(
      count,
      { mean: trail.slots[at]!, dispersion: trail.slots[at + 1]!, independence: trail.slots[at + 2]! },
      ratios,
    );
    for (let i = 0; i < sums.length; i++) sums[i]! += ratios[i]!;
    logs.push(logSumExp(sums));
  }
  return logs.reverse();
}
