import type { Alert, AlertDetail } from '../words/alert.ts';
import type { Attribution, Incident, IncidentState, Transition } from '../words/incident.ts';
import { instantOf } from '../words/interval.ts';
import { describeIncident, type Height, withPlace } from './describe-incident.ts';
import { type OutageSize, outageSize } from './end-evidence.ts';
import { heldOnset } from './held-onset.ts';
import { calmText, isOver, quietMinutesOf } from './incident-end.ts';
import { followScope, type ScopeMemory, scopeTold } from './scope-news.ts';
import {
  conditionsOf,
  type EvidenceRules,
  isClearlyBeyond,
  partStandsOut,
  reportsDriveTheRise,
  secondEvidence,
  spokenByMany,
} from './second-evidence.ts';

/** When an incident climbs, falls and ends. */
export interface IncidentRules extends EvidenceRules {
  /** Recurrence interval from which an alert opens an incident, minutes: the false-alarm budget. */
  watchingMinutes: number;
  /** Recurrence interval that, with a second kind of evidence, makes it probable, minutes. */
  probableMinutes: number;
  /** Recurrence interval that, with a second kind of evidence, confirms it, minutes. */
  confirmedMinutes: number;
  /** Minutes without an active alert before a recovering incident is closed. */
  resolveDelayMinutes: number;
  /** Minutes after its end in which a new alert reopens it. */
  reopenMinutes: number;
}

/** A part that stands out while the brand as a whole hardly moves needs so many times the evidence. */
export const loneStrengthFactor = 10;

/** What the state machine carries from minute to minute. */
export interface IncidentMemory {
  /** Highest state reached, to which a relapse returns. */
  peak: 'watching' | 'probable' | 'confirmed';
  /** Minute since which no alert is active, null while one is. */
  quietSince: number | null;
  /** How often it came back: an outage that flickers is given longer to prove its end. */
  relapses: number;
  /** Its size while its alert was last active; absent in what older versions stored, null where it tells nothing. */
  size?: OutageSize | null;
  /** Its evidence at its height; absent in what older versions stored. */
  height?: Height | undefined;
  /** What was said of where it is; absent in what older versions stored. */
  scope?: ScopeMemory;
  /** Incidents that it took in, each with both as they were before, oldest first. */
  takenIn?: { id: string; elder: Tracked; younger: Tracked }[];
}

/** An incident with what its state machine carries. */
export interface Tracked {
  incident: Incident;
  memory: IncidentMemory;
}

export interface IncidentSituation {
  brand: string;
  minute: number;
  /** The open incident, or the last one if it closed within the reopen window. */
  current: Tracked | null;
  alerts: Alert[];
  attribution: Attribution;
  /** The trouble is another brand's: nothing is opened, and what is open climbs no further. */
  isMisblamed?: boolean;
  /** Of one that recovers: evidence since it has been quiet that it goes on (`goesOnEvidence`); absent where its size tells nothing. */
  goesOn?: number;
  /** Of one that recovers: minutes since it has been quiet that are lost to sources that couldn't be read, or aren't read yet. */
  unseenMinutes?: number;
  newId: string;
}

export interface IncidentStep extends Tracked {
  transitions: Transition[];
}

/**
 * One minute of a brand's incident: opens, climbs, falls or closes it, as many rungs as the evidence allows, and gives
 * the transitions in order. Null when there is nothing to open and nothing to carry on.
 */
export function stepIncident(situation: IncidentSituation, rules: IncidentRules): IncidentStep | null {
  const brandAlert = brandWide(situation.alerts);
  let step = carryOn(situation, brandAlert) ?? (situation.isMisblamed ? null : openNew(situation, brandAlert, rules));
  if (!step) return null;
  for (let rung = 0; rung < 4; rung++) {
    const next = nextState(step, situation, rules);
    if (next === null) break;
    step = move(step, next, situation.minute);
  }
  return withScopeNews(step, brandAlert, situation.minute);
}

