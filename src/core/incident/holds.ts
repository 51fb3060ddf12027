import type { Hold, MaintenanceWindow, Silence } from '../words/hold.ts';
import type { Incident } from '../words/incident.ts';
import { instantOf, isoInstant, minuteOf } from '../words/interval.ts';
import { occurrenceAt } from './maintenance.ts';

export interface HoldPlans {
  windows: MaintenanceWindow[];
  silences: Silence[];
}

type Held = Pick<Incident, 'brand' | 'symptoms'>;

/** What holds back messages about an incident to a channel at an instant; without a channel, to any of them. */
export function holdsOver(
  { windows, silences }: HoldPlans,
  incident: Held,
  about: { at: number; channel?: string },
): Hold[] {
  return [
    ...windows.flatMap((window) => maintenanceHold(window, incident, about.at)),
    ...silences
      .filter((silence) => isMeant(silence, incident, about))
      .map(({ id, owner, reason, expiresAt }): Hold => ({ kind: 'silence', id, owner, reason, untilAt: expiresAt })),
  ];
}

/** A hold in words, as the delivery log and a late message say it. */
export function holdText({ kind, owner, reason, untilAt }: Hold): string {
  return `${kind} until ${isoInstant(untilAt)}: ${reason} (${owner})`;
}

function maintenanceHold(window: MaintenanceWindow, { brand }: Held, at: number): Hold[] {
  if (window.brand !== brand) return [];
  const occurrence = occurrenceAt(window, minuteOf(at));
  if (!occurrence) return [];
  const { id, owner, reason } = window;
  return [{ kind: 'maintenance', id, owner, reason, untilAt: instantOf(occurrence.to) }];
}

function isMeant(silence: Silence, incident: Held, { at, channel }: { at: number; channel?: string }): boolean {
  return (
    silence.startsAt <= at &&
    at < silence.expiresAt &&
    (silence.brand === null || silence.brand === incident.brand) &&
    (silence.symptom === null || silence.symptom === incident.symptoms[0]?.id) &&
    (silence.channel === null || channel === undefined || silence.channel === channel)
  );
}
