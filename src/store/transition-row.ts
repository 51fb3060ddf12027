import type { Incident, Transition } from '../core/words/incident.ts';

/** Columns of `transition` that make up a step; the table goes by the name t. */
export const transitionColumns = 't.incident_id, t.revision, t.at, t.from_state, t.to_state, t.body, t.change';

/** A step as its table holds it. */
export interface TransitionRow extends Record<string, unknown> {
  incident_id: string;
  revision: number;
  at: number;
  from_state: Transition['from'];
  to_state: Transition['to'];
  body: Incident;
  change: Transition['change'] | null;
}

export function transitionFrom(row: TransitionRow): Transition {
  return {
    incidentId: row.incident_id,
    revision: row.revision,
    at: row.at,
    from: row.from_state,
    to: row.to_state,
    incident: row.body,
    ...(row.change ? { change: row.change } : {}),
  };
}
