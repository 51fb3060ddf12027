import { writeAudit } from '../store/audit.ts';
import { markApproved } from '../store/statements.ts';
import type { Acting } from './acting.ts';

/** Approves a statement as it stands; from then on the clock of the next update runs. False when none waits under this id. */
export async function approveStatement(
  { database, clock, actor }: Acting,
  { incidentId, id, by }: { incidentId: string; id: number; by: string },
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const at = clock.now();
    if (!(await markApproved(tx, { incidentId, id, at, by }))) return false;
    await writeAudit(tx, { at, actor, action: 'statement-approved', detail: { incident: incidentId, id, by } });
    return true;
  });
}
