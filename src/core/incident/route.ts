import type { Transition } from '../words/incident.ts';

export const rungs = ['watching', 'probable', 'confirmed'] as const;
export type Rung = (typeof rungs)[number];

/** Of what a channel wants to be told. */
export interface Route {
  /** From which rung of the ladder on; of an incident that never came so high, nothing. */
  from: Rung;
  /** Brands to be told of; null for all. */
  brands: readonly string[] | null;
}

/**
 * Whether a step is told: the brand is wanted, and the incident stands at or above the rung; recovery and end are told
 * if its peak did, so that whoever heard of an incident also hears of its end.
 */
export function isTold(route: Route, { to, incident }: Pick<Transition, 'to' | 'incident'>, peak: Rung): boolean {
  if (route.brands !== null && !route.brands.includes(incident.brand)) return false;
  const reached = to === 'recovering' || to === 'closed' ? peak : to;
  return rungs.indexOf(reached) >= rungs.indexOf(route.from);
}
