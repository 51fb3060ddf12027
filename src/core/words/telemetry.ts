import type { SurfaceId } from './surface.ts';
import type { OwnSymptomId, SymptomId } from './symptom.ts';

/** How one of the brand's own signals stands, best first. */
export const telemetryStates = ['ok', 'degraded', 'down'] as const;
export type TelemetryState = (typeof telemetryStates)[number];

/** What a signal speaks of; `*` is all. */
export interface TelemetryScope {
  symptom: SymptomId | OwnSymptomId | '*';
  surface: SurfaceId | '*';
}

/** One of a brand's signals. */
export interface SignalKey {
  brand: string;
  signal: string;
}

/** A stretch of time in which a signal was in one state: from ≤ t < to, epoch ms. */
export interface TelemetryWindow extends SignalKey, TelemetryScope {
  from: number;
  to: number;
  state: TelemetryState;
  /** The worst value in it, where there is one. */
  value: number | null;
}

/** Whether a signal can be read: `empty` answers without data, `failing` doesn't answer. */
export type SignalHealth = 'starting' | 'ok' | 'empty' | 'failing';

export interface TelemetrySignal extends SignalKey, TelemetryScope {
  origin: 'prometheus' | 'pushed';
  health: SignalHealth;
  healthSince: number;
  message: string;
  createdAt: number;
}

/** A query whose value says how a signal stands, as `data/telemetry/<brand>.json` has it. */
export interface SignalRule extends SignalKey, TelemetryScope {
  query: string;
  /** Bad is what lies strictly below, or above, the limits. */
  badWhen: 'below' | 'above';
  degraded: number;
  /** Beyond this it is down; null: it is never more than degraded. */
  down: number | null;
}

export const telemetryVerdicts = ['confirmed', 'not-seen', 'failing', 'no-telemetry'] as const;

/** What one signal says of an incident. */
export interface SignalFinding extends TelemetryScope {
  signal: string;
  /** `bad-before`: it was bad long before and is no witness; `unreadable`: too little is known of it. */
  found: 'bad' | 'calm' | 'bad-before' | 'unreadable';
  from: number | null;
  to: number | null;
  worst: TelemetryState;
  value: number | null;
  /** Why it can't be read; empty otherwise. */
  message: string;
}

/** Does the brand's own telemetry see what people report? Instants are epoch ms. */
export interface TelemetryVerdict {
  verdict: (typeof telemetryVerdicts)[number];
  onsetAt: number | null;
  /** When the last bad stretch ended; null while it lasts. */
  recoveredAt: number | null;
  /** Minutes by which the public's onset came before the telemetry's; below 0: the telemetry was first. */
  leadMinutes: { at: number; low: number; high: number } | null;
  findings: SignalFinding[];
}
