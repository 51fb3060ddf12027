import type { Acknowledgment } from '../core/words/handling.ts';
import { writeAudit } from '../store/audit.ts';
import { insertAcknowledgment } from '../store/handling.ts';
import { readIncident } from '../store/read/incidents.ts';
import type { Acting } from './acting.ts';

export type Acknowledged =
  | { done: true; brand: string; acknowledgment: Acknowledgment }
  | { done: false; reason: 'unknown' | 'over' };

/** Somebody takes an open incident on, with name and note. It ends with the incident. */
export async function acknowledgeIncident(
  { database, clock, actor }: Acting,
  { incidentId, name, note }: { incidentId: string; name: string; note: string },
): Promise<Acknowledged> {
  return database.transaction(async (tx) => {
    const incident = await readIncident(tx, incidentId);
    if (!incident) return { done: false, reason: 'unknown' };
    if (incident.state === 'closed') return { done: false, reason: 'over' };
    const at = clock.now();
    await insertAcknowledgment(tx, { incidentId, revision: incident.revision, at, name, note, actor });
    await writeAudit(tx, {
      at,
      actor,
      action: 'incident-acknowledged',
      detail: { incident: incidentId, revision: incident.revision, name, note },
    });
    return { done: true, brand: incident.brand, acknowledgment: { at, name, note, standing: true } };
  });
}
