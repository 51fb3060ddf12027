import { type DetectorState, detectorVersion } from './advance.ts';

/** A copy that shares nothing but the prior. */
export function cloneDetector(state: DetectorState): DetectorState {
  const { prior } = state.baseline;
  const copy = copyOf({ ...state, baseline: { ...state.baseline, prior: null } }) as unknown as DetectorState;
  copy.baseline.prior = prior;
  return copy;
}

/** The state as JSON; numbers come back to the last bit. */
export function saveDetector(state: DetectorState): unknown {
  return copyOf(state);
}

/** Inverse of `saveDetector`. Throws RangeError for the state of another version: its series must be learned anew from the counts. */
export function restoreDetector(saved: unknown): DetectorState {
  const version = (saved as { version?: unknown } | null)?.version;
  if (version !== detectorVersion)
    throw new RangeError(`a detector saved by ${String(version)} can't be continued by ${detectorVersion}`);
  return copyOf(saved) as DetectorState;
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (value === null || typeof value !== 'object') return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copyOf((value as Record<string, unknown>)[key]);
  return copy;
}
