import { shownRegionAreas } from '../core/counts/shown-areas.ts';
import type { Incident } from '../core/words/incident.ts';
import { instantOf } from '../core/words/interval.ts';
import type { Column } from '../ports/format.ts';
import { readAsOf } from '../store/read/as-of.ts';
import { streamIncidents } from '../store/read/exports.ts';
import type { ExportRequest, ExportTools } from './export-request.ts';
import { judgeTelemetry } from './judge-telemetry.ts';

export const incidentColumns: Column[] = [
  { name: 'id', type: 'text' },
  { name: 'brand', type: 'text' },
  { name: 'state', type: 'text' },
  { name: 'onset_at', type: 'instant' },
  { name: 'onset_low', type: 'instant' },
  { name: 'onset_high', type: 'instant' },
  { name: 'detected_at', type: 'instant' },
  { name: 'minutes_to_detect', type: 'real' },
  { name: 'updated_at', type: 'instant' },
  { name: 'closed_at', type: 'instant' },
  { name: 'symptoms', type: 'text' },
  { name: 'surfaces', type: 'text' },
  { name: 'scope', type: 'text' },
  { name: 'areas', type: 'text' },
  { name: 'observed', type: 'real' },
  { name: 'expected', type: 'real' },
  { name: 'recurrence_interval_minutes', type: 'real' },
  { name: 'authors', type: 'integer' },
  { name: 'located', type: 'integer' },
  { name: 'located_of', type: 'integer' },
  { name: 'attribution', type: 'text' },
  { name: 'attribution_reasons', type: 'text' },
  { name: 'reasons', type: 'text' },
  { name: 'revision', type: 'integer' },
  { name: 'merged_into', type: 'text' },
  { name: 'telemetry', type: 'text' },
  { name: 'telemetry_lead_minutes', type: 'real' },
];

/**
 * One row per incident that was open at some time of the range. A symptom or area asked for must be among its own. Its telemetry is
 * judged as of what the detector has seen, not as of now, so that the same data gives the same bytes.
 */
export async function* incidentRows(
  tools: ExportTools,
  request: ExportRequest,
): AsyncGenerator<unknown[][], void, undefined> {
  const range = { from: Math.floor(request.from / 60_000), to: Math.ceil(request.to / 60_000) };
  const judged = await readAsOf(tools.database);
  for await (const batch of streamIncidents(tools.database, { brand: request.brand, range })) {
    const rows: unknown[][] = [];
    for (const incident of batch.filter((one) => fits(one, request))) {
      const asOf = judged.get(incident.brand);
      const nowMs = asOf === undefined ? incident.updatedAt : instantOf(asOf);
      const telemetry = await judgeTelemetry(tools.database, incident, nowMs);
      rows.push(incidentRow({ ...incident, telemetry }, tools.smallestCell));
    }
    if (rows.length > 0) yield rows;
  }
}

function fits(incident: Incident, { symptom, surface, area }: ExportRequest): boolean {
  const among = (wanted: string | undefined, own: { id: string }[]) =>
    wanted === undefined || wanted === '*' || own.some(({ id }) => id === wanted);
  return among(symptom, incident.symptoms) && among(surface, incident.surfaces) && isIn(area, incident.areas);
}

/** All are in the country; a metro is in its state. */
function isIn(wanted: string | undefined, own: { id: string }[]): boolean {
  if (wanted === undefined || wanted === '*' || wanted === 'US') return true;
  return own.some(({ id }) => id === wanted || id.startsWith(`${wanted}:`));
}

function incidentRow(incident: Incident, smallestCell: number): unknown[] {
  const { evidence, onset } = incident;
  return [
    incident.id,
    incident.brand,
    incident.state,
    onset.at,
    onset.low,
    onset.high,
    incident.detectedAt,
    rounded((incident.detectedAt - onset.at) / 60_000),
    incident.updatedAt,
    incident.closedAt,
    incident.symptoms.map(({ id, share }) => `${id}:${rounded(share)}`).join(';'),
    incident.surfaces.map(({ id, share }) => `${id}:${rounded(share)}`).join(';'),
    incident.scope,
    shownRegionAreas(incident.areas, incident.region, smallestCell)
      .map(({ id, observed }) => `${id}:${observed}`)
      .join(';'),
    rounded(evidence.observed),
    rounded(evidence.expected),
    Number.isFinite(evidence.recurrenceIntervalMinutes) ? evidence.recurrenceIntervalMinutes : null,
    evidence.authors,
    evidence.located.n,
    evidence.located.of,
    incident.attribution.kind,
    incident.attribution.reasons.join(' | '),
    incident.reasons.join(' | '),
    incident.revision,
    incident.mergedInto ?? null,
    incident.telemetry?.verdict ?? null,
    incident.telemetry?.leadMinutes?.at ?? null,
  ];
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
