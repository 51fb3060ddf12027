import type { IncidentMemory } from '../core/incident/incident-step.ts';
import type { Statement } from '../core/words/statement.ts';
import type { Queryable } from '../ports/database.ts';

/** Ids of an incident ($1) and of all that it has taken in, at any depth. */
export const withTakenIn = `(WITH RECURSIVE part AS (SELECT $1::text AS id UNION
  SELECT i.id FROM incident i JOIN part ON i.merged_into = part.id) SELECT id FROM part)`;

export async function insertStatement(
  tx: Queryable,
  incidentId: string,
  words: Omit<Statement, 'id' | 'incidentId' | 'approvedAt' | 'approvedBy'>,
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO statement (incident_id, kind, en, es, next_update_minutes, proposed_at, proposed_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [incidentId, words.kind, words.en, words.es, words.nextUpdateMinutes, words.proposedAt, words.proposedBy],
  );
  return row!.id;
}

/** False when there is none of the incident, or of what it has taken in, that waits under this id. */
export async function markApproved(
  tx: Queryable,
  { incidentId, id, at, by }: { incidentId: string; id: number; at: number; by: string },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE statement SET approved_at = $3, approved_by = $4
     WHERE id = $2 AND incident_id IN ${withTakenIn} AND approved_at IS NULL RETURNING id`,
    [incidentId, id, at, by],
  );
  return rows.length === 1;
}

/** Of an incident and of what it has taken in, newest first. */
export async function readStatements(database: Queryable, incidentId: string): Promise<Statement[]> {
  return database.query<Statement & Record<string, unknown>>(
    `SELECT id, incident_id AS "incidentId", kind, en, es, next_update_minutes AS "nextUpdateMinutes", proposed_at AS "proposedAt",
       proposed_by AS "proposedBy", approved_at AS "approvedAt", approved_by AS "approvedBy"
     FROM statement WHERE incident_id IN ${withTakenIn} ORDER BY id DESC`,
    [incidentId],
  );
}

/** Counted reports of a brand in from ≤ minute < to. */
export async function countReports(
  database: Queryable,
  brand: string,
  { from, to }: { from: number; to: number },
): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `SELECT coalesce(sum(observed), 0)::int4 AS n FROM stratum_count
     WHERE brand = $1 AND symptom = '*' AND surface = '*' AND area = '*' AND minute >= $2 AND minute < $3`,
    [brand, from, to],
  );
  return row!.n;
}

/** How often an incident came back, since its all-clear waits longer then, and how high it ever stood. */
export async function readCourse(
  database: Queryable,
  incidentId: string,
): Promise<Pick<IncidentMemory, 'relapses' | 'peak'>> {
  const [row] = await database.query<{ relapses: number | null; peak: IncidentMemory['peak'] | null }>(
    "SELECT (memory->>'relapses')::int4 AS relapses, memory->>'peak' AS peak FROM incident WHERE id = $1",
    [incidentId],
  );
  return { relapses: row?.relapses ?? 0, peak: row?.peak ?? 'watching' };
}
