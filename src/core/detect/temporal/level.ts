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
}

/** Reports a tick at shape 1, the mean of the gamma posterior: (reports + prior) ÷ (exposure + strength). */
export function levelRate(level: Level, prior: Prior, bin: number): number {
  const strength = prior.strength / bin;
  return (level.reports + prior.meanPerMinute * prior.strength) / (level.exposure + strength);
}

/** Relative variance of the level: dispersion ÷ (reports behind it). */
export function levelVariance(level: Level, prior: Prior, dispersion: number): number {
  return dispersion / (level.reports + prior.meanPerMinute * prior.strength);
}

const keepOfSlot = () => Math.exp(-slotMinutes / (1440 * settings.levelDays));

/** Adds a finished slot to the level and forgets a slot's worth of the past. */
export function learnLevel(level: Level, seen: { reports: number; exposure: number }): void {
  const keep = keepOfSlot();
  level.reports = level.reports * keep + seen.reports;
  level.exposure = level.exposure * keep + seen.exposure;
}

/** Factor of the pooled shape at a slot of the week. */
export function pooledShape(prior: Prior, slot: number): number {
  if (prior.shape === undefined || prior.shape.length === 0) return 1;
  return prior.shape[Math.floor((slot * prior.shape.length) / slotsPerWeek)] ?? 1;
}
