import type { Incident, Transition } from '../core/words/incident.ts';
import type { Queryable } from '../ports/database.ts';
import { type TransitionRow, transitionColumns, transitionFrom } from './transition-row.ts';

/** An incident that burns and that nobody has taken on, with its last step. */
export interface UnansweredRow<Peak> {
  transition: Transition;
  peak: Peak;
}

const isAnswered = `EXISTS (SELECT 1 FROM acknowledgment a WHERE a.incident_id = i.id AND NOT EXISTS (
  SELECT 1 FROM transition c WHERE c.incident_id = i.id AND c.revision > a.revision AND c.to_state = 'closed'))`;
const burns = "i.state IN ('watching', 'probable', 'confirmed') AND i.body->>'parent' IS NULL";

export async function readUnanswered<Peak>(database: Queryable): Promise<UnansweredRow<Peak>[]> {
  const rows = await database.query<TransitionRow & { peak: Peak }>(
    `SELECT ${transitionColumns}, i.memory->>'peak' AS peak FROM incident i
     JOIN transition t ON t.incident_id = i.id AND t.revision = i.revision
     WHERE ${burns} AND NOT ${isAnswered} ORDER BY i.id`,
  );
  return rows.map((row) => ({ transition: transitionFrom(row), peak: row.peak }));
}

/** Enters a reminder once, however often it is asked for, and never before what is still on its way. Returns whether it is new. */
export async function insertReminder(
  tx: Queryable,
  { incident, channel, reminder, now }: { incident: Incident; channel: string; reminder: number; now: number },
): Promise<boolean> {
  const { id, revision } = incident;
  const rows = await tx.query(
    `INSERT INTO outbox (key, incident_id, revision, channel, due_at, reminder)
     SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT 1 FROM outbox o
       WHERE o.incident_id = $2 AND o.channel = $4 AND o.state IN ('waiting', 'held'))
     ON CONFLICT (key) DO NOTHING RETURNING key`,
    [`${id}:${revision}:${channel}:r${reminder}`, id, revision, channel, now, reminder],
  );
  return rows.length === 1;
}

/** Reminders that have become pointless while they waited: the incident was taken on, went on, or ended. */
export async function withholdReminders(database: Queryable, now: number): Promise<void> {
  await database.query(
    `UPDATE outbox o SET state = 'withheld' FROM incident i
     WHERE o.reminder > 0 AND o.state = 'waiting' AND o.lease_until <= $1 AND i.id = o.incident_id
       AND (i.revision > o.revision OR NOT (${burns}) OR ${isAnswered})`,
    [now],
  );
}
