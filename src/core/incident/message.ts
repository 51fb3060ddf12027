import type { BrandPack } from '../words/brand.ts';
import type { Incident, Transition } from '../words/incident.ts';
import { isoInstant } from '../words/interval.ts';
import { amountText } from './amount-text.ts';
import { durationText } from './duration-text.ts';
import { officialText } from './official-word.ts';
import { incidentSentence, placeText } from './sentence.ts';
import { type Severity, severityOf } from './severity.ts';
import { telemetryText } from './telemetry-text.ts';

/** A step of an incident in words, for people who read it in a chat, a mail or on a pager. */
export interface MessageWords {
  /** A few words: whose, and how it stands. */
  title: string;
  /** What all messages of the incident share; absent where each is named by its title. */
  conversation?: string;
  /** What happened, in one sentence. */
  sentence: string;
  severity: Severity;
  facts: { name: string; text: string }[];
  reasons: string[];
  /** All of it as plain text, the link last. */
  text: string;
}

const mostAreas = 5;
const mostReasons = 8;

/** The words of a transition: sentence first, then state, evidence, n of m located, areas, attribution, the brand's own word, its telemetry, reasons, link. `late` tells why it comes so late, `heardUntil` (epoch ms) up to when the brand was listened to. */
export function messageWords(
  transition: Transition,
  pack: BrandPack | undefined,
  { link, late = [], heardUntil = transition.at }: { link: string; late?: MessageWords['facts']; heardUntil?: number },
): MessageWords {
  const { incident } = transition;
  const sentence = incidentSentence(incident, pack);
  const facts = [
    { name: 'State', text: stateText(transition) },
    ...late,
    { name: 'Evidence', text: evidenceText(incident) },
    { name: 'Located', text: locatedText(incident) },
    ...areaFacts(incident),
    { name: 'Cause', text: causeText(incident) },
    ...officialFacts(incident, heardUntil),
    ...telemetryFacts(incident),
  ];
  const reasons = incident.reasons.slice(0, mostReasons);
  return {
    title: titleOf(transition, pack),
    conversation: `${pack?.name ?? incident.brand}: incident since ${isoInstant(incident.detectedAt).slice(0, 16).replace('T', ' ')} UTC`,
    sentence,
    severity: severityOf(incident),
    facts,
    reasons,
    text: plainText({ sentence, facts, reasons, link }),
  };
}

function titleOf({ from, to, incident }: Transition, pack: BrandPack | undefined): string {
  const place = from === to ? placeText(incident) : '';
  return `${pack?.name ?? incident.brand}: ${to}${place === '' ? '' : `, ${place}`}`;
}

/** That nobody has taken an incident on, for how long, told how often. */
export function reminderText(reminder: number, minutesSinceOnset: number): string {
  return `number ${reminder}: nobody has taken it on for ${durationText(minutesSinceOnset)}`;
}

export function plainText({
  sentence,
  facts,
  reasons,
  link,
}: Pick<MessageWords, 'sentence' | 'facts' | 'reasons'> & { link: string }): string {
  const lines = [sentence, '', ...facts.map(({ name, text }) => `${name}: ${text}`)];
  if (reasons.length > 0) lines.push('Reasons:', ...reasons.map((reason) => `- ${reason}`));
  return [...lines, '', link].join('\n');
}

function stateText({ from, to }: Transition): string {
  if (from === null) return `${to} (new)`;
  if (from === to) return `${to} (as before)`;
  return from === 'closed' ? `${to} (reopened)` : `${to} (was ${from})`;
}

function evidenceText({ evidence }: Incident): string {
  const { observed, expected, recurrenceIntervalMinutes: interval } = evidence;
  const counts = `${amountText(observed)} reports against ${amountText(expected)} expected`;
  return Number.isFinite(interval) && interval > 0 ? `${counts}, by chance once in ${durationText(interval)}` : counts;
}

function locatedText({ evidence, scope, region }: Incident): string {
  const { n, of } = evidence.located;
  const worst = scope === 'national' && region ? `, worst in ${region.name}` : '';
  const scopeText = scope === 'unknown' ? 'too few to tell regional from national' : `${scope}${worst}`;
  return `${n} of ${of} reports could be placed; ${scopeText}`;
}

function areaFacts({ areas, scope }: Incident): MessageWords['facts'] {
  if (scope !== 'regional' || areas.length === 0) return [];
  const list = areas
    .slice(0, mostAreas)
    .map(({ name, observed, expected }) => `${name} ${amountText(observed)} against ${amountText(expected)}`);
  const more = areas.length > mostAreas ? ` and ${areas.length - mostAreas} more` : '';
  return [{ name: 'Areas', text: `${list.join('; ')}${more}` }];
}

function officialFacts({ official, onset, closedAt }: Incident, heardUntil: number): MessageWords['facts'] {
  if (!official) return [];
  return [{ name: 'The brand’s own word', text: officialText(official, onset.at, closedAt ?? heardUntil) }];
}

/** Without any signal there is nothing to tell. */
function telemetryFacts({ telemetry }: Incident): MessageWords['facts'] {
  if (!telemetry || telemetry.verdict === 'no-telemetry') return [];
  return [{ name: 'Own telemetry', text: telemetryText(telemetry) }];
}

const causeWords = { internal: 'its own', external: 'seems to lie outside', unknown: 'unknown' } as const;

function causeText({ attribution: { kind, reasons } }: Incident): string {
  return [causeWords[kind], ...reasons].join('; ').replace('; ', ': ');
}
