import type { TelemetryFacts } from '../../core/incident/telemetry-verdict.ts';
import { lookBackMinutes } from '../../core/incident/telemetry-verdict.ts';
import type { Incident } from '../../core/words/incident.ts';
import type { Queryable } from '../../ports/database.ts';
import { readSignals, readWindows } from '../telemetry.ts';

/** Enough before the look-back to see that a stretch began too early. */
const marginMs = 10 * 60_000;

/** What is known of a brand's own signals around an incident, as of an instant. */
export async function readTelemetryFacts(
  database: Queryable,
  { brand, onset, closedAt }: Pick<Incident, 'brand' | 'onset' | 'closedAt'>,
  nowMs: number,
): Promise<TelemetryFacts> {
  const from = onset.low - lookBackMinutes * 60_000 - marginMs;
  const to = Math.min(closedAt ?? nowMs, nowMs);
  const signals = await readSignals(database, brand);
  return { signals, windows: await readWindows(database, { brand, from, to }) };
}
