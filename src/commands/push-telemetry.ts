import type { TelemetrySignal, TelemetryWindow } from '../core/words/telemetry.ts';
import { enterSignal, readSignals, recordHealth, replaceWindows } from '../store/telemetry.ts';
import type { Acting } from './acting.ts';

/** More signals than this of one brand are refused, so that a broken pipeline can't fill the store with names. */
export const mostPushedSignals = 200;

export type Pushed =
  | { done: true; windows: number }
  | { done: false; why: 'read-from-prometheus' | 'too-many'; signal: string };

/**
 * Stores windows that a brand's own monitoring pushes, all or none. What was known of the same signal and time is replaced;
 * of windows that overlap the later in the list holds.
 */
export async function pushTelemetry({ database, clock }: Acting, windows: readonly TelemetryWindow[]): Promise<Pushed> {
  return database.transaction(async (tx): Promise<Pushed> => {
    const at = clock.now();
    const bySignal = new Map<string, TelemetryWindow[]>();
    for (const window of windows) {
      const key = `${window.brand} ${window.signal}`;
      bySignal.set(key, [...(bySignal.get(key) ?? []), window]);
    }
    const refused = refusalOf(
      await readSignals(tx),
      [...bySignal.values()].map(([first]) => first!),
    );
    if (refused) return refused;
    for (const pushed of bySignal.values()) {
      const { brand, signal, symptom, surface } = pushed.at(-1)!;
      await enterSignal(tx, { brand, signal, symptom, surface, origin: 'pushed', health: 'ok', createdAt: at });
      for (const window of pushed)
        await replaceWindows(tx, window, { from: window.from, to: window.to, windows: [window] });
      const readUntil = Math.max(...pushed.map(({ to }) => to));
      await recordHealth(tx, { brand, signal }, { health: 'ok', message: '', at, readUntil });
    }
    return { done: true, windows: windows.length };
  });
}

function refusalOf(known: readonly TelemetrySignal[], pushed: readonly TelemetryWindow[]): Pushed | null {
  const read = pushed.find((one) =>
    known.some(({ brand, signal, origin }) => origin === 'prometheus' && brand === one.brand && signal === one.signal),
  );
  if (read) return { done: false, why: 'read-from-prometheus', signal: read.signal };
  for (const { brand } of pushed) {
    const names = new Set(known.filter((one) => one.brand === brand).map(({ signal }) => signal));
    for (const one of pushed) if (one.brand === brand) names.add(one.signal);
    if (names.size > mostPushedSignals) return { done: false, why: 'too-many', signal: [...names].at(-1)! };
  }
  return null;
}
