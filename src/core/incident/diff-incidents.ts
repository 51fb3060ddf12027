import type { Incident, IncidentState } from '../words/incident.ts';

/** An incident as a replay left it, with the highest rung that it reached. */
export interface ReplayedIncident {
  incident: Incident;
  peak: Extract<IncidentState, 'watching' | 'probable' | 'confirmed'>;
}

/** The same incident under both settings. Minutes are after − before: negative is earlier. */
export interface ChangedIncident {
  before: ReplayedIncident;
  after: ReplayedIncident;
  detectedMinutes: number;
  closedMinutes: number | null;
  peakChanged: boolean;
  scopeChanged: boolean;
  /** Symptoms that are named in one only. */
  symptoms: { appeared: string[]; vanished: string[] };
}

/** What other settings would have made of the same history. */
export interface IncidentDiff {
  appeared: ReplayedIncident[];
  vanished: ReplayedIncident[];
  changed: ChangedIncident[];
  /** Incidents that are the same in all that a `ChangedIncident` tells. */
  same: number;
}

/**
 * Matches the incidents of two replays, brand by brand: each pair that overlaps in time, the longest overlap first, each incident once.
 * What is left over appeared or vanished.
 */
export function diffIncidents(before: readonly ReplayedIncident[], after: readonly ReplayedIncident[]): IncidentDiff {
  const pairs = before
    .flatMap((one) => after.map((other) => ({ one, other, overlap: overlapMs(one.incident, other.incident) })))
    .filter(({ overlap }) => overlap > 0)
    .sort((a, b) => b.overlap - a.overlap || a.one.incident.detectedAt - b.one.incident.detectedAt);
  const partners = new Map<ReplayedIncident, ReplayedIncident>();
  const taken = new Set<ReplayedIncident>();
  for (const { one, other } of pairs) {
    if (partners.has(one) || taken.has(other)) continue;
    partners.set(one, other);
    taken.add(other);
  }
  const compared = before.flatMap((one) => (partners.has(one) ? [compare(one, partners.get(one)!)] : []));
  const changed = compared.filter(isDifferent);
  return {
    appeared: after.filter((one) => !taken.has(one)),
    vanished: before.filter((one) => !partners.has(one)),
    changed,
    same: compared.length - changed.length,
  };
}

function overlapMs(a: Incident, b: Incident): number {
  if (a.brand !== b.brand) return 0;
  const from = Math.max(a.onset.at, b.onset.at);
  const to = Math.min(endOf(a), endOf(b));
  // One that was closed in its first minute still lies somewhere.
  return to >= from ? to - from + 1 : 0;
}

function endOf({ closedAt, updatedAt }: Incident): number {
  return closedAt ?? updatedAt;
}

function compare(before: ReplayedIncident, after: ReplayedIncident): ChangedIncident {
  const named = ({ incident }: ReplayedIncident) => incident.symptoms.map(({ id }) => id as string);
  const minutes = (ms: number) => Math.round(ms / 60_000);
  const closed = [before.incident.closedAt, after.incident.closedAt];
  return {
    before,
    after,
    detectedMinutes: minutes(after.incident.detectedAt - before.incident.detectedAt),
    closedMinutes: closed[0] === null || closed[1] === null ? null : minutes(closed[1]! - closed[0]!),
    peakChanged: before.peak !== after.peak,
    scopeChanged: before.incident.scope !== after.incident.scope,
    symptoms: {
      appeared: named(after).filter((id) => !named(before).includes(id)),
      vanished: named(before).filter((id) => !named(after).includes(id)),
    },
  };
}

function isDifferent(pair: ChangedIncident): boolean {
  const { detectedMinutes, closedMinutes, peakChanged, scopeChanged, symptoms } = pair;
  const open = (pair.before.incident.closedAt === null) !== (pair.after.incident.closedAt === null);
  const named = symptoms.appeared.length + symptoms.vanished.length;
  return detectedMinutes !== 0 || (closedMinutes ?? 0) !== 0 || open || peakChanged || scopeChanged || named > 0;
}
