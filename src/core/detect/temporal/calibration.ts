import { settings } from './settings.ts';

/** How often the score has passed `settings.trialMinutes` in the past: a mean time between false alarms that is right is passed once in its own length. */
export interface Calibration {
  /** Passes that stayed near that level, and those that went on to `farther` times it. */
  near: number;
  far: number;
  /** Minutes watched, forgotten like the passes. */
  watched: number;
  /** Tick up to which a pass belongs to the one before. */
  quietUntil: number;
  /** Where the last pass is counted. */
  last: 'near' | 'far' | 'nowhere';
}

/** How often scores beyond the trial's were reached, as a multiple of what they promised: excess · (score ÷ trial)^(1 − power). */
export interface PastTail {
  excess: number;
  power: number;
}

/** Half the way, in logarithms, to where outages are: what goes on to there may be one and isn't counted. */
const farther = Math.sqrt(settings.outageMinutes / settings.trialMinutes);

export function uncalibrated(): Calibration {
  return { near: 0, far: 0, watched: 0, quietUntil: -1, last: 'nowhere' };
}

/** Notes a score, minutes, after a tick with arrivals. Those within `settings.trialQuietMinutes` of a pass belong to it. */
export function noteScore(calibration: Calibration, score: number, now: { tick: number; bin: number }): void {
  if (score < settings.trialMinutes) return;
  if (now.tick >= calibration.quietUntil) {
    calibration.near += 1;
    calibration.last = 'near';
    calibration.quietUntil = now.tick + settings.trialQuietMinutes / now.bin;
  }
  if (score >= farther * settings.trialMinutes && calibration.last === 'near') {
    calibration.near = Math.max(0, calibration.near - 1);
    calibration.far += 1;
    calibration.last = 'far';
  }
  if (score < settings.outageMinutes) return;
  // As long as it stays there, it is one and the same.
  calibration.quietUntil = now.tick + settings.trialQuietMinutes / now.bin;
  if (calibration.last === 'far') calibration.far = Math.max(0, calibration.far - 1);
  calibration.last = 'nowhere';
}

/** Lets `minutes` of watching pass. */
export function passTime(calibration: Calibration, minutes: number): void {
  const keep = Math.exp(-minutes / (1440 * settings.trialMemoryDays));
  calibration.near *= keep;
  calibration.far *= keep;
  calibration.watched = keep * calibration.watched + minutes;
}

/** Passes a minute that a level promises: those within the quiet time after one belong to it. */
const promised = (level: number) => 1 / (level + settings.trialQuietMinutes);
const promisedNear = promised(settings.trialMinutes) - promised(farther * settings.trialMinutes);
const promisedFar = promised(farther * settings.trialMinutes) - promised(settings.outageMinutes);

/**
 * Passes ÷ those promised, shrunk to 1 (gamma-Poisson); and how fast they thin out with the level, from how many went on: a Pareto tail
 * between the trial's level and where outages are has odds of going on of farther^−power, shrunk to those promised.
 */
export function pastTail(calibration: Calibration): PastTail {
  const { near, far, watched } = calibration;
  const weight = settings.trialWeight;
  const excess = (near + far + weight) / (watched * (promisedNear + promisedFar) + weight);
  const steady = settings.tailWeightMinutes;
  const odds = (far + steady * promisedFar) / (near + steady * promisedNear);
  const power = 1 + Math.log(promisedFar / promisedNear / odds) / Math.log(farther);
  return { excess, power: Math.min(settings.steepestTail, Math.max(settings.flattestTail, power)) };
}

/** The score that the past allows: beyond `settings.tailReachMinutes` the past says no more than there. */
export function allowedScore(score: number, { excess, power }: PastTail): number {
  if (score <= settings.trialMinutes || power === 1) return score / excess;
  const beyond = Math.min(score, settings.tailReachMinutes) / settings.trialMinutes;
  return (score * beyond ** (power - 1)) / excess;
}