/** Where nothing else happened, a place that has become known or has changed is a step of its own, in the same state. */
function withScopeNews(step: IncidentStep, brandAlert: Alert | undefined, minute: number): IncidentStep {
  const { incident, memory } = step;
  if (step.transitions.length > 0) return { ...step, memory: { ...memory, scope: scopeTold(incident, memory.scope) } };
  if (!isRung(incident.state) || memory.quietSince !== null) return step;
  // The incident may still tell the place of its height: news is what its alert finds now.
  const seen = brandAlert?.active ? brandAlert.detail : null;
  const news = followScope(seen ?? incident, memory.scope, minute);
  const followed = { ...step, memory: { ...memory, scope: news.memory } };
  if (news.why === null) return followed;
  return move(seen ? placed(followed, brandAlert!, seen) : followed, { to: incident.state, why: [news.why] }, minute);
}

function placed(step: IncidentStep, brandAlert: Alert, detail: AlertDetail): IncidentStep {
  const { incident, height } = withPlace({ incident: step.incident, height: step.memory.height }, brandAlert, detail);
  return { ...step, incident, memory: { ...step.memory, height } };
}

function carryOn(situation: IncidentSituation, brandAlert: Alert | undefined): IncidentStep | null {
  const { current, minute, alerts, attribution } = situation;
  if (!current) return null;
  const active = alerts.some((alert) => alert.active);
  if (current.incident.state === 'closed' && !active) return null;
  const quietSince = active ? null : (current.memory.quietSince ?? minute);
  const before = { incident: current.incident, height: current.memory.height };
  const described = brandAlert
    ? describeIncident(before, brandAlert, { alerts, attribution, onset: heldOnset(current) })
    : before;
  const incident = { ...described.incident, updatedAt: instantOf(minute + 1) };
  const size = brandAlert?.active ? outageSize(brandAlert, minute) : current.memory.size;
  return { incident, memory: { ...current.memory, quietSince, size, height: described.height }, transitions: [] };
}

function openNew(
  { brand, minute, alerts, attribution, newId }: IncidentSituation,
  brandAlert: Alert | undefined,
  rules: IncidentRules,
): IncidentStep | null {
  if (!brandAlert?.active || !brandAlert.detail) return null;
  // A part that stands out while the brand as a whole hardly moves needs more to be believed.
  const needed = isClearlyBeyond(brandAlert) ? rules.watchingMinutes : loneStrengthFactor * rules.watchingMinutes;
  if (strength(alerts) < needed) return null;
  const { observed, detail } = brandAlert;
  if (!reportsDriveTheRise(observed, detail, rules) && !partStandsOut(alerts, detail, rules)) return null;
  const at = instantOf(minute + 1);
  const blank: Incident = {
    id: newId,
    brand,
    state: 'watching',
    onset: brandAlert.onset,
    detectedAt: at,
    updatedAt: at,
    closedAt: null,
    symptoms: [],
    surfaces: [],
    scope: 'unknown',
    areas: [],
    evidence: { observed: 0, expected: 0, recurrenceIntervalMinutes: 0, authors: 0, located: { n: 0, of: 0 } },
    attribution,
    reasons: [],
    revision: 0,
  };
  const { incident, height } = describeIncident({ incident: blank }, brandAlert, { alerts, attribution, onset: null });
  const size = outageSize(brandAlert, minute);
  const memory = { peak: 'watching' as const, quietSince: null, relapses: 0, size, height };
  const opened = { incident, memory, transitions: [] };
  return move(opened, { to: 'watching', why: incident.reasons }, minute, null);
}

interface Move {
  to: IncidentState;
  why: string[];
  takenAsNormal?: true;
}

