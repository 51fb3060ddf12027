import type { DetectorState } from './advance.ts';
import { type Expectation, expectationOver } from './expectation.ts';
import { estimateOnset, type OnsetEstimate } from './onset.ts';

export {
  advanceTo,
  createDetector,
  type DetectorState,
  detectorVersion,
  type MinuteInput,
  nextMinute,
  recurrenceIntervalMinutes,
  step,
} from './advance.ts';
export { type Expectation, expectationOver } from './expectation.ts';
export { type Explanation, explain } from './explain.ts';
export type { Prior } from './level.ts';
export { type OnsetEstimate, onsetOfCounts } from './onset.ts';
export { cloneDetector, restoreDetector, saveDetector } from './snapshot.ts';

/** Expected reports of one minute, as known now, with a 95 % band. */
export function expectation(state: DetectorState, minute: number): Expectation {
  return expectationOver(state, minute, 1);
}

/** First minute of the outage that the evidence speaks of, with a 99 % interval; null without evidence. */
export function onset(state: DetectorState, minute: number): OnsetEstimate | null {
  return estimateOnset({ ...state, bin: state.baseline.bin }, minute);
}

export interface Recovery {
  /** Nothing is left to recover from: the mirrored test has closed the outage, or there was none. */
  recovered: boolean;
  /** Mean time between such evidence of recovery while an outage goes on, minutes; 0 when nothing is being watched. */
  recurrenceIntervalMinutes: number;
  /** Minute in which the last outage was closed; null before the first. */
  at: number | null;
  /** Minute from which the rate of the last outage is taken as normal; null where it ended otherwise. */
  normalFrom: number | null;
}

/** Is the rate back to what is expected? The same mathematics with the roles exchanged; closes at `settings.recoveryMinutes`. */
export function recovery(state: DetectorState): Recovery {
  return {
    recovered: state.recovery < 0,
    recurrenceIntervalMinutes: Math.max(0, state.recovery) * state.baseline.bin,
    at: state.recoveredTick < 0 ? null : state.recoveredTick * state.baseline.bin,
    normalFrom: state.takenAsNormal ? state.watchedFrom * state.baseline.bin : null,
  };
}

/** True when nothing is left to recover from. */
export function recovered(state: DetectorState): boolean {
  return recovery(state).recovered;
}
