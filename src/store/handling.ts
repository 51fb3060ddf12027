import type { Judgment, MissedOutage } from '../core/words/handling.ts';
import type { Queryable } from '../ports/database.ts';

interface Of {
  incidentId: string;
  actor: string;
}

export async function insertAcknowledgment(
  tx: Queryable,
  row: Of & { revision: number; at: number; name: string; note: string },
): Promise<void> {
  await tx.query(
    'INSERT INTO acknowledgment (incident_id, revision, at, name, note, actor) VALUES ($1, $2, $3, $4, $5, $6)',
    [row.incidentId, row.revision, row.at, row.name, row.note, row.actor],
  );
}

/** Whoever is on one incident is on the other too: the standing acknowledgment is entered for it as well. */
export async function carryAcknowledgment(
  tx: Queryable,
  { from, to, revision }: { from: string; to: string; revision: number },
): Promise<void> {
  await tx.query(
    `INSERT INTO acknowledgment (incident_id, revision, at, name, note, actor)
     SELECT $2, $3, a.at, a.name, a.note, a.actor FROM acknowledgment a
     WHERE a.incident_id = $1 AND NOT EXISTS (SELECT 1 FROM transition t WHERE t.incident_id = $1
       AND t.revision > a.revision AND t.to_state = 'closed') ORDER BY a.id DESC LIMIT 1`,
    [from, to, revision],
  );
}

export async function insertJudgment(tx: Queryable, row: Of & Judgment): Promise<void> {
  await tx.query(
    'INSERT INTO incident_verdict (incident_id, at, verdict, reason, real_onset_at, name, actor) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [row.incidentId, row.at, row.verdict, row.reason, row.realOnsetAt, row.name, row.actor],
  );
}

export async function insertMissedOutage(
  tx: Queryable,
  row: Omit<MissedOutage, 'id'> & { actor: string },
): Promise<number> {
  const [inserted] = await tx.query<{ id: number }>(
    'INSERT INTO missed_outage (brand, began_at, note, at, name, actor) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id',
    [row.brand, row.beganAt, row.note, row.at, row.name, row.actor],
  );
  return inserted!.id;
}
