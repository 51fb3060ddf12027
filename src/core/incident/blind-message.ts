import type { Incident, IncidentState, Transition } from '../words/incident.ts';
import { isoInstant } from '../words/interval.ts';
import { type MessageWords, plainText } from './message.ts';

/** Beginning of the ids under which the watchdog speaks; also the brand that its messages carry. */
export const watchdogPrefix = 'outcry-watchdog';

/** A stretch in which silence meant nothing; `over` null while it lasts. Epoch ms. */
export interface Blindness {
  since: number;
  over: number | null;
  reasons: string[];
}

/**
 * Tells that Outcry itself is blind, or that it sees again: shaped like an incident's steps, so that a pager that was raised by the first
 * is lowered by the second.
 */
export function blindMessage(
  { since, over, reasons }: Blindness,
  link: string,
): { transition: Transition; words: MessageWords } {
  const isOver = over !== null;
  const sentence = isOver
    ? `Outcry sees again. From ${isoInstant(since)} to ${isoInstant(over)} it was blind: silence in that time means nothing.`
    : `Outcry is blind since ${isoInstant(since)}: no outage would be noticed now, and silence means nothing.`;
  const facts = [
    { name: 'State', text: isOver ? 'seeing again' : 'blind' },
    { name: 'Since', text: isoInstant(since) },
  ];
  const incident = watchdogIncident({ since, over, reasons }, isOver ? 'closed' : 'confirmed');
  const { id: incidentId, revision } = incident;
  return {
    transition: {
      ...{ incidentId, revision, incident, at: over ?? since },
      from: isOver ? 'confirmed' : null,
      to: incident.state,
    },
    words: {
      title: isOver ? 'Outcry sees again' : 'Outcry is blind',
      severity: isOver ? 'info' : 'critical',
      text: plainText({ sentence, facts, reasons, link }),
      ...{ sentence, facts, reasons },
    },
  };
}

function watchdogIncident({ since, over, reasons }: Blindness, state: IncidentState): Incident {
  return {
    ...{ id: `${watchdogPrefix}-${since}`, brand: watchdogPrefix, state, reasons, revision: over === null ? 1 : 2 },
    onset: { at: since, low: since, high: since },
    ...{ detectedAt: since, updatedAt: over ?? since, closedAt: over },
    ...{ symptoms: [], surfaces: [], scope: 'unknown', areas: [] },
    evidence: { observed: 0, expected: 0, recurrenceIntervalMinutes: 0, authors: 0, located: { n: 0, of: 0 } },
    attribution: { kind: 'unknown', reasons: [] },
  };
}
