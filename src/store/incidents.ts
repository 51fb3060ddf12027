import type { Incident, Transition } from '../core/words/incident.ts';
import type { Queryable } from '../ports/database.ts';
import { type TransitionRow, transitionColumns, transitionFrom } from './transition-row.ts';

/** An incident with what its state machine remembers. */
export interface StoredIncident<Memory> {
  incident: Incident;
  memory: Memory;
}

/** Open incidents of a brand and those closed at or after an instant (they may reopen), newest last; none that is part of another. */
export async function readRecentIncidents<Memory>(
  database: Queryable,
  brand: string,
  closedSinceMs: number,
): Promise<StoredIncident<Memory>[]> {
  const rows = await database.query<{ body: Incident; memory: Memory }>(
    `SELECT body, memory FROM incident WHERE brand = $1 AND (closed_at IS NULL OR closed_at >= $2) AND merged_into IS NULL
     ORDER BY detected_at, id`,
    [brand, closedSinceMs],
  );
  return rows.map(({ body, memory }) => ({ incident: body, memory }));
}

/** An incident that nobody else may change before this transaction ends; null when there is none. */
export async function lockIncident<Memory>(tx: Queryable, id: string): Promise<StoredIncident<Memory> | null> {
  const [row] = await tx.query<{ body: Incident; memory: Memory }>(
    'SELECT body, memory FROM incident WHERE id = $1 FOR UPDATE',
    [id],
  );
  return row ? { incident: row.body, memory: row.memory } : null;
}

/** Open incidents of all brands with what their state machines remember, oldest first. */
export async function readOpenTracked<Memory>(tx: Queryable): Promise<StoredIncident<Memory>[]> {
  const rows = await tx.query<{ body: Incident; memory: Memory }>(
    'SELECT body, memory FROM incident WHERE closed_at IS NULL ORDER BY detected_at, id',
  );
  return rows.map(({ body, memory }) => ({ incident: body, memory }));
}

/** Open incidents of all brands, and those closed at or after an instant: the other side of the question "whose outage is it?". */
export async function readOpenIncidents(database: Queryable, closedSinceMs = Infinity): Promise<Incident[]> {
  const rows = await database.query<{ body: Incident }>(
    `SELECT body FROM incident WHERE closed_at IS NULL OR (closed_at >= $1 AND merged_into IS NULL)
     ORDER BY detected_at, id`,
    [Number.isFinite(closedSinceMs) ? closedSinceMs : Number.MAX_SAFE_INTEGER],
  );
  return rows.map(({ body }) => body);
}

/** Writes an incident as it is now. The revision is the condition: a writer that comes late changes nothing and gets false. */
export async function saveIncident(
  tx: Queryable,
  { incident, memory }: StoredIncident<unknown>,
  previousRevision: number,
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO incident (id, brand, state, onset_at, detected_at, updated_at, closed_at, revision, body, memory, merged_into)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb, $12)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, onset_at = excluded.onset_at, updated_at = excluded.updated_at, closed_at = excluded.closed_at,
       revision = excluded.revision, body = excluded.body, memory = excluded.memory, merged_into = excluded.merged_into
     WHERE incident.revision = $11 RETURNING id`,
    [
      incident.id,
      incident.brand,
      incident.state,
      incident.onset.at,
      incident.detectedAt,
      incident.updatedAt,
      incident.closedAt,
      incident.revision,
      JSON.stringify(incident),
      JSON.stringify(memory),
      previousRevision,
      incident.mergedInto ?? null,
    ],
  );
  return rows.length === 1;
}

/** A channel that is told of a step, and what holds the message back for now. */
export interface Telling {
  channel: string;
  heldBy: string | null;
}

/** Writes a numbered step and one outbox row per channel, so that telling about it can't be forgotten. */
export async function insertTransition(tx: Queryable, transition: Transition, tellings: Telling[]): Promise<void> {
  const { incidentId, revision, at, from, to, incident, change } = transition;
  await tx.query(
    `INSERT INTO transition (incident_id, revision, at, from_state, to_state, body, change)
     VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb) ON CONFLICT (incident_id, revision) DO NOTHING`,
    [incidentId, revision, at, from, to, JSON.stringify(incident), change ? JSON.stringify(change) : null],
  );
  for (const { channel, heldBy } of tellings) {
    await tx.query(
      `INSERT INTO outbox (key, incident_id, revision, channel, due_at, state, held_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (key) DO NOTHING`,
      [
        ...[`${incidentId}:${revision}:${channel}`, incidentId, revision, channel, at],
        ...[heldBy === null ? 'waiting' : 'held', heldBy],
      ],
    );
  }
}

/** Channels that have, or will have, heard of an incident; what was held back until it was over never reached them. */
export async function readToldChannels(tx: Queryable, incidentId: string): Promise<string[]> {
  const rows = await tx.query<{ channel: string }>(
    "SELECT DISTINCT channel FROM outbox WHERE incident_id = $1 AND state <> 'withheld'",
    [incidentId],
  );
  return rows.map(({ channel }) => channel);
}

/** All transitions of a brand in the order in which they happened. */
export async function readTransitions(database: Queryable, brand: string): Promise<Transition[]> {
  const rows = await database.query<TransitionRow>(
    `SELECT ${transitionColumns} FROM transition t JOIN incident i ON i.id = t.incident_id
     WHERE i.brand = $1 ORDER BY t.at, t.incident_id, t.revision`,
    [brand],
  );
  return rows.map(transitionFrom);
}
