import type { Alert, AlertDetail, Onset } from '../words/alert.ts';
import type { Attribution, Incident } from '../words/incident.ts';
import type { SurfaceId } from '../words/surface.ts';
import type { SymptomId } from '../words/symptom.ts';
import { amountText, peopleText } from './amount-text.ts';

/** Longest recurrence interval that is printed, minutes (a thousand years): beyond it a figure says nothing more. */
const longestIntervalMinutes = 525_960_000;
/** Smallest share of the reports with which a symptom or surface is named. */
const leastShare = 0.05;

/** The evidence of an incident's height, with what was said of it then; it outlasts the minutes in which the alarm fades. */
export interface Height {
  /** The strongest evidence so far, as a recurrence interval, minutes. */
  intervalMinutes: number;
  reasons: string[];
  /** What the place that is told rests on. */
  whereReasons: string[];
}

/** An incident as it stood, with its height: absent in what older versions stored. */
export interface Described {
  incident: Incident;
  height?: Height | undefined;
}

/**
 * The incident as its alerts show it now. As evidence fades, recovers or is closed, the figures of its height stay: how strong it was,
 * with its reason, and where it was. Where grows with the evidence or with the people placed; what is found elsewhere later is for
 * `followScope` to judge. One that was over looks for its place anew. `onset`: the one that it
 * keeps.
 */
export function describeIncident(
  before: Described,
  brandAlert: Alert,
  { alerts, attribution, onset }: { alerts: Alert[]; attribution: Attribution; onset: Onset | null },
): Described {
  const { incident } = before;
  const { detail } = brandAlert;
  if (!detail || !brandAlert.active) return before;
  const strongest = Math.max(...alerts.filter(({ active }) => active).map((alert) => alert.recurrenceIntervalMinutes));
  const held = before.height?.intervalMinutes ?? incident.evidence.recurrenceIntervalMinutes;
  const grows = strongest >= held;
  // JSON has no infinity.
  const intervalMinutes = Math.min(Math.max(held, strongest), Number.MAX_VALUE);
  const reasons = grows ? brandAlert.reasons : (before.height?.reasons ?? brandAlert.reasons);
  const described: Incident = {
    ...incident,
    onset: onset ?? brandAlert.onset,
    symptoms: shares<SymptomId>(detail.symptoms, detail.authors),
    surfaces: shares<SurfaceId>(detail.surfaces, detail.authors),
    evidence: {
      observed: brandAlert.observed,
      expected: round(brandAlert.expected, 2),
      recurrenceIntervalMinutes: Math.round(Math.min(intervalMinutes, longestIntervalMinutes)),
      authors: detail.authors,
      located: incident.evidence.located,
    },
    attribution,
  };
  const whereReasons = before.height?.whereReasons ?? detail.scopeReasons;
  const standing = { incident: described, height: { intervalMinutes, reasons, whereReasons } };
  const isPlaced = grows || incident.state === 'closed' || detail.located.n >= incident.evidence.located.n;
  return isPlaced ? withPlace(standing, brandAlert, detail) : withReasons(standing, brandAlert, detail);
}

/** The same with the place that its alert shows now. */
export function withPlace(before: Described, brandAlert: Alert, detail: AlertDetail): Described {
  const { incident, height } = before;
  const placed: Incident = {
    ...incident,
    ...{ scope: detail.scope, areas: detail.areas, region: detail.region ?? null },
    evidence: { ...incident.evidence, located: detail.located },
  };
  const where = height && { ...height, whereReasons: detail.scopeReasons };
  return withReasons({ incident: placed, height: where }, brandAlert, detail);
}

function withReasons({ incident, height }: Described, brandAlert: Alert, detail: AlertDetail): Described {
  const people = `${peopleText(detail.authors)} against ${amountText(brandAlert.expected)} expected since the onset`;
  const { reasons, whereReasons } = height ?? { reasons: brandAlert.reasons, whereReasons: detail.scopeReasons };
  return { incident: { ...incident, reasons: [people, ...reasons, ...whereReasons] }, height };
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

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
