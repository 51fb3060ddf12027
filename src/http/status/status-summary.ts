import type { IncidentState } from '../../core/words/incident.ts';
import { stateWords } from '../../core/words/state.ts';
import type { StatusFacts, StatusIncident } from './status-facts.ts';

const statuses: Record<IncidentState, string> = {
  watching: 'investigating',
  probable: 'investigating',
  confirmed: 'identified',
  recovering: 'monitoring',
  closed: 'resolved',
};
const indicators: Partial<Record<string, string>> = {
  watching: 'minor',
  probable: 'minor',
  confirmed: 'major',
  recovering: 'minor',
};

/** The shape of Statuspage's public API v2, which status aggregators read. */
export function statusSummary({ brand, incidents }: StatusFacts, root: string) {
  const open = incidents.filter(({ state }) => state !== 'closed');
  return {
    ...statusOnly({ brand, incidents }, root),
    components: [],
    incidents: open.map((incident) => incidentOf(incident, brand.id, root)),
    scheduled_maintenances: [],
  };
}

export function statusOnly({ brand, incidents }: Pick<StatusFacts, 'brand' | 'incidents'>, root: string) {
  const worst = incidents.find(({ state }) => state !== 'closed');
  const indicator = worst?.impact === 'critical' && brand.state === 'confirmed' ? 'critical' : indicators[brand.state];
  return {
    page: {
      ...{ id: brand.id, name: brand.name, url: `${root}/status/${brand.id}`, time_zone: brand.timeZone },
      updated_at: brand.asOf,
    },
    status: { indicator: indicator ?? 'none', description: stateWords[brand.state] },
  };
}

export function statusIncidents({ brand, incidents }: StatusFacts, root: string) {
  const { page } = statusOnly({ brand, incidents }, root);
  return { page, incidents: incidents.map((incident) => incidentOf(incident, brand.id, root)) };
}

function incidentOf(incident: StatusIncident, brand: string, root: string) {
  const { id, sentence, state, impact, onsetAt, detectedAt, updatedAt, closedAt, updates } = incident;
  const first = (wanted: IncidentState) => updates.findLast(({ state: reached }) => reached === wanted)?.at ?? null;
  return {
    ...{ id, page_id: brand, name: sentence, status: statuses[state], impact },
    shortlink: `${root}/status/${brand}`,
    started_at: iso(onsetAt),
    created_at: iso(detectedAt),
    updated_at: iso(Math.max(updatedAt, updates[0]?.at ?? 0)),
    monitoring_at: iso(first('recovering')),
    resolved_at: iso(closedAt),
    incident_updates: updates.map((update) => ({
      ...{ id: update.id, incident_id: id, status: statuses[update.state] },
      body: update.es === null ? update.en : `${update.en}\n\n${update.es}`,
      ...{ created_at: iso(update.at), updated_at: iso(update.at), display_at: iso(update.at) },
    })),
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
