import { settings } from './settings.ts';

/**
 * How often the score has passed `settings.trialMinutes` in the past, and how often it should have: a mean time between false alarms
 * that is right is passed once in its own length.
 */
export interface Calibration {
  passes: number;
  expected: number;
  /** Tick up to which a pass belongs to the one before. */
  quietUntil: number;
  /** The last pass still counts: it has not gone on to where outages are. */
  counted: boolean;
}

/** A score so many times the trial's may be an outage: its pass is taken back. Of those by chance one in as many is lost. */
const outageFactor = 10;
const chanceShare = 1 - 1 / outageFactor;

export function uncalibrated(): Calibration {
  return { passes: 0, expected: 0, quietUntil: -1, counted: false };
}

/** Notes a score, minutes, after a tick with arrivals. Those within `settings.trialQuietMinutes` of a pass belong to it. */
export function noteScore(calibration: Calibration, score: number, now: { tick: number; bin: number }): void {
  if (score < settings.trialMinutes) return;
  if (now.tick >= calibration.quietUntil) {
    calibration.passes += 1;
    calibration.expected -= (chanceShare * settings.trialQuietMinutes) / settings.trialMinutes;
    calibration.counted = true;
    calibration.quietUntil = now.tick + settings.trialQuietMinutes / now.bin;
  }
  if (score < outageFactor * settings.trialMinutes) return;
  // As long as it stays there, it is one and the same.
  calibration.quietUntil = now.tick + settings.trialQuietMinutes / now.bin;
  if (calibration.counted) calibration.passes = Math.max(0, calibration.passes - 1);
  calibration.counted = false;
}

/** Lets `minutes` of watching pass. */
export function passTime(calibration: Calibration, minutes: number): void {
  const keep = Math.exp(-minutes / (1440 * settings.trialMemoryDays));
  calibration.passes *= keep;
  calibration.expected = keep * calibration.expected + (chanceShare * minutes) / settings.trialMinutes;
}

/** Passes ÷ those expected, shrunk to 1 (gamma-Poisson): above 1 the scores have promised too much. */
export function excessOf(calibration: Calibration): number {
  const weight = settings.trialWeight;
  return (calibration.passes + weight) / (Math.max(0, calibration.expected) + weight);
}
