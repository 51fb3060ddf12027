import type { Followed, Incident } from '../words/incident.ts';
import { type Act, stepByHand } from './hand-step.ts';
import type { IncidentStep, Tracked } from './incident-step.ts';

/** Why nothing can be split off an incident; null when it can. `followed`: what other open incidents of the brand follow. */
export function splitFault(incident: Incident, follows: Followed, followed: readonly Followed[]): string | null {
  if (incident.mergedInto !== undefined) return `it is part of ${incident.mergedInto}`;
  if (incident.below !== undefined) return 'its brands have incidents of their own';
  if (incident.state === 'closed') return 'it is over';
  if (incident.follows !== undefined) return 'it was split off itself';
  const name = followedName(follows);
  if (followed.some((one) => followedName(one) === name)) return `${name} is already an incident of its own`;
  const own = 'symptom' in follows ? incident.symptoms : incident.areas;
  return own.some(({ id }) => id === name) ? null : `${name} is not among what it shows`;
}

/** Splits a symptom or a state off: the part begins with the incident's onset and state, and has an evidence and an end of its own. */
export function splitIncident(
  whole: Tracked,
  follows: Followed,
  { act, newId }: { act: Act; newId: string },
): { whole: IncidentStep; part: IncidentStep } {
  const { incident, memory } = whole;
  const name = followedName(follows);
  const rest: Incident = {
    ...incident,
    symptoms: incident.symptoms.filter(({ id }) => id !== name),
    areas: incident.areas.filter(({ id }) => id !== name),
  };
  const { quietSince, peak } = memory;
  // Its evidence begins anew: the height was that of the whole.
  const height = { intervalMinutes: 0, reasons: [], whereReasons: [] };
  return {
    whole: stepByHand(
      { incident: rest, memory },
      {
        to: incident.state,
        reason: `${name} is followed as ${newId}`,
        act,
        change: { kind: 'gave-off', other: newId },
      },
    ),
    part: stepByHand(
      { incident: partOf(incident, follows, { newId, at: act.at }), memory: { peak, quietSince, relapses: 0, height } },
      {
        to: incident.state,
        from: null,
        reason: `split off from ${incident.id}`,
        act,
        change: { kind: 'came-out-of', other: incident.id },
      },
    ),
  };
}

/** What is followed, by its id alone. */
export function followedName(follows: Followed): string {
  return 'symptom' in follows ? follows.symptom : follows.area;
}

function partOf(incident: Incident, follows: Followed, { newId, at }: { newId: string; at: number }): Incident {
  const name = followedName(follows);
  const symptoms = incident.symptoms.filter(({ id }) => id === name);
  const areas = incident.areas.filter(({ id }) => id === name);
  const share = symptoms[0]?.share ?? 0;
  const observed = areas[0]?.observed ?? Math.round(share * incident.evidence.authors);
  return {
    ...incident,
    ...{
      id: newId,
      follows,
      revision: 0,
      detectedAt: at,
      symptoms: symptoms.map(({ id }) => ({ id, share: 1 })),
      areas,
    },
    surfaces: [],
    scope: areas.length > 0 ? 'regional' : 'unknown',
    region: null,
    evidence: {
      ...incident.evidence,
      ...{
        observed,
        authors: observed,
        expected: areas[0]?.expected ?? 0,
        located: { n: areas.length > 0 ? observed : 0, of: observed },
      },
    },
    reasons: [],
  };
}
