import { telemetryVerdict } from '../core/incident/telemetry-verdict.ts';
import type { Incident } from '../core/words/incident.ts';
import type { TelemetryVerdict } from '../core/words/telemetry.ts';
import type { Queryable } from '../ports/database.ts';
import { readTelemetryFacts } from '../store/read/telemetry-facts.ts';

/**
 * What the brand's own telemetry says of an incident as of an instant, by all that is known of it by now: windows may have been pushed
 * since its last step. Where its windows are kept no longer, what they said at that step stands.
 */
export async function judgeTelemetry(
  database: Queryable,
  incident: Incident,
  nowMs: number,
): Promise<TelemetryVerdict> {
  const facts = await readTelemetryFacts(database, incident, nowMs);
  const said = incident.telemetry;
  const isForgotten = facts.windows.length === 0 && (said?.verdict === 'confirmed' || said?.verdict === 'not-seen');
  return isForgotten ? said! : telemetryVerdict(incident, facts, nowMs);
}
