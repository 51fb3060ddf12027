import { type DetectorState, detectorVersion } from './advance.ts';
import { restoreShape } from './shape.ts';

/** A copy that shares nothing but the prior. */
export function cloneDetector(state: DetectorState): DetectorState {
  const { prior } = state.baseline;
  const bare = { ...state, baseline: { ...state.baseline, prior: null } };
  const copy = copyOf(bare, (slots) => (slots.length === 0 ? slots : slots.slice())) as unknown as DetectorState;
  copy.baseline.prior = prior;
  return copy;
}

/** The state as JSON; numbers come back to the last bit. */
export function saveDetector(state: DetectorState): unknown {
  return copyOf(state, (slots) => [...slots]);
}

/** Inverse of `saveDetector`. Throws RangeError for the state of another version: its series must be learned anew from the counts. */
export function restoreDetector(saved: unknown): DetectorState {
  const version = (saved as { version?: unknown } | null)?.version;
  if (version !== detectorVersion)
    throw new RangeError(`a detector saved by ${String(version)} can't be continued by ${detectorVersion}`);
  const state = copyOf(saved, (slots) => slots) as DetectorState;
  state.baseline.shape = restoreShape(state.baseline.shape as never);
  return state;
}

function copyOf(value: unknown, copyOfSlots: (slots: Float64Array) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => copyOf(one, copyOfSlots));
  if (value instanceof Float64Array) return copyOfSlots(value);
  if (value === null || typeof value !== 'object') return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copyOf((value as Record<string, unknown>)[key], copyOfSlots);
  return copy;
}
