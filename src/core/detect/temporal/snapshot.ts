import { type DetectorState, detectorVersion } from './advance.ts';
import { restoreTrail } from './onset.ts';
import { restoreShape } from './shape.ts';

/** A copy that shares nothing but the prior. */
export function cloneDetector(state: DetectorState): DetectorState {
  const { prior } = state.baseline;
  const bare = { ...state, baseline: { ...state.baseline, prior: null } };
  const copy = copyOf(bare, (numbers) =>
    numbers.length === 0 ? numbers : numbers.slice(),
  ) as unknown as DetectorState;
  copy.baseline.prior = prior;
  return copy;
}

/** The state as JSON; numbers come back to the last bit. */
export function saveDetector(state: DetectorState): unknown {
  return copyOf(state, (numbers) => [...numbers]);
}

/** Inverse of `saveDetector`. Throws RangeError for the state of another version: its series must be learned anew from the counts. */
export function restoreDetector(saved: unknown): DetectorState {
  const version = (saved as { version?: unknown } | null)?.version;
  if (version !== detectorVersion)
    throw new RangeError(`a detector saved by ${String(version)} can't be continued by ${detectorVersion}`);
  const state = copyOf(saved, (numbers) => numbers) as DetectorState;
  state.baseline.shape = restoreShape(state.baseline.shape as never);
  state.trail = restoreTrail(state.trail as never);
  // Older states of this version don't say when and how their last outage ended.
  state.watchedFrom ??= -1;
  state.takenAsNormal ??= false;
  return state;
}

function copyOf(value: unknown, copyOfNumbers: (numbers: Float32Array | Int32Array) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => copyOf(one, copyOfNumbers));
  if (value instanceof Float32Array || value instanceof Int32Array) return copyOfNumbers(value);
  if (value === null || typeof value !== 'object') return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copyOf((value as Record<string, unknown>)[key], copyOfNumbers);
  return copy;
}
