import { stateOfValue } from '../core/incident/telemetry-stretches.ts';
import type { SignalRule, TelemetryState } from '../core/words/telemetry.ts';
import type { Clock } from '../ports/clock.ts';
import { SourceError } from '../ports/source.ts';
import type { TelemetryReader } from '../ports/telemetry.ts';

export interface SignalCheck {
  id: string;
  health: 'ok' | 'empty' | 'failing';
  latencyMs: number;
  /** Minutes of the last hour that have data. */
  minutes: number;
  state: TelemetryState | null;
  value: number | null;
  /** What is wrong or was warned of; empty when all is well. */
  message: string;
}

const stepMs = 60_000;
const patienceMs = 30_000;

/** Asks for the last hour of one signal; nothing is stored. */
export async function checkSignal(
  rule: SignalRule,
  { reader, clock, signal }: { reader: TelemetryReader; clock: Clock; signal: AbortSignal },
): Promise<SignalCheck> {
  const startedAt = clock.now();
  const to = Math.floor(startedAt / stepMs) * stepMs;
  const told = (fields: Pick<SignalCheck, 'health' | 'message'> & Partial<SignalCheck>): SignalCheck => ({
    ...{ id: `${rule.brand}/${rule.signal}`, latencyMs: clock.now() - startedAt, minutes: 0, state: null, value: null },
    ...fields,
  });
  try {
    const query = { text: rule.query, badWhen: rule.badWhen };
    const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const { samples, warning } = await reader.read(query, { from: to - 60 * stepMs, to, stepMs }, patience);
    const last = samples.at(-1);
    if (!last) return told({ health: 'empty', message: 'the query gives nothing for the last hour' });
    const state = stateOfValue(last.value, rule);
    return told({ health: 'ok', message: warning, minutes: samples.length, state, value: last.value });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return told({ health: 'failing', message: `${error.message} (${error.kind})` });
  }
}

/** One line of the table. */
export function signalLine({ id, health, latencyMs, minutes, state, value, message }: SignalCheck): string {
  const known = state === null ? '' : `  ${minutes} of 60 minutes, now ${state} (${value})`;
  return `${id.padEnd(32)}${health.padEnd(9)}${`${latencyMs} ms`.padStart(9)}${known}${message && `\n  ${message}`}`;
}
