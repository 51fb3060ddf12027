import type { Acknowledgment, Judgment, MissedOutage } from '../../core/words/handling.ts';
import type { Queryable } from '../../ports/database.ts';

/** Newest first. One stands until the incident is closed by a step that comes after it. */
export async function readAcknowledgments(database: Queryable, incidentId: string): Promise<Acknowledgment[]> {
  return database.query<Acknowledgment & Record<string, unknown>>(
    `SELECT a.at, a.name, a.note, NOT EXISTS (SELECT 1 FROM transition t WHERE t.incident_id = a.incident_id
       AND t.revision > a.revision AND t.to_state = 'closed') AS standing
     FROM acknowledgment a WHERE a.incident_id = $1 ORDER BY a.id DESC`,
    [incidentId],
  );
}

/** Newest first; the newest holds. */
export async function readJudgments(database: Queryable, incidentId: string): Promise<Judgment[]> {
  return database.query<Judgment & Record<string, unknown>>(
    `SELECT at, name, verdict, reason, real_onset_at AS "realOnsetAt" FROM incident_verdict
     WHERE incident_id = $1 ORDER BY id DESC`,
    [incidentId],
  );
}

/** Of outages that began in from ≤ t < to, newest first. */
export async function readMissedOutages(
  database: Queryable,
  { brand, from, to }: { brand?: string | undefined; from: number; to: number },
): Promise<MissedOutage[]> {
  return database.query<MissedOutage & Record<string, unknown>>(
    `SELECT id, brand, began_at AS "beganAt", note, at, name FROM missed_outage
     WHERE ($1::text IS NULL OR brand = $1) AND began_at >= $2 AND began_at < $3 ORDER BY began_at DESC, id DESC`,
    [brand ?? null, from, to],
  );
}
