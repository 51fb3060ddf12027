import { isoInstant } from '../words/interval.ts';
import type { SignalFinding, TelemetryVerdict } from '../words/telemetry.ts';
import { durationText } from './duration-text.ts';

/** A verdict in one sentence, with its "n of m". */
export function telemetryText({ verdict, findings, onsetAt, leadMinutes }: TelemetryVerdict): string {
  const of = findings.length;
  if (verdict === 'confirmed') {
    const bad = findings.filter(({ found }) => found === 'bad');
    const signals = bad.map(({ signal, worst }) => `${signal} ${worst}`).join(', ');
    return `confirmed by ${bad.length} of ${of} signals (${signals}) since ${isoInstant(onsetAt!)}: ${leadText(leadMinutes!)}`;
  }
  if (verdict === 'not-seen') return `not seen: ${count(findings, 'calm')} of ${of} signals were calm`;
  if (verdict === 'failing') {
    const unread = findings.filter(({ found }) => found === 'unreadable');
    const why = unread.map(({ signal, message }) => `${signal}: ${message}`).join('; ');
    return `telemetry is failing, so nothing can be told: ${unread.length} of ${of} signals can’t be read (${why})`;
  }
  return of === 0
    ? 'no telemetry: no signal speaks of this'
    : `no telemetry: ${count(findings, 'bad-before')} of ${of} signals had been bad long before`;
}

export function leadText({ at, low, high }: NonNullable<TelemetryVerdict['leadMinutes']>): string {
  const range = `${figure(low)} to ${figure(high)} min`;
  if (Math.abs(at) < 0.5) return `people and telemetry at the same time (${range})`;
  const ahead = durationText(Math.abs(at));
  return at > 0 ? `people were ${ahead} ahead (${range})` : `telemetry was ${ahead} ahead (${range})`;
}

function count(findings: readonly SignalFinding[], found: SignalFinding['found']): number {
  return findings.filter((one) => one.found === found).length;
}

function figure(minutes: number): string {
  return String(Math.round(minutes)).replace('-', '−');
}
