import type { Incident, IncidentChange, IncidentState, Transition } from '../words/incident.ts';
import type { IncidentStep, Tracked } from './incident-step.ts';

/** Who asks, why, and when. */
export interface Act {
  at: number;
  by: string;
  reason: string;
}

export interface Moving {
  to: IncidentState;
  from?: IncidentState | null;
  closedAt?: number | null;
  /** What is known from now on. */
  reason: string;
  act: Act;
  change: Pick<IncidentChange, 'kind' | 'other'>;
}

/** The next numbered step of an incident by a person's hand, or by what goes on at other brands. The person's own words stay with the step, since reasons are public. */
export function stepByHand(
  { incident, memory }: Tracked,
  { to, from = incident.state, closedAt, reason, act, change }: Moving,
): IncidentStep {
  const { at, by, reason: why } = act;
  const after: Incident = {
    ...incident,
    state: to,
    revision: incident.revision + 1,
    updatedAt: at,
    closedAt: to === 'closed' ? (closedAt ?? incident.closedAt ?? at) : null,
    reasons: [...new Set([reason, ...incident.reasons])],
  };
  const transition: Transition = {
    ...{ incidentId: after.id, revision: after.revision, at, from, to, incident: after },
    change: { ...change, by, reason: why },
  };
  return { incident: after, memory, transitions: [transition] };
}
