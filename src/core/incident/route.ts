import type { Transition } from '../words/incident.ts';
import { type Severity, severities, severityOf } from './severity.ts';

export const rungs = ['watching', 'probable', 'confirmed'] as const;
export type Rung = (typeof rungs)[number];

/** Of what a channel wants to be told. */
export interface Route {
  /** From which rung of the ladder on; of an incident that never came so high, nothing. */
  from: Rung;
  /** Brands to be told of; null for all. */
  brands: readonly string[] | null;
  /** Symptoms of which one must be among the incident's; absent or null for any. */
  symptoms?: readonly string[] | null;
  /** States (US-TX) of which one must be among the areas of a regional incident; absent or null for any. */
  areas?: readonly string[] | null;
  /** Least severity; absent for any. */
  severity?: Severity;
  /** Told only once so many reminders went unanswered; absent or null: from the beginning. */
  escalateAfter?: number | null;
  /** More messages than this in so many minutes are held and become one; the first of an incident, and its end, never. */
  throttle?: { messages: number; minutes: number } | null;
}

/** Whom a channel serves: where nothing else is said, comms hear of what is probable, SREs of all, analysts of what is confirmed. */
export const audiences = { comms: 'probable', sre: 'watching', analyst: 'confirmed' } as const satisfies Record<
  string,
  Rung
>;

/** Who is told of incidents. */
export interface Audience {
  /** Ids of the channels. */
  channels: readonly string[];
  /** What a channel wants to be told of; one without a route is told of everything. */
  routes?: ReadonlyMap<string, Route>;
}

/**
 * Whether a step is told: brand, symptom and region are wanted, and the incident stands at or above the rung; recovery and end are told
 * if its peak did, so that whoever heard of an incident also hears of its end.
 */
export function isTold(route: Route, { to, incident }: Pick<Transition, 'to' | 'incident'>, peak: Rung): boolean {
  const brands = incident.below?.map(({ brand }) => brand) ?? [incident.brand];
  if (route.brands !== null && !brands.some((brand) => route.brands!.includes(brand))) return false;
  if ((route.escalateAfter ?? null) !== null || !concerns(route, incident)) return false;
  const reached = to === 'recovering' || to === 'closed' ? peak : to;
  return rungs.indexOf(reached) >= rungs.indexOf(route.from);
}

/** Only what is shown to be elsewhere is left out: a national incident, or one of unknown scope, concerns every region. */
function concerns({ symptoms, areas, severity = 'info' }: Route, incident: Transition['incident']): boolean {
  if (severities.indexOf(severityOf(incident)) < severities.indexOf(severity)) return false;
  if (symptoms && !incident.symptoms.some(({ id }) => symptoms.includes(id))) return false;
  if (!areas || incident.scope !== 'regional') return true;
  return incident.areas.some(({ id }) => areas.includes(id.replace(/:.*$/, '')));
}
