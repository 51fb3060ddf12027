import type { Incident, IncidentState, Transition } from '../words/incident.ts';
import { type MessageWords, plainText } from './message.ts';

/** One message of a trial, without its channel. */
export interface TrialMessage {
  transition: Transition;
  words: MessageWords;
}

/** Beginning of the ids of trial incidents. */
export const trialPrefix = 'outcry-trial';

/**
 * Two messages, opening and closing, that try a channel out and say so: nothing in them is about a real brand, and a
 * pager that was raised by the first is lowered by the second.
 */
export function trialMessages(atMs: number, link: string): [TrialMessage, TrialMessage] {
  return [trialMessage(atMs, 'watching', link), trialMessage(atMs, 'closed', link)];
}

function trialMessage(atMs: number, state: IncidentState, link: string): TrialMessage {
  const sentence =
    state === 'closed'
      ? 'This trial of the channel is over; nothing was wrong.'
      : 'This is a trial of the channel by Outcry; nothing is wrong.';
  const facts = [{ name: 'State', text: state === 'closed' ? 'closed (trial)' : 'watching (trial)' }];
  const incident = trialIncident(atMs, state);
  const { id: incidentId, revision } = incident;
  return {
    transition: { incidentId, revision, at: atMs, from: state === 'closed' ? 'watching' : null, to: state, incident },
    words: {
      title: `Outcry: trial (${state})`,
      sentence,
      severity: 'info',
      facts,
      reasons: [],
      text: plainText({ sentence, facts, reasons: [], link }),
    },
  };
}

function trialIncident(atMs: number, state: IncidentState): Incident {
  return {
    id: `${trialPrefix}-${atMs}`,
    brand: trialPrefix,
    state,
    onset: { at: atMs, low: atMs, high: atMs },
    detectedAt: atMs,
    updatedAt: atMs,
    closedAt: state === 'closed' ? atMs : null,
    symptoms: [],
    surfaces: [],
    scope: 'unknown',
    areas: [],
    evidence: { observed: 0, expected: 0, recurrenceIntervalMinutes: 0, authors: 0, located: { n: 0, of: 0 } },
    attribution: { kind: 'unknown', reasons: [] },
    reasons: [],
    revision: state === 'closed' ? 2 : 1,
  };
}
