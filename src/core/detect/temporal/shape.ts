import { settings } from './settings.ts';
import { slotsPerDay, slotsPerWeek } from './time-of-week.ts';

/** Memory of the shape: a slot's sums are multiplied by this once a week. */
const weeklyDecay = 0.88;
/** Half width of the smoothing window, slots. */
const reach = 6;
/** Gaussian window over neighbouring slots, standard deviation 2.2 slots. */
const wide = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * 2.2 ** 2)));
const narrow = [0.6, 1, 0.6];

/** What has been seen per slot of the week: reports, and exposure (observed ticks × pooled shape × calendar). Both decay by the week. */
export interface ShapeSums {
  reports: number[];
  exposure: number[];
  totalReports: number;
  totalExposure: number;
}

/** Factor on level × pooled shape, and the relative variance with which it is known. */
export interface ShapeEstimate {
  ratio: number;
  variance: number;
}

export function emptyShape(): ShapeSums {
  return { reports: [], exposure: [], totalReports: 0, totalExposure: 0 };
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
 * Shape at a slot of the week as a chain of gamma-Poisson shrinkages, each coarser estimate the prior of the finer one:
 * 1 ← all days at this time ← this day at this time ← this slot with its two neighbours; ratio = (reports + k·coarser) ÷ (expected + k),
 * k the weights in `settings` times the dispersion (as Clayton & Kaldor 1987 for relative risks). Without data: 1, known as well as k says.
 */
export function estimateShape(sums: ShapeSums, slot: number, dispersion: number): ShapeEstimate {
  const timeOfDayWeight = settings.timeOfDayWeight * dispersion;
  if (sums.totalReports <= 0) return { ratio: 1, variance: dispersion / timeOfDayWeight };
  const rate = sums.totalReports / sums.totalExposure;
  const day = windowSums(sums, slot, wide);
  const all = { ...day };
  for (let d = 1; d < 7; d++) {
    const other = windowSums(sums, slot + d * slotsPerDay, wide);
    all.reports += other.reports;
    all.exposure += other.exposure;
  }
  const near = windowSums(sums, slot, narrow);
  const dayWeight = settings.dayWeight * dispersion;
  const slotWeight = settings.slotWeight * dispersion;
  const ofAllDays = (all.reports + timeOfDayWeight) / (all.exposure * rate + timeOfDayWeight);
  const ofDay = (day.reports + dayWeight * ofAllDays) / (day.exposure * rate + dayWeight);
  const ratio = (near.reports + slotWeight * ofDay) / (near.exposure * rate + slotWeight);
  const knownOfDay = day.exposure * rate + Math.min(dayWeight, all.exposure * rate + timeOfDayWeight);
  const known = near.exposure * rate + Math.min(slotWeight, knownOfDay);
  return { ratio, variance: dispersion / (known * Math.max(ratio, 1e-3)) };
}

function windowSums(sums: ShapeSums, centre: number, window: readonly number[]): { reports: number; exposure: number } {
  let at = (centre - (window.length >> 1) + slotsPerWeek) % slotsPerWeek;
  let reports = 0;
  let exposure = 0;
  for (let i = 0; i < window.length; i++) {
    reports += window[i]! * sums.reports[at]!;
    exposure += window[i]! * sums.exposure[at]!;
    if (++at === slotsPerWeek) at = 0;
  }
  return { reports, exposure };
}
