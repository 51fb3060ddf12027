import type { Judgment } from '../core/words/handling.ts';
import { writeAudit } from '../store/audit.ts';
import { insertJudgment } from '../store/handling.ts';
import { readIncident } from '../store/read/incidents.ts';
import type { Acting } from './acting.ts';

export type Judged = { done: true; brand: string; judgment: Judgment } | { done: false; reason: 'unknown' };

/** A person's verdict on an incident, with its reason; a later one takes its place, the earlier stays in the history. */
export async function judgeIncident(
  { database, clock, actor }: Acting,
  { incidentId, ...words }: { incidentId: string } & Omit<Judgment, 'at'>,
): Promise<Judged> {
  return database.transaction(async (tx) => {
    const incident = await readIncident(tx, incidentId);
    if (!incident) return { done: false, reason: 'unknown' };
    const judgment = { at: clock.now(), ...words };
    await insertJudgment(tx, { incidentId, actor, ...judgment });
    await writeAudit(tx, {
      at: judgment.at,
      actor,
      action: 'incident-judged',
      detail: { incident: incidentId, ...words },
    });
    return { done: true, brand: incident.brand, judgment };
  });
}
