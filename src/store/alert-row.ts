import type { Alert } from '../core/words/alert.ts';

/** An alert as its table holds it. */
export interface AlertRow extends Record<string, unknown> {
  id: string;
  method: Alert['method'];
  brand: string;
  symptom: string;
  surface: string;
  area: string;
  first_minute: number;
  minute: number;
  observed: number;
  expected: number;
  recurrence_interval: number;
  onset_at: number;
  onset_low: number;
  onset_high: number;
  active: boolean;
  reasons: string[];
  detail: Alert['detail'];
}

export function alertFrom(row: AlertRow): Alert {
  return {
    id: row.id,
    method: row.method,
    stratum: { brand: row.brand, symptom: row.symptom, surface: row.surface, area: row.area },
    firstMinute: row.first_minute,
    minute: row.minute,
    observed: row.observed,
    expected: row.expected,
    recurrenceIntervalMinutes: row.recurrence_interval,
    onset: { at: row.onset_at, low: row.onset_low, high: row.onset_high },
    active: row.active,
    reasons: row.reasons,
    detail: row.detail,
  };
}

export function rowOfAlert({ stratum, onset, ...alert }: Alert): AlertRow {
  return {
    ...stratum,
    id: alert.id,
    method: alert.method,
    first_minute: alert.firstMinute,
    minute: alert.minute,
    observed: alert.observed,
    expected: alert.expected,
    recurrence_interval: alert.recurrenceIntervalMinutes,
    onset_at: onset.at,
    onset_low: onset.low,
    onset_high: onset.high,
    active: alert.active,
    reasons: alert.reasons,
    detail: alert.detail,
  };
}
