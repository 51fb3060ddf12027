import type { IncidentRules } from '../../src/core/incident/incident-step.ts';
import type { Alert, AlertDetail } from '../../src/core/words/alert.ts';
import type { Attribution, Incident } from '../../src/core/words/incident.ts';

/** 2026-03-10T15:00:00Z as a minute. */
export const noon = Date.UTC(2026, 2, 10, 15) / 60_000;
export const yearMinutes = 525_600;

export const rules: IncidentRules = {
  leastExcessShare: 0.35,
  leastPerSource: 2,
  mostCopiesPerAuthor: 4,
  watchingMinutes: yearMinutes,
  probableMinutes: 2 * yearMinutes,
  confirmedMinutes: 10 * yearMinutes,
  leastAuthorsProbable: 3,
  leastAuthorsConfirmed: 6,
  resolveDelayMinutes: 10,
  reopenMinutes: 60,
};

export const unattributed: Attribution = { kind: 'unknown', reasons: [] };

/** Six people, all of the rise first-hand reports, one source. */
export function detailOf(changes: Partial<AlertDetail> = {}): AlertDetail {
  return {
    authors: 6,
    mentions: { observed: 10, expected: 2 },
    excessShare: 0.75,
    usualReportShare: 0.05,
    sources: [{ id: 'bluesky', observed: 6, usualShare: 1 }],
    symptoms: [{ id: 'login', observed: 4, expected: 0.1, recurrenceIntervalMinutes: 0 }],
    surfaces: [{ id: 'app', observed: 3 }],
    located: { n: 2, of: 6 },
    scope: 'unknown',
    scopeReasons: [],
    areas: [],
    resolved: 0,
    acknowledgedAt: null,
    copies: 0,
    conditions: [],
    ...changes,
  };
}

/** The brand's own alert. */
export function brandAlert(changes: Partial<Alert> = {}): Alert {
  const onsetAt = (noon - 4) * 60_000;
  return {
    id: 'a1',
    method: 'temporal',
    stratum: { brand: 'northwind', symptom: '*', surface: '*', area: '*' },
    firstMinute: noon,
    minute: noon,
    observed: 6,
    expected: 0.4,
    recurrenceIntervalMinutes: 1.5 * yearMinutes,
    onset: { at: onsetAt, low: onsetAt - 60_000, high: onsetAt + 120_000 },
    active: true,
    reasons: ['reports exceed their expectation'],
    detail: detailOf(),
    ...changes,
  };
}

/** The alert of a single symptom. */
export function symptomAlert(symptom: string, changes: Partial<Alert> = {}): Alert {
  const stratum = { brand: 'northwind', symptom, surface: '*', area: '*' };
  return brandAlert({ id: `a-${symptom}`, stratum, detail: null, ...changes });
}

/** An incident of another brand. */
export function incidentOf(brand: string, changes: Partial<Incident> = {}): Incident {
  const at = noon * 60_000;
  return {
    id: `${brand}-1`,
    brand,
    state: 'probable',
    onset: { at, low: at, high: at },
    detectedAt: at,
    updatedAt: at,
    closedAt: null,
    symptoms: [],
    surfaces: [],
    scope: 'unknown',
    areas: [],
    evidence: {
      observed: 9,
      expected: 1,
      recurrenceIntervalMinutes: yearMinutes,
      authors: 9,
      located: { n: 0, of: 9 },
    },
    attribution: unattributed,
    reasons: [],
    revision: 1,
    ...changes,
  };
}
