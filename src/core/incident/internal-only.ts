import type { Incident } from '../words/incident.ts';
import type { SignalKey, TelemetryScope, TelemetryWindow } from '../words/telemetry.ts';
import { type BadStretch, badStretches } from './telemetry-stretches.ts';
import { lookBackMinutes, speaksOf } from './telemetry-verdict.ts';

/** A signal was bad and no incident tells of it: nobody outside seems to have noticed. */
export interface InternalOnly extends BadStretch, SignalKey, TelemetryScope {}

/**
 * Bad stretches without an incident of the brand that is about the same and was open within an hour of them. Windows in
 * order of time; newest first.
 */
export function internalOnly(windows: readonly TelemetryWindow[], incidents: readonly Incident[]): InternalOnly[] {
  const bySignal = new Map<string, TelemetryWindow[]>();
  for (const window of windows) {
    const key = `${window.brand} ${window.signal}`;
    const list = bySignal.get(key);
    if (list) list.push(window);
    else bySignal.set(key, [window]);
  }
  const aroundMs = lookBackMinutes * 60_000;
  const isTold = (brand: string, scope: TelemetryScope, { from, to }: BadStretch) =>
    incidents.some(
      (incident) =>
        incident.brand === brand &&
        incident.onset.low - aroundMs < to &&
        (incident.closedAt ?? Infinity) + aroundMs > from &&
        speaksOf(scope, incident),
    );
  return [...bySignal.values()]
    .flatMap((list) => {
      const { brand, signal, symptom, surface } = list.at(-1)!;
      return badStretches(list)
        .filter((stretch) => !isTold(brand, { symptom, surface }, stretch))
        .map((stretch) => ({ brand, signal, symptom, surface, ...stretch }));
    })
    .sort((a, b) => b.from - a.from || (a.signal < b.signal ? -1 : 1));
}
