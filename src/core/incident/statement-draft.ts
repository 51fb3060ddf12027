import type { BrandPack } from '../words/brand.ts';
import type { Incident } from '../words/incident.ts';
import type { StatementKind } from '../words/statement.ts';
import { harmFirst, statementSymptoms } from './statement-words.ts';

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
 * that reports are being looked into.
 */
export function draftStatement(incident: Incident, pack: BrandPack | undefined): StatementDraft {
  const kind = kindOf(incident);
  const nextUpdateMinutes = kind === 'all-clear' ? null : usualPromiseMinutes;
  const en = textOf(incident, { kind, language: 'en', zone: pack?.timeZone ?? 'UTC' });
  const es = textOf(incident, { kind, language: 'es', zone: pack?.timeZone ?? 'UTC' });
  if (nextUpdateMinutes === null) return { kind, en, es, nextUpdateMinutes };
  return {
    kind,
    en: `${en} Next update within ${nextUpdateMinutes} minutes.`,
    es: `${es} Próxima actualización en menos de ${nextUpdateMinutes} minutos.`,
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
  language: 'en' | 'es';
  zone: string;
}

function textOf(incident: Incident, { kind, language, zone }: Telling): string {
  const what = listed(
    namedSymptoms(incident).map((id) => statementSymptoms[id]![language]),
    language,
  );
  const where = whereText(incident, language);
  const since = timeText(incident.onset.at, language, zone);
  const isConfirmed = incident.state === 'confirmed';
  if (language === 'en') {
    if (kind === 'all-clear')
      return `The problem with ${what}${where} that began ${since} is over. We're sorry for the trouble.`;
    if (kind === 'recovering')
      return `We see fewer problems with ${what}${where}, and keep watching until all is well.`;
    return isConfirmed
      ? `We're aware of a problem with ${what}${where} since ${since} and are working to fix it.`
      : `We're looking into reports of problems with ${what}${where}.`;
  }
  if (kind === 'all-clear')
    return `El problema con ${what}${where} que comenzó el ${since} está resuelto. Lamentamos las molestias.`;
  if (kind === 'recovering')
    return `Vemos menos problemas con ${what}${where} y seguimos atentos hasta que todo funcione.`;
  return isConfirmed
    ? `Sabemos que hay un problema con ${what}${where} desde el ${since} y trabajamos para resolverlo.`
    : `Estamos revisando reportes de problemas con ${what}${where}.`;
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
