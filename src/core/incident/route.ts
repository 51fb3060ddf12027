import type { Transition } from '../words/incident.ts';

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
}

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
  if (route.brands !== null && !route.brands.includes(incident.brand)) return false;
  if (!concerns(route, incident)) return false;
  const reached = to === 'recovering' || to === 'closed' ? peak : to;
  return rungs.indexOf(reached) >= rungs.indexOf(route.from);
}

/** Only what is shown to be elsewhere is left out: a national incident, or one of unknown scope, concerns every region. */
function concerns({ symptoms, areas }: Route, incident: Transition['incident']): boolean {
  if (symptoms && !incident.symptoms.some(({ id }) => symptoms.includes(id))) return false;
  if (!areas || incident.scope !== 'regional') return true;
  return incident.areas.some(({ id }) => areas.includes(id.replace(/:.*$/, '')));
}
