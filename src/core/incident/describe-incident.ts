import type { Alert, AlertDetail, Onset } from '../words/alert.ts';
import type { Attribution, Incident } from '../words/incident.ts';
import type { SurfaceId } from '../words/surface.ts';
import type { SymptomId } from '../words/symptom.ts';
import { amountText, peopleText } from './amount-text.ts';

/** Longest recurrence interval that is printed, minutes (a thousand years): beyond it a figure says nothing more. */
const longestIntervalMinutes = 525_960_000;
/** Smallest share of the reports with which a symptom or surface is named. */
const leastShare = 0.05;

/** The incident as its alerts show it now. While it recovers or is closed, the figures of its height stay. `onset`: the one that it keeps. */
export function describeIncident(
  incident: Incident,
  brandAlert: Alert,
  { alerts, attribution, onset }: { alerts: Alert[]; attribution: Attribution; onset: Onset | null },
): Incident {
  const { detail } = brandAlert;
  if (!detail || !brandAlert.active) return incident;
  const strongest = Math.max(...alerts.filter(({ active }) => active).map((alert) => alert.recurrenceIntervalMinutes));
  return {
    ...incident,
    onset: onset ?? brandAlert.onset,
    symptoms: shares<SymptomId>(detail.symptoms, detail.authors),
    surfaces: shares<SurfaceId>(detail.surfaces, detail.authors),
    scope: detail.scope,
    areas: detail.areas,
    region: detail.region ?? null,
    evidence: {
      observed: brandAlert.observed,
      expected: round(brandAlert.expected, 2),
      recurrenceIntervalMinutes: Math.round(Math.min(strongest, longestIntervalMinutes)),
      authors: detail.authors,
      located: detail.located,
    },
    attribution,
    reasons: reasonsOf(brandAlert, detail),
  };
}

function shares<Id extends string>(
  counts: { id: string; observed: number }[],
  total: number,
): { id: Id; share: number }[] {
  return counts
    .map(({ id, observed }) => ({ id: id as Id, share: round(observed / Math.max(1, total), 3) }))
    .filter(({ share }) => share >= leastShare)
    .sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1));
}

function reasonsOf(brandAlert: Alert, detail: AlertDetail): string[] {
  const people = `${peopleText(detail.authors)} against ${amountText(brandAlert.expected)} expected since the onset`;
  return [people, ...brandAlert.reasons, ...detail.scopeReasons];
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
