import { settings } from './settings.ts';
import { slotsPerDay, slotsPerWeek } from './time-of-week.ts';

/** Memory of the shape: a slot's sums are multiplied by this once a week. */
const weeklyDecay = 0.88;
/** Gaussian windows over neighbouring slots: standard deviation 66 minutes for the time of day, 22 minutes for the hour. */
const wide = gaussianWindow(12, 4.4);
const narrow = gaussianWindow(3, 1.5);
const single = [1];

/** What has been seen per slot of the week: reports, and exposure (observed ticks × pooled shape × calendar). Both decay by the week. */
export interface ShapeSums {
  reports: number[];
  exposure: number[];
  totalReports: number;
  totalExposure: number;
  /** Reports a tick when each slot of the week was last seen, as they came. */
  last: number[];
}

/** Factor on level × pooled shape, and the relative variance with which it is known. */
export interface ShapeEstimate {
  ratio: number;
  variance: number;
}

export function emptyShape(): ShapeSums {
  return { reports: [], exposure: [], totalReports: 0, totalExposure: 0, last: [] };
}

/** Adds a finished slot; the arrays are made when the first one comes. */
export function learnShape(sums: ShapeSums, slot: number, seen: { reports: number; exposure: number }): void {
  if (sums.reports.length === 0) {
    sums.reports = new Array<number>(slotsPerWeek).fill(0);
    sums.exposure = new Array<number>(slotsPerWeek).fill(0);
  }
  const reports = sums.reports[slot]! * weeklyDecay + seen.reports;
  const exposure = sums.exposure[slot]! * weeklyDecay + seen.exposure;
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
  if (sums.last.length === 0) sums.last = new Array<number>(slotsPerWeek).fill(0);
  const yesterday = sums.last[(slot - slotsPerDay + slotsPerWeek) % slotsPerWeek]!;
  const recurring = Math.max(yesterday, sums.last[slot]!);
  sums.last[slot] = rate;
  return recurring;
}

/**
 * Shape at a slot of the week as a chain of gamma-Poisson shrinkages, each coarser estimate the prior of the finer one:
 * 1 ← all days at this time ← this day at this time ← this hour ← this slot; ratio = (reports + k·coarser) ÷ (expected + k), k the weights
 * in `settings` times the dispersion (as Clayton & Kaldor 1987 for relative risks). Without data: 1, known as well as the first k says.
 */
export function estimateShape(sums: ShapeSums, slot: number, dispersion: number): ShapeEstimate {
  let ratio = 1;
  let known = 0;
  const rate = sums.totalReports > 0 ? sums.totalReports / sums.totalExposure : 0;
  const refine = (seen: Pick<ShapeSums, 'totalReports' | 'totalExposure'>, weight: number) => {
    const k = weight * dispersion;
    const expected = seen.totalExposure * rate;
    ratio = (seen.totalReports + k * ratio) / (expected + k);
    known = expected + (known === 0 ? k : Math.min(k, known));
  };
  const day = windowSums(sums, slot, wide);
  const allDays = { ...day };
  for (let d = 1; d < 7 && rate > 0; d++) {
    const other = windowSums(sums, slot + d * slotsPerDay, wide);
    allDays.totalReports += other.totalReports;
    allDays.totalExposure += other.totalExposure;
  }
  refine(allDays, settings.timeOfDayWeight);
  refine(day, settings.dayWeight);
  refine(windowSums(sums, slot, narrow), settings.hourWeight);
  refine(windowSums(sums, slot, single), settings.slotWeight);
  return { ratio, variance: dispersion / (known * Math.max(ratio, 1e-3)) };
}

function windowSums(sums: ShapeSums, centre: number, window: readonly number[]) {
  const total = { totalReports: 0, totalExposure: 0 };
  if (sums.reports.length === 0) return total;
  let at = (centre - (window.length >> 1) + slotsPerWeek) % slotsPerWeek;
  for (const weight of window) {
    total.totalReports += weight * sums.reports[at]!;
    total.totalExposure += weight * sums.exposure[at]!;
    if (++at === slotsPerWeek) at = 0;
  }
  return total;
}

function gaussianWindow(reach: number, deviation: number): number[] {
  return Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * deviation * deviation)));
}
