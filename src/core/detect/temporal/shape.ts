import { settings } from './settings.ts';
import { slotsPerDay, slotsPerWeek } from './time-of-week.ts';

/** Memory of the shape: a slot's sums are multiplied by this once a week. */
const weeklyDecay = 0.88;
/** Gaussian windows over neighbouring slots: standard deviation 66 minutes for the time of day, 22 minutes for the hour. */
const wide = gaussianWindow(12, 4.4);
const narrow = gaussianWindow(3, 1.5);
const single = [1];

/**
 * What has been seen per slot of the week: reports, and exposure (observed ticks × pooled shape × calendar). Both decay by the week. Seven
 * digits are enough for them, and half the memory.
 */
export interface ShapeSums {
  reports: Float32Array;
  exposure: Float32Array;
  totalReports: number;
  totalExposure: number;
  /** Reports a tick when each slot of the week was last seen, as they came. */
  last: Float32Array;
  /** Log-likelihood that each fineness has earned. */
  earned: number[];
}

/** Factor on level × pooled shape, the relative variance with which it is known, and the factor at each fineness. */
export interface ShapeEstimate {
  ratio: number;
  variance: number;
  byFineness: number[];
}

/** How much finer than `settings` says the hours and slots may be trusted: steep edges need it, smooth days don't. */
const fineness = [0.03, 0.2, 1, 6];
/** A slot's share of the past that stays in the choice among them: memory of 3,300 slots, five weeks. */
const keep = 0.9997;

/** Most series never see as much as would be worth keeping by the slot. */
const noSlots = new Float32Array(0);

export function emptyShape(): ShapeSums {
  const earned = fineness.map(() => 0);
  return { reports: noSlots, exposure: noSlots, totalReports: 0, totalExposure: 0, last: noSlots, earned };
}

/** An estimate to be written into. */
export function unknownShape(): ShapeEstimate {
  return { ratio: 1, variance: 1, byFineness: fineness.map(() => 1) };
}

/** The sums as they come back from JSON. */
export function restoreShape(saved: SavedShape): ShapeSums {
  const sums = { ...saved, reports: noSlots, exposure: noSlots, last: noSlots };
  if (saved.reports.length === 0) return sums;
  makeRoom(sums);
  for (const name of ['reports', 'exposure', 'last'] as const) sums[name].set(saved[name]);
  return sums;
}

type SavedShape = { [Name in keyof ShapeSums]: ShapeSums[Name] extends Float32Array ? number[] : ShapeSums[Name] };

/** Makes the three arrays, in one piece of memory. */
function makeRoom(sums: ShapeSums): void {
  const all = new Float32Array(3 * slotsPerWeek);
  sums.reports = all.subarray(0, slotsPerWeek);
  sums.exposure = all.subarray(slotsPerWeek, 2 * slotsPerWeek);
  sums.last = all.subarray(2 * slotsPerWeek);
}

/** Adds a finished slot; the arrays are made when the first one comes. */
export function learnShape(sums: ShapeSums, slot: number, seen: { reports: number; exposure: number }): void {
  if (sums.reports.length === 0) makeRoom(sums);
  const reports = Math.fround(sums.reports[slot]! * weeklyDecay + seen.reports);
  const exposure = Math.fround(sums.exposure[slot]! * weeklyDecay + seen.exposure);
  sums.totalReports += reports - sums.reports[slot]!;
  sums.totalExposure += exposure - sums.exposure[slot]!;
  sums.reports[slot] = reports;
  sums.exposure[slot] = exposure;
}

/**
 * Reports a tick that this slot brought a day or a week before, whichever is more, and remembers today's. What comes back at the same
 * time is no outage, however steep.
 */
export function recurringRate(sums: ShapeSums, slot: number, rate: number): number {
  if (sums.last.length === 0) makeRoom(sums);
  const yesterday = sums.last[(slot - slotsPerDay + slotsPerWeek) % slotsPerWeek]!;
  const recurring = Math.max(yesterday, sums.last[slot]!);
  sums.last[slot] = rate;
  return recurring;
}

/**
 * Shape at a slot of the week as a chain of gamma-Poisson shrinkages, each coarser estimate the prior of the finer one:
 * 1 ← all days at this time ← this day at this time ← this hour ← this slot; ratio = (reports + k·coarser) ÷ (expected + k), k the weights
 * in `settings` times the dispersion (as Clayton & Kaldor 1987 for relative risks). The last two steps are taken at several finenesses,
 * mixed by how well each has foretold (Bayesian model averaging). Without data: 1, known as well as the first k says. Written into `out`.
 */
export function estimateShape(
  sums: ShapeSums,
  { slot, dispersion }: { slot: number; dispersion: number },
  out: ShapeEstimate,
): ShapeEstimate {
  const rate = sums.totalReports > 0 ? sums.totalReports / sums.totalExposure : 0;
  const day = windowSums(sums, slot, wide);
  const allDays = { ...day };
  for (let d = 1; d < 7 && rate > 0; d++) {
    const other = windowSums(sums, slot + d * slotsPerDay, wide);
    allDays.reports += other.reports;
    allDays.exposure += other.exposure;
  }
  const near = windowSums(sums, slot, narrow);
  const own = windowSums(sums, slot, single);
  const refine = (prior: { ratio: number; known: number }, seen: Window, weight: number) => {
    const k = weight * dispersion;
    const expected = seen.exposure * rate;
    const known = expected + Math.min(k, prior.known);
    return { ratio: (seen.reports + k * prior.ratio) / (expected + k), known };
  };
  const ofAllDays = refine({ ratio: 1, known: Number.POSITIVE_INFINITY }, allDays, settings.timeOfDayWeight);
  const ofDay = refine(ofAllDays, day, settings.dayWeight);
  const best = Math.max(...sums.earned);
  const mean = { ratio: 0, known: 0, weight: 0 };
  fineness.forEach((finer, i) => {
    const ofHour = refine(ofDay, near, finer * settings.hourWeight);
    const { ratio, known } = refine(ofHour, own, finer * settings.slotWeight);
    const weight = Math.exp(sums.earned[i]! - best);
    mean.ratio += weight * ratio;
    mean.known += weight * known;
    mean.weight += weight;
    out.byFineness[i] = ratio;
  });
  const ratio = mean.ratio / mean.weight;
  const known = mean.known / mean.weight;
  out.ratio = ratio;
  out.variance = dispersion / (known * Math.max(ratio, 1e-3));
  return out;
}

/** Credits each fineness with the Poisson log-likelihood of what came, divided by the dispersion; `expected`: reports at ratio 1. */
export function judgeFineness(
  sums: ShapeSums,
  byFineness: readonly number[],
  seen: { reports: number; expected: number; dispersion: number },
): void {
  for (let i = 0; i < byFineness.length; i++) {
    const ratio = Math.max(byFineness[i]!, 1e-6);
    sums.earned[i] =
      sums.earned[i]! * keep + (seen.reports * Math.log(ratio) - seen.expected * ratio) / seen.dispersion;
  }
}

interface Window {
  reports: number;
  exposure: number;
}

function windowSums(sums: ShapeSums, centre: number, window: readonly number[]): Window {
  const total = { reports: 0, exposure: 0 };
  if (sums.reports.length === 0) return total;
  let at = (centre - (window.length >> 1) + slotsPerWeek) % slotsPerWeek;
  for (const weight of window) {
    total.reports += weight * sums.reports[at]!;
    total.exposure += weight * sums.exposure[at]!;
    if (++at === slotsPerWeek) at = 0;
  }
  return total;
}

function gaussianWindow(reach: number, deviation: number): number[] {
  return Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * deviation * deviation)));
}
