import type { BrandPack } from '../words/brand.ts';
import type { Incident } from '../words/incident.ts';
import type { StatementKind } from '../words/statement.ts';
import type { IncidentMemory } from './incident-step.ts';
import { promising } from './next-update.ts';
import { harmFirst, statementSymptoms } from './statement-words.ts';

type Rung = IncidentMemory['peak'];

export interface StatementDraft {
  kind: StatementKind;
  en: string;
  es: string;
  nextUpdateMinutes: number | null;
}

const leastShare = 0.15;
const usualPromiseMinutes = 30;

/**
 * A statement from verified facts alone: what fails for at least 15 % of the reporters, where it is shown to be regional,
 * and since when. Never a cause, a number of customers or a time of repair. Before an incident is confirmed it only says
 * that reports are being looked into; of one that never was (`peak`), not even at its end that there was a problem.
 */
export function draftStatement(incident: Incident, peak: Rung, pack: BrandPack | undefined): StatementDraft {
  const kind = kindOf(incident);
  const nextUpdateMinutes = kind === 'all-clear' ? null : usualPromiseMinutes;
  const telling = { kind, isShown: peak === 'confirmed', zone: pack?.timeZone ?? 'UTC' };
  return {
    kind,
    en: promising(english(incident, telling), nextUpdateMinutes, 'en'),
    es: promising(spanish(incident, telling), nextUpdateMinutes, 'es'),
    nextUpdateMinutes,
  };
}

/** Symptoms that may be named: shown by enough reporters, harm first, then by share. */
export function namedSymptoms({ symptoms }: Pick<Incident, 'symptoms'>): string[] {
  const rank = (id: string) => (harmFirst.includes(id) ? harmFirst.indexOf(id) : harmFirst.length);
  return symptoms
    .filter(({ id, share }) => share >= leastShare && id in statementSymptoms)
    .sort((a, b) => rank(a.id) - rank(b.id) || b.share - a.share)
    .slice(0, 4)
    .map(({ id }) => id);
}

function kindOf({ state, takenAsNormal }: Incident): StatementKind {
  // Nothing says that it became better.
  if (takenAsNormal) return 'holding';
  if (state === 'closed') return 'all-clear';
  return state === 'recovering' ? 'recovering' : 'holding';
}

interface Telling {
  kind: StatementKind;
  /** Whether it ever was more than reports. */
  isShown: boolean;
  zone: string;
}

function english(incident: Incident, { kind, isShown, zone }: Telling): string {
  const what = `${whatText(incident, 'en')}${whereText(incident, 'en')}`;
  const since = timeText(incident.onset.at, 'en', zone);
  switch (kind) {
    case 'all-clear':
      return isShown
        ? `The problem with ${what} that began ${since} is over. We're sorry for the trouble.`
        : `The reports of problems with ${what} that we looked into since ${since} are back to their usual number.`;
    case 'recovering':
      return isShown
        ? `We see fewer problems with ${what}, and keep watching until all is well.`
        : `We receive fewer reports of problems with ${what}, and keep watching.`;
    case 'holding':
      return isShown
        ? `We're aware of a problem with ${what} since ${since} and are working to fix it.`
        : `We're looking into reports of problems with ${what}.`;
  }
}

function spanish(incident: Incident, { kind, isShown, zone }: Telling): string {
  const what = `${whatText(incident, 'es')}${whereText(incident, 'es')}`;
  const since = timeText(incident.onset.at, 'es', zone);
  switch (kind) {
    case 'all-clear':
      return isShown
        ? `El problema con ${what} que comenzó el ${since} está resuelto. Lamentamos las molestias.`
        : `Los reportes de problemas con ${what} que revisamos desde el ${since} han vuelto a su número habitual.`;
    case 'recovering':
      return isShown
        ? `Vemos menos problemas con ${what} y seguimos atentos hasta que todo funcione.`
        : `Recibimos menos reportes de problemas con ${what} y seguimos atentos.`;
    case 'holding':
      return isShown
        ? `Sabemos que hay un problema con ${what} desde el ${since} y trabajamos para resolverlo.`
        : `Estamos revisando reportes de problemas con ${what}.`;
  }
}

function whatText(incident: Incident, language: 'en' | 'es'): string {
  const names = namedSymptoms(incident).map((id) => statementSymptoms[id]![language]);
  return listed(names, language);
}

function whereText({ scope, areas }: Incident, language: 'en' | 'es'): string {
  if (scope !== 'regional' || areas.length === 0) return '';
  const names = areas.slice(0, 3).map(({ name }) => name);
  return language === 'en' ? ` in ${listed(names, 'en')}` : ` en ${listed(names, 'es')}`;
}

function timeText(at: number, language: 'en' | 'es', timeZone: string): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-US' : 'es-US', {
    ...{ timeZone, month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  }).format(at);
}

function listed(words: string[], language: 'en' | 'es'): string {
  if (words.length === 0) return language === 'en' ? 'our service' : 'nuestro servicio';
  if (words.length === 1) return words[0]!;
  return `${words.slice(0, -1).join(', ')} ${language === 'en' ? 'and' : 'y'} ${words.at(-1)}`;
}
