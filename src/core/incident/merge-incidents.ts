import type { Incident, IncidentState } from '../words/incident.ts';
import { type Act, stepByHand } from './hand-step.ts';
import type { IncidentMemory, IncidentStep, Tracked } from './incident-step.ts';

/** A step of both: the elder's and the younger's. */
export interface PairStep {
  elder: IncidentStep;
  younger: IncidentStep;
}

/** The older of two incidents first; what was split off is never the elder, since it follows a part alone. */
export function byAge(a: Tracked, b: Tracked): [elder: Tracked, younger: Tracked] {
  const [one, other] = [a.incident, b.incident];
  if (Boolean(one.follows) !== Boolean(other.follows)) return one.follows ? [b, a] : [a, b];
  const order = one.onset.at - other.onset.at || one.detectedAt - other.detectedAt || (one.id < other.id ? -1 : 1);
  return order <= 0 ? [a, b] : [b, a];
}

/** Why two incidents can't be merged; null when they can. */
export function mergeFault(a: Incident, b: Incident): string | null {
  if (a.id === b.id) return 'an incident can’t be merged with itself';
  if (a.brand !== b.brand) return `these are of two brands, ${a.brand} and ${b.brand}`;
  if (a.follows && b.follows) return 'both were split off: each can be merged with what it came from';
  const gone = [a, b].find(({ mergedInto }) => mergedInto !== undefined);
  return gone ? `already merged: ${gone.id} is part of ${gone.mergedInto}` : null;
}

/**
 * The younger becomes part of the elder and is closed; the elder stands as high as either did, speaks of what both showed, and keeps
 * its onset. One that was over and takes in one that is open is open again: the tracker goes on with it.
 */
export function mergeIncidents(elder: Tracked, younger: Tracked, act: Act): PairStep {
  const lead = leadOf(elder.incident, younger.incident);
  const state = lead.state === 'closed' ? 'closed' : higher(elder.incident.state, younger.incident.state);
  const joined: Incident = {
    ...elder.incident,
    symptoms: union(elder.incident.symptoms, younger.incident.symptoms),
    surfaces: union(elder.incident.surfaces, younger.incident.surfaces),
    scope: lead.scope,
    areas: lead.areas,
    region: lead.region ?? null,
    evidence: lead.evidence,
    attribution: lead.attribution,
  };
  const memory: IncidentMemory = {
    ...elder.memory,
    peak: higher(elder.memory.peak, younger.memory.peak),
    ...lifeOf(lead.id === younger.incident.id ? younger.memory : elder.memory),
    takenIn: [...(elder.memory.takenIn ?? []), { id: younger.incident.id, elder: bare(elder), younger: bare(younger) }],
  };
  const reason = `took in ${younger.incident.id}`;
  const gone = { ...younger.incident, mergedInto: elder.incident.id };
  return {
    elder: stepByHand(
      { incident: joined, memory },
      { to: state, reason, act, change: { kind: 'took-in', other: gone.id } },
    ),
    younger: stepByHand(
      { incident: gone, memory: younger.memory },
      {
        to: 'closed',
        reason: `is part of ${elder.incident.id}`,
        act,
        change: { kind: 'merged-into', other: gone.mergedInto },
      },
    ),
  };
}

/**
 * Takes the last merge of an incident back. Where the elder was over before it, the younger goes on in the elder's present state; else
 * each goes on as it stood, and both are closed if the elder is over by now. Null when the younger isn't what was taken in last.
 */
export function unmergeIncidents(elder: Tracked, younger: Tracked, act: Act): PairStep | null {
  const merge = elder.memory.takenIn?.at(-1);
  if (merge?.id !== younger.incident.id) return null;
  const isOver = elder.incident.state === 'closed';
  const wasOver = merge.elder.incident.state === 'closed';
  const takenIn = elder.memory.takenIn!.slice(0, -1);
  const { mergedInto: _, ...free } = younger.incident;
  const left = wasOver ? merge.elder.incident : elder.incident;
  const became = wasOver && !isOver ? elder.incident.state : merge.younger.incident.state;
  const youngerTo = isOver ? 'closed' : became;
  return {
    elder: stepByHand(
      {
        incident: { ...left, revision: elder.incident.revision },
        memory: { ...(wasOver ? merge.elder.memory : elder.memory), takenIn },
      },
      {
        to: wasOver ? 'closed' : elder.incident.state,
        closedAt: wasOver ? merge.elder.incident.closedAt : elder.incident.closedAt,
        from: elder.incident.state,
        reason: `${younger.incident.id} came out of it`,
        act,
        change: { kind: 'gave-off', other: younger.incident.id },
      },
    ),
    younger: stepByHand(
      { incident: free, memory: { ...younger.memory, quietSince: elder.memory.quietSince } },
      {
        to: youngerTo,
        closedAt: youngerTo === 'closed' ? (merge.younger.incident.closedAt ?? act.at) : null,
        reason: `came out of ${elder.incident.id}`,
        act,
        change: { kind: 'came-out-of', other: elder.incident.id },
      },
    ),
  };
}

/** What was before is kept once: of what an incident had taken in itself, the record lies with that one. */
function bare({ incident, memory }: Tracked): Tracked {
  const { takenIn: _, ...rest } = memory;
  return { incident, memory: rest };
}

/** The one whose figures hold: the elder while it is open, else the younger while that is; of two that are over, the larger. */
function leadOf(elder: Incident, younger: Incident): Incident {
  if (elder.state !== 'closed') return elder;
  if (younger.state !== 'closed') return younger;
  return elder.evidence.observed >= younger.evidence.observed ? elder : younger;
}

const height: Record<IncidentState, number> = { closed: 0, recovering: 1, watching: 2, probable: 3, confirmed: 4 };

export function higher<State extends IncidentState>(a: State, b: State): State {
  return height[a] >= height[b] ? a : b;
}

export function union<Item extends { id: string; share: number }>(a: Item[], b: Item[]): Item[] {
  const best = new Map<string, Item>();
  for (const item of [...a, ...b]) if ((best.get(item.id)?.share ?? -1) < item.share) best.set(item.id, item);
  return [...best.values()].sort((x, y) => y.share - x.share || (x.id < y.id ? -1 : 1));
}

/** What belongs to the figures that hold, and ends with the outage that goes on. */
function lifeOf({ quietSince, size, height }: IncidentMemory): Pick<IncidentMemory, 'quietSince' | 'size' | 'height'> {
  return { quietSince, size, height };
}
