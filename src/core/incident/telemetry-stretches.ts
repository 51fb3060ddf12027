import type { SignalRule, TelemetryState, TelemetryWindow } from '../words/telemetry.ts';
import { telemetryStates } from '../words/telemetry.ts';

/** A bad stretch shorter than this is a blip. */
export const leastBadMinutes = 2;
/** Bad stretches that are no further apart are one. */
const joinMinutes = 2;

export interface TelemetrySample {
  /** End of the step that the value speaks of, epoch ms. */
  at: number;
  value: number;
}

export interface BadStretch {
  from: number;
  to: number;
  worst: TelemetryState;
  value: number | null;
}

export function stateOfValue(value: number, { badWhen, degraded, down }: SignalRule): TelemetryState {
  const beyond = (limit: number) => (badWhen === 'below' ? value < limit : value > limit);
  if (down !== null && beyond(down)) return 'down';
  return beyond(degraded) ? 'degraded' : 'ok';
}

/** Of several series at one instant the worst speaks. */
export function worseValue(a: number, b: number, badWhen: SignalRule['badWhen']): number {
  return badWhen === 'below' ? Math.min(a, b) : Math.max(a, b);
}

/**
 * Windows from samples in order of time, each of which speaks of the `stepMs` before it. Neighbors in the same state are
 * one window with the worst value; where a sample is missing, nothing is known. `before` is the window that ends, or is
 * cut, where the samples begin, and is carried on.
 */
export function windowsOf(
  samples: readonly TelemetrySample[],
  rule: SignalRule,
  { stepMs, before }: { stepMs: number; before: TelemetryWindow | null },
): TelemetryWindow[] {
  const { brand, signal, symptom, surface, badWhen } = rule;
  const windows: TelemetryWindow[] = [];
  let last = before;
  for (const { at, value } of samples) {
    const state = stateOfValue(value, rule);
    const from = at - stepMs;
    if (last && last.to === from && last.state === state) {
      const worst = last.value === null ? value : worseValue(last.value, value, badWhen);
      const longer = { ...last, to: at, value: worst };
      if (windows.length > 0) windows[windows.length - 1] = longer;
      else windows.push(longer);
      last = longer;
    } else {
      last = { brand, signal, symptom, surface, from, to: at, state, value };
      windows.push(last);
    }
  }
  return windows;
}

/** Bad stretches of one signal, from its windows in order of time: `level` or worse, two minutes and more. */
export function badStretches(
  windows: readonly TelemetryWindow[],
  level: Exclude<TelemetryState, 'ok'> = 'degraded',
): BadStretch[] {
  const stretches: BadStretch[] = [];
  for (const { from, to, state, value } of windows) {
    if (rankOf(state) < rankOf(level)) continue;
    const last = stretches.at(-1);
    if (!last || from - last.to > joinMinutes * 60_000) stretches.push({ from, to, worst: state, value });
    else {
      last.to = Math.max(last.to, to);
      if (rankOf(state) > rankOf(last.worst)) Object.assign(last, { worst: state, value });
    }
  }
  return stretches.filter(({ from, to }) => to - from >= leastBadMinutes * 60_000);
}

export function rankOf(state: TelemetryState): number {
  return telemetryStates.indexOf(state);
}
