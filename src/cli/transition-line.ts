import type { Transition } from '../core/words/incident.ts';
import { isoInstant } from '../core/words/interval.ts';

/** A transition as `replay` prints it: instants in ISO 8601, keys in a fixed order. */
export function transitionLine({ at, to, incident }: Transition): string {
  const { onset, symptoms, surfaces, scope, areas, evidence, attribution, reasons } = incident;
  return JSON.stringify({
    at: isoInstant(at),
    incident: incident.id,
    brand: incident.brand,
    state: to,
    onset: { at: isoInstant(onset.at), low: isoInstant(onset.low), high: isoInstant(onset.high) },
    symptoms,
    surfaces: surfaces.map(({ id }) => id),
    scope,
    areas,
    evidence,
    attribution,
    reasons,
  });
}
