import { shownRegionAreas } from '../../core/counts/shown-areas.ts';
import { isSmallCell } from '../../core/counts/small-cell.ts';
import { incidentSentence, nameOf } from '../../core/incident/sentence.ts';
import type { Alert, Onset } from '../../core/words/alert.ts';
import type { Incident, Transition } from '../../core/words/incident.ts';
import { instantOf, isoInstant } from '../../core/words/interval.ts';
import type { Context } from '../context.ts';
import type { AlertAnswer, IncidentAnswer, TransitionAnswer } from '../schemas.ts';

export function incidentAnswer(context: Context, incident: Incident): IncidentAnswer {
  const pack = context.brandById.get(incident.brand);
  return {
    id: incident.id,
    brand: incident.brand,
    brandName: nameOf(incident, pack),
    demo: context.demoBrands.has(incident.brand),
    state: incident.state,
    sentence: incidentSentence(incident, pack),
    onset: onsetAnswer(incident.onset),
    detectedAt: isoInstant(incident.detectedAt),
    updatedAt: isoInstant(incident.updatedAt),
    closedAt: incident.closedAt === null ? null : isoInstant(incident.closedAt),
    symptoms: incident.symptoms,
    surfaces: incident.surfaces,
    scope: incident.scope,
    areas: shownRegionAreas(incident.areas, incident.region, context.smallestCell),
    region: regionAnswer(incident.region, context.smallestCell),
    evidence: {
      observed: incident.evidence.observed,
      expected: incident.evidence.expected,
      recurrenceIntervalMinutes: finite(incident.evidence.recurrenceIntervalMinutes),
      authors: incident.evidence.authors,
      located: incident.evidence.located,
    },
    attribution: incident.attribution,
    reasons: incident.reasons,
    revision: incident.revision,
    mergedInto: incident.mergedInto ?? null,
    parent: incident.parent ?? null,
    below: incident.below ?? [],
    follows: incident.follows ? { symptom: null, area: null, ...incident.follows } : null,
  };
}

function regionAnswer(region: Incident['region'], smallest: number): IncidentAnswer['region'] {
  return region && region.observed >= smallest ? region : null;
}

export function transitionAnswer(transition: Transition): TransitionAnswer {
  const { change, incident } = transition;
  const { evidence, reasons } = incident;
  return {
    revision: transition.revision,
    at: isoInstant(transition.at),
    from: transition.from,
    to: transition.to,
    observed: evidence.observed,
    expected: evidence.expected,
    recurrenceIntervalMinutes: finite(evidence.recurrenceIntervalMinutes),
    reasons,
    change: change ? { kind: change.kind, other: change.other } : null,
  };
}

export function alertAnswer(context: Context, alert: Alert): AlertAnswer {
  const { brand, symptom, surface, area } = alert.stratum;
  const hidden = area !== '*' && isSmallCell(alert.observed, context.smallestCell);
  return {
    id: alert.id,
    method: alert.method,
    ...{ brand, symptom, surface, area },
    areaName: area === '*' ? 'everywhere' : context.areaName(area),
    firstAt: isoInstant(instantOf(alert.firstMinute)),
    at: isoInstant(instantOf(alert.minute)),
    observed: hidden ? null : alert.observed,
    expected: hidden ? null : alert.expected,
    recurrenceIntervalMinutes: finite(alert.recurrenceIntervalMinutes),
    onset: onsetAnswer(alert.onset),
    active: alert.active,
    reasons: alert.reasons,
  };
}

function onsetAnswer(onset: Onset): { at: string; low: string; high: string } {
  return { at: isoInstant(onset.at), low: isoInstant(onset.low), high: isoInstant(onset.high) };
}

/** JSON has no infinity. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
