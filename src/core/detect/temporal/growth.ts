import { settings } from './settings.ts';
import { slotMinutes, slotsPerDay } from './time-of-week.ts';

/** Exponentially forgotten sums of reports and exposure, with their ages in slots, and the growth found from them. */
export interface Growth {
  reports: number;
  exposure: number;
  /** Σ reports·age, Σ exposure·age, Σ exposure·age². */
  agedReports: number;
  aged: number;
  agedTwice: number;
  /** Relative growth a slot, shrunk to none, and its variance. */
  rate: number;
  variance: number;
}

export function noGrowth(): Growth {
  return { reports: 0, exposure: 0, agedReports: 0, aged: 0, agedTwice: 0, rate: 0, variance: 0 };
}

const keep = () => Math.exp(-slotMinutes / (1440 * settings.growthDays));

/**
 * Adds a finished slot. A rate that is a line in time, α·(1 − g·age), makes reports younger than their exposure:
 * g = (mean age of exposure − mean age of reports) ÷ variance of the age; its variance is dispersion ÷ (reports · variance of the age).
 * Shrunk to a normal prior around none with standard deviation `settings.growthPerDay`.
 */
export function learnGrowth(
  growth: Growth,
  seen: { reports: number; exposure: number },
  law: { dispersion: number },
): void {
  const left = keep();
  growth.agedTwice = left * (growth.agedTwice + 2 * growth.aged + growth.exposure);
  growth.aged = left * (growth.aged + growth.exposure);
  growth.agedReports = left * (growth.agedReports + growth.reports);
  growth.reports = left * growth.reports + seen.reports;
  growth.exposure = left * growth.exposure + seen.exposure;
  if (!(growth.reports > 0 && growth.exposure > 0)) return;
  const age = growth.aged / growth.exposure;
  const spread = Math.max(1, growth.agedTwice / growth.exposure - age * age);
  const found = (age - growth.agedReports / growth.reports) / spread;
  const variance = law.dispersion / (growth.reports * spread);
  const prior = (settings.growthPerDay / slotsPerDay) ** 2;
  const share = prior / (prior + variance);
  growth.rate = share * found;
  growth.variance = share * variance;
}
