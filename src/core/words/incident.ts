import type { Onset } from './alert.ts';
import type { Region } from './region.ts';
import type { SurfaceId } from './surface.ts';
import type { OwnSymptomId, SymptomId } from './symptom.ts';
import type { TelemetryVerdict } from './telemetry.ts';

export const incidentStates = ['watching', 'probable', 'confirmed', 'recovering', 'closed'] as const;
export type IncidentState = (typeof incidentStates)[number];

/** The one object that comms, SREs and analysts share. */
export interface Incident {
  id: string;
  brand: string;
  state: IncidentState;
  onset: Onset;
  detectedAt: number;
  updatedAt: number;
  closedAt: number | null;
  symptoms: { id: SymptomId | OwnSymptomId; share: number }[];
  surfaces: { id: SurfaceId; share: number }[];
  scope: 'national' | 'regional' | 'unknown';
  areas: { id: string; name: string; observed: number; expected: number }[];
  /** Where it is, when regional; where it is worst, when national and one region stands out. */
  region?: Region | null;
  evidence: Evidence;
  attribution: Attribution;
  reasons: string[];
  /** What the brand itself had said at the last transition; older ones lack it. */
  official?: OfficialWord;
  /** The older incident of the brand that it has become part of. */
  mergedInto?: string;
  /** The failure that several brands share, of which it is a part. */
  parent?: string;
  /** Of such a failure: the brands' own incidents. */
  below?: { incident: string; brand: string; name: string }[];
  /** What it follows of the brand, if it was split off; absent: the brand as a whole. */
  follows?: Followed;
  /** While it recovers or is closed: its reports go on, and have for so long that their rate is taken as normal. */
  takenAsNormal?: true;
  /** What its own telemetry said at the last transition; older ones lack it. */
  telemetry?: TelemetryVerdict;
  /** Number of the last transition, from 1. */
  revision: number;
}

/** A symptom, or a state, that is an incident of its own. */
export type Followed = { symptom: string } | { area: string };

/** Since the onset: the brand's first word that admits a fault, and its all-clear. Epoch ms; null: not yet. */
export interface OfficialWord {
  firstWordAt: number | null;
  firstWordUrl: string | null;
  allClearAt: number | null;
}

export interface Evidence {
  observed: number;
  expected: number;
  recurrenceIntervalMinutes: number;
  authors: number;
  /** n posts of `of` could be placed: every claim about geography carries it. */
  located: { n: number; of: number };
}

export interface Attribution {
  kind: 'internal' | 'external' | 'unknown';
  reasons: string[];
}

/** A step of an incident, numbered per incident; `incident` is the state after it. */
export interface Transition {
  incidentId: string;
  revision: number;
  at: number;
  from: IncidentState | null;
  to: IncidentState;
  incident: Incident;
  /** What a person did, where it was no finding. */
  change?: IncidentChange;
}

export const changeKinds = ['merged-into', 'took-in', 'came-out-of', 'gave-off', 'joined', 'left'] as const;

/**
 * What a person made of two incidents, seen from one of them: it went into the other, it took the other in, it came out of the
 * other, or the other came out of it. `joined` and `left`: it went below a failure that several brands share, or from there.
 */
export interface IncidentChange {
  kind: (typeof changeKinds)[number];
  /** The other incident. */
  other: string;
  by: string;
  reason: string;
}