function nextState(
  { incident, memory }: IncidentStep,
  situation: IncidentSituation,
  rules: IncidentRules,
): Move | null {
  const quietMinutes = quietMinutesOf(memory, situation);
  switch (incident.state) {
    case 'closed':
      if (memory.quietSince !== null) return null;
      return { to: memory.peak, why: [`reports are back within ${rules.reopenMinutes} minutes of the end`] };
    case 'recovering':
      if (memory.quietSince === null) return { to: memory.peak, why: ['reports rose again'] };
      return isOver(quietMinutes, { incident, memory }, { situation, rules })
        ? { to: 'closed', why: [calmText(incident, quietMinutes)], ...normalOf(incident) }
        : null;
    default:
      return memory.quietSince === null ? climb(incident, situation, rules) : endOf(situation);
  }
}

/** No alarm stands any more: the reports are fewer, or they are as many as before and no longer unusual. */
function endOf({ alerts }: IncidentSituation): Move {
  if (!brandWide(alerts)?.detail?.takenAsNormal)
    return { to: 'recovering', why: ['reports are back at their usual rate'] };
  const why = 'reports go on, and have for so long that this rate is taken as normal from here on';
  return { to: 'recovering', why: [why], takenAsNormal: true };
}

function normalOf({ takenAsNormal }: Pick<Incident, 'takenAsNormal'>): Pick<Incident, 'takenAsNormal'> {
  return takenAsNormal ? { takenAsNormal } : {};
}

function climb(incident: Incident, { alerts, isMisblamed }: IncidentSituation, rules: IncidentRules): Move | null {
  if (isMisblamed) return null;
  const brandAlert = brandWide(alerts);
  const detail = brandAlert?.detail;
  if (!brandAlert || !detail) return null;
  const conditions = conditionsOf(brandAlert, alerts, rules);
  const second = secondEvidence(conditions);
  if (second.length === 0 || !spokenByMany(conditions)) return null;
  const why = second.map(({ reason }) => reason);
  const interval = strength(alerts);
  if (
    incident.state === 'watching' &&
    interval >= rules.probableMinutes &&
    detail.authors >= rules.leastAuthorsProbable
  )
    return { to: 'probable', why };
  if (
    incident.state === 'probable' &&
    interval >= rules.confirmedMinutes &&
    detail.authors >= rules.leastAuthorsConfirmed
  )
    return { to: 'confirmed', why };
  return null;
}

function move(
  step: IncidentStep,
  { to, why, takenAsNormal }: Move,
  minute: number,
  from: IncidentState | null = step.incident.state,
): IncidentStep {
  const at = instantOf(minute + 1);
  const revision = step.incident.revision + 1;
  const reasons = [...new Set([...why, ...step.incident.reasons])];
  // What comes back stands for itself, until it is seen to share a failure again.
  const { parent, takenAsNormal: _, ...own } = step.incident;
  const incident: Incident = {
    ...own,
    ...(parent !== undefined && from !== 'closed' && { parent }),
    ...normalOf({ takenAsNormal }),
    state: to,
    revision,
    reasons,
    closedAt: to === 'closed' ? at : null,
    updatedAt: at,
  };
  const memory: IncidentMemory = {
    ...step.memory,
    peak: isRung(to) ? to : step.memory.peak,
    relapses: step.memory.relapses + Number((from === 'recovering' || from === 'closed') && isRung(to)),
  };
  const transition: Transition = { incidentId: incident.id, revision, at, from, to, incident };
  return { incident, memory, transitions: [...step.transitions, transition] };
}

function isRung(state: IncidentState): state is IncidentMemory['peak'] {
  return state === 'watching' || state === 'probable' || state === 'confirmed';
}

/** The brand's own series, over all symptoms, surfaces and areas. */
export function brandWide(alerts: readonly Alert[]): Alert | undefined {
  return alerts.findLast(
    ({ stratum: { symptom, surface, area }, detail }) => symptom + surface + area === '***' && detail !== null,
  );
}

/** Strongest standing evidence among the alerts, as a recurrence interval in minutes. */
function strength(alerts: Alert[]): number {
  return Math.max(
    0,
    ...alerts.filter(({ active }) => active).map(({ recurrenceIntervalMinutes }) => recurrenceIntervalMinutes),
  );
}
