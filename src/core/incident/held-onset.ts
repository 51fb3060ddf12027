import type { Onset } from '../words/alert.ts';
import type { Incident, IncidentState } from '../words/incident.ts';
import type { IncidentMemory } from './incident-step.ts';

/**
 * The onset that an incident keeps, and that its figures count from; null while more evidence still betters the estimate: until it is
 * confirmed, or comes back, for then its alert only knows when it came back.
 */
export function heldOnset({
  incident,
  memory,
}: {
  incident: Pick<Incident, 'state' | 'onset'>;
  memory: Pick<IncidentMemory, 'relapses'>;
}): Onset | null {
  return isEstimated(incident.state) && memory.relapses === 0 ? null : incident.onset;
}

/** Before an incident is confirmed its onset follows the estimate. */
export function isEstimated(state: IncidentState): boolean {
  return state === 'watching' || state === 'probable';
}
