import type { BrandPack } from '../words/brand.ts';
import type { Incident } from '../words/incident.ts';
import { amountText, peopleText } from './amount-text.ts';

export const symptomWords: Record<string, string> = {
  site_down: 'the whole site or app',
  login: 'login',
  blank_page: 'page display',
  slow_or_loading: 'loading',
  error_message: 'pages (error messages)',
  crash: 'the app (crashes)',
  search_browse: 'search and browsing',
  cart: 'the cart',
  checkout_payment: 'checkout',
  order_status: 'order status',
  pickup: 'pickup',
  delivery: 'delivery',
  pharmacy: 'pharmacy refills',
  notification: 'notifications and codes',
  account_data: 'account data',
  in_store: 'in-store systems',
  self_checkout: 'self-checkout',
  playback: 'playback',
  connectivity: 'the connection',
};
/** Of these words one alone stands for several things. */
const inPlural = new Set(['error_message', 'search_browse', 'pharmacy', 'notification', 'in_store']);

export const surfaceWords: Record<string, string> = {
  web: 'web',
  ios: 'iOS',
  android: 'Android',
  app: 'app',
  store: 'in stores',
  network: 'the network',
  api: 'the API',
};

const leastShare = 0.15;

/** An incident in one English sentence: what, whose, on which surface, where, since when, how many against how many. */
export function incidentSentence(incident: Incident, brand: BrandPack | undefined): string {
  const name = nameOf(incident, brand);
  const began = clockTime(incident.onset.at, brand?.timeZone ?? 'UTC');
  const evidence = `${peopleText(incident.evidence.authors)} against ${amountText(incident.evidence.expected)} expected`;
  const where = [surfacesText(incident), placeText(incident)].filter((text) => text !== '').join(', ');
  const facts = `${where ? `${where}, ` : ''}since ${began}; ${evidence}.`;
  // What is over, or ends, is no more "since": that would date the calm.
  const past = `${where ? ` ${where},` : ''} that began ${began}; ${evidence}.`;
  const { subject, plural } = symptomsText(incident);
  const outside = incident.attribution.kind === 'external' ? ' The cause seems to lie outside.' : '';
  const cause = incident.parent ? ' It is part of a failure that several brands share.' : outside;
  if (incident.mergedInto !== undefined)
    return `The problems with ${subject} of ${name} are part of another incident, ${incident.mergedInto}: ${facts}`;
  if (incident.takenAsNormal)
    return `People go on reporting problems with ${subject} of ${name} ${facts} They have for so long that their number is taken as normal from here on.${cause}`;
  switch (incident.state) {
    case 'watching':
      return `More people than usual report problems with ${subject} of ${name} ${facts}${cause}`;
    case 'probable':
      return `${capital(subject)} probably ${plural ? 'fail' : 'fails'} for customers of ${name} ${facts}${cause}`;
    case 'confirmed':
      return `${capital(subject)} ${plural ? 'are' : 'is'} failing for customers of ${name} ${facts}${cause}`;
    case 'recovering':
      return `${name} is recovering from problems with ${subject}${past}${cause}`;
    case 'closed':
      return `${name} is back to normal after problems with ${subject}${past}${cause}`;
  }
}

/** A brand without an open incident. */
export function calmSentence(
  name: string,
  state: 'ok' | 'learning' | 'blind',
  lastHour: { observed: number; expected: number | null },
): string {
  if (state === 'blind') return `No source can be read: problems with ${name} would not be seen.`;
  const expected = lastHour.expected === null ? '' : `, ${amountText(lastHour.expected)} expected`;
  const count = lastHour.observed === 1 ? '1 report' : `${lastHour.observed} reports`;
  if (state === 'learning') return `Still learning what is normal for ${name}: ${count} in the last hour${expected}.`;
  return `Nothing unusual at ${name}: ${count} in the last hour${expected}.`;
}

/** Whose incident it is, as people say it. */
export function nameOf({ brand, below }: Pick<Incident, 'brand' | 'below'>, pack: BrandPack | undefined): string {
  return below ? listText(below.map(({ name }) => name)) : (pack?.name ?? brand);
}

function symptomsText(incident: Incident): { subject: string; plural: boolean } {
  const main = incident.symptoms.filter(({ id, share }) => share >= leastShare && id in symptomWords).slice(0, 3);
  if (main.length === 0) return { subject: 'something', plural: false };
  const words = main.map(({ id }) => symptomWords[id]!);
  return { subject: listText(words), plural: words.length > 1 || inPlural.has(main[0]!.id) };
}

function surfacesText(incident: Incident): string {
  const main = incident.surfaces.filter(({ id, share }) => share >= leastShare && id in surfaceWords).slice(0, 3);
  if (main.length === 0) return '';
  const words = main.map(({ id }) => surfaceWords[id]!);
  return words[0] === 'in stores' ? listText(words) : `on ${listText(words)}`;
}

/** Where an incident is: "nationwide and worst in Texas", "mainly in Dallas–Fort Worth"; "" where that isn't known. */
export function placeText(incident: Incident): string {
  const { scope, region } = incident;
  if (scope === 'national') return region ? `nationwide and worst in ${region.name}` : 'nationwide';
  if (scope === 'unknown') return '';
  if (region) return `mainly in ${region.name}`;
  if (incident.areas.length === 0) return '';
  return `mainly in ${listText(incident.areas.slice(0, 3).map(({ name }) => name))}`;
}

function listText(words: string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function clockTime(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
