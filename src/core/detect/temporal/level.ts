import { type Growth, learnGrowth, noGrowth } from './growth.ts';
import { settings } from './settings.ts';
import { slotMinutes, slotsPerWeek } from './time-of-week.ts';

/** What is believed of a series before it is seen. */
export interface Prior {
  /** Reports a minute, averaged over the week. */
  meanPerMinute: number;
  /** How much that belief weighs, as minutes of observation. */
  strength: number;
  /** Pooled time-of-week shape (mean 1), equal steps from the epoch's weekday, Thursday 00:00 UTC (168: one factor an hour); flat if absent. */
  shape?: readonly number[];
}

/** Exponentially forgotten sums: reports, and ticks × shape × exposure × calendar. */
export interface Level {
  reports: number;
  exposure: number;
  /** Σ exposure·age, slots. */
  aged: number;
  growth: Growth;
}

export function unknownLevel(): Level {
  return { reports: 0, exposure: 0, aged: 0, growth: noGrowth() };
}

/** Slots since the average of what the level has learned; the prior has no age. */
function ageOf(level: Level, strength: number): number {
  return level.aged / (level.exposure + strength);
}

/** Largest logarithm by which growth may lift or lower the level. */
const mostGrowth = 0.3;

/**
 * Reports a tick at shape 1: the mean of the gamma posterior, (reports + prior) ÷ (exposure + strength), which is as old as the average of
 * what it rests on, carried forward to now by the growth: · e^(growth·age).
 */
export function levelRate(level: Level, prior: Prior, bin: number): number {
  const strength = prior.strength / bin;
  const mean = (level.reports + prior.meanPerMinute * prior.strength) / (level.exposure + strength);
  const grown = level.growth.rate * ageOf(level, strength);
  return mean * Math.exp(Math.max(-mostGrowth, Math.min(mostGrowth, grown)));
}

/** Relative variance of the level: dispersion ÷ (reports behind it) + variance of the growth since. */
export function levelVariance(level: Level, prior: Prior, law: { bin: number; dispersion: number }): number {
  const age = ageOf(level, prior.strength / law.bin);
  return law.dispersion / (level.reports + prior.meanPerMinute * prior.strength) + age * age * level.growth.variance;
}

const keepOfSlot = () => Math.exp(-slotMinutes / (1440 * settings.levelDays));

/** Adds a finished slot to the level and forgets a slot's worth of the past. */
export function learnLevel(
  level: Level,
  seen: { reports: number; exposure: number },
  law: { dispersion: number },
): void {
  const keep = keepOfSlot();
  level.aged = keep * (level.aged + level.exposure);
  learnGrowth(level.growth, seen, law);
  level.reports = level.reports * keep + seen.reports;
  level.exposure = level.exposure * keep + seen.exposure;
}

/** Factor of the pooled shape at a slot of the week. */
export function pooledShape(prior: Prior, slot: number): number {
  if (prior.shape === undefined || prior.shape.length === 0) return 1;
  return prior.shape[Math.floor((slot * prior.shape.length) / slotsPerWeek)] ?? 1;
}
