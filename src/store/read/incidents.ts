import type { Incident, IncidentState, Transition } from '../../core/words/incident.ts';
import type { Queryable } from '../../ports/database.ts';
import { type TransitionRow, transitionColumns, transitionFrom } from '../transition-row.ts';

export interface IncidentFilter {
  brand?: string;
  states?: readonly IncidentState[];
  /** Epoch ms; incidents that were open at some time of from ≤ t < to. */
  from?: number;
  to?: number;
  limit: number;
  /** Continues behind this incident. */
  after?: { onsetAt: number; id: string };
}

/** Newest onset first; one that is part of another is found there. */
export async function readIncidents(database: Queryable, filter: IncidentFilter): Promise<Incident[]> {
  const rows = await database.query<{ body: Incident }>(
    `SELECT body FROM incident
     WHERE ($1::text IS NULL OR brand = $1) AND ($2::text[] IS NULL OR state = ANY($2))
       AND ($3::int8 IS NULL OR closed_at IS NULL OR closed_at >= $3) AND ($4::int8 IS NULL OR onset_at < $4)
       AND ($5::int8 IS NULL OR (onset_at, id) < ($5, $6)) AND merged_into IS NULL
     ORDER BY onset_at DESC, id DESC LIMIT $7`,
    [
      filter.brand ?? null,
      filter.states ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.after?.onsetAt ?? null,
      filter.after?.id ?? '',
      filter.limit,
    ],
  );
  return rows.map((row) => row.body);
}

export async function readIncident(database: Queryable, id: string): Promise<Incident | null> {
  const [row] = await database.query<{ body: Incident }>('SELECT body FROM incident WHERE id = $1', [id]);
  return row?.body ?? null;
}

/** In order of their numbers. */
export async function readTransitions(database: Queryable, incidentId: string): Promise<Transition[]> {
  const rows = await database.query<TransitionRow>(
    `SELECT ${transitionColumns} FROM transition t WHERE t.incident_id = $1 ORDER BY t.revision`,
    [incidentId],
  );
  return rows.map(transitionFrom);
}

/** Number of incidents that aren't closed, by brand. */
export async function countOpenIncidents(database: Queryable): Promise<{ brand: string; n: number }[]> {
  return database.query<{ brand: string; n: number }>(
    "SELECT brand, count(*) AS n FROM incident WHERE state <> 'closed' GROUP BY brand ORDER BY brand",
  );
}
