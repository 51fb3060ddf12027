import type { Incident, OfficialWord } from '../words/incident.ts';
import { isoInstant } from '../words/interval.ts';
import type { TelemetryVerdict } from '../words/telemetry.ts';
import { amountText } from './amount-text.ts';
import { officialText } from './official-word.ts';
import { namedSymptoms } from './statement-draft.ts';
import { statementSymptoms } from './statement-words.ts';
import { telemetryText } from './telemetry-text.ts';

/** What is known, what is not, and what people say: three lists that are never mixed. */
export interface FactSheet {
  known: string[];
  unknown: string[];
  peopleSay: string[];
}

/** The sheet of an incident, harm first. What is only likely stands under unknown, with its reasons. */
export function factSheet(incident: Incident, official: OfficialWord, nowMs: number): FactSheet {
  return {
    known: knownOf(incident, official, nowMs),
    unknown: unknownOf(incident),
    peopleSay: peopleSay(incident),
  };
}

function knownOf(incident: Incident, official: OfficialWord, nowMs: number): string[] {
  const { onset, evidence, scope, areas, state } = incident;
  const spanMinutes = Math.round((onset.high - onset.low) / 120_000);
  return [
    `${evidence.authors} people report problems, ${amountText(evidence.expected)} are expected; the incident is ${state}`,
    `it began ${isoInstant(onset.at)}, give or take ${spanMinutes} min`,
    ...(scope === 'unknown'
      ? []
      : [`it is ${scope}${scope === 'regional' ? `: ${areas.map(({ name }) => name).join(', ')}` : ''}`]),
    `the brand’s own word: ${officialText(official, onset.at, incident.closedAt ?? nowMs)}`,
    ...(isTold(incident.telemetry) ? [`own telemetry: ${telemetryText(incident.telemetry)}`] : []),
  ];
}

/** Seen or not seen is known; that it can't be read, or that there is none, is not. */
function isTold(telemetry: Incident['telemetry']): telemetry is TelemetryVerdict {
  return telemetry?.verdict === 'confirmed' || telemetry?.verdict === 'not-seen';
}

function unknownOf({ attribution, scope, evidence, closedAt, telemetry }: Incident): string[] {
  const likely = { internal: 'the brand’s own, as it seems', external: 'outside the brand, as it seems', unknown: '' };
  const reasons = attribution.reasons.length > 0 ? ` (${attribution.reasons.join('; ')})` : '';
  const cause = attribution.kind === 'unknown' ? 'the cause' : `the cause: ${likely[attribution.kind]}${reasons}`;
  const { n, of } = evidence.located;
  return [
    cause,
    'how many customers are affected: reports are a sample',
    ...(scope === 'unknown' ? [`whether it is national or regional: ${n} of ${of} reports could be placed`] : []),
    ...(closedAt === null ? ['when it will be over'] : []),
    ...(telemetry && !isTold(telemetry) ? [`whether own telemetry sees it; ${telemetryText(telemetry)}`] : []),
  ];
}

function peopleSay(incident: Incident): string[] {
  const { symptoms, surfaces, evidence } = incident;
  const shareOf = new Map<string, number>(symptoms.map(({ id, share }) => [id, share]));
  const what = namedSymptoms(incident).map((id) => {
    const share = shareOf.get(id) ?? 0;
    return `${statementSymptoms[id]!.en}: about ${Math.round(share * evidence.authors)} of ${evidence.authors} people`;
  });
  const where = surfaces
    .filter(({ id }) => id !== ('unknown' as string))
    .map(({ id, share }) => `${id} ${Math.round(share * 100)} %`);
  return where.length > 0 ? [...what, `on: ${where.join(', ')}`] : what;
}
