import { type AreaCount, decideScope, type WorstArea } from '../core/detect/spatial/scope.ts';
import { type ScopeCache, scopeCache } from '../core/detect/spatial/scope-cache.ts';
import type { Gazetteer } from '../core/geo/gazetteer.ts';
import type { AlertDetail } from '../core/words/alert.ts';

/** The areas of the country with their share of located posts before a brand's own mix is known. */
export interface ScopeKnowledge {
  areas: { id: string; state: string; name: string; lat: number; lon: number; share: number }[];
  cache: ScopeCache;
}

export interface AreaSum {
  symptom: string;
  surface: string;
  area: string;
  observed: number;
}

/** Of located posts, the share whose city isn't known: they belong to the state's own node. */
const cityUnknownShare = 0.35;
/** Located reports of its own that weigh as much as the population in a brand's usual mix. */
const populationWeight = 200;
const seed = 1;

/** Every metro's part in a state, and every state for the posts whose city is outside a metro or unknown. */
export function scopeKnowledge(gazetteer: Gazetteer): ScopeKnowledge {
  const total = [...gazetteer.states.values()].reduce((sum, { population }) => sum + population, 0);
  const inMetros = new Map<string, number>();
  const parts = [...gazetteer.metros.values()].flatMap((metro) =>
    metro.states.map((state, index) => {
      const population = metro.population * metro.shares[index]!;
      inMetros.set(state, (inMetros.get(state) ?? 0) + population);
      const share = ((1 - cityUnknownShare) * population) / total;
      return { id: `US-${state}:${metro.code}`, state, name: metro.name, lat: metro.lat, lon: metro.lon, share };
    }),
  );
  const rests = [...gazetteer.states.values()].map(({ code, name, population, lat, lon }) => {
    const rural = Math.max(0, population - (inMetros.get(code) ?? 0));
    return {
      id: `US-${code}`,
      state: code,
      name,
      lat,
      lon,
      share: (cityUnknownShare * population + (1 - cityUnknownShare) * rural) / total,
    };
  });
  return { areas: [...parts, ...rests], cache: scopeCache() };
}

/** National, regional or unknown, from the located reports of a window and the brand's usual mix of places. */
export function judgeScope(
  sums: AreaSum[],
  usual: AreaSum[],
  { knowledge, expectedLocated }: { knowledge: ScopeKnowledge; expectedLocated: number },
): Pick<AlertDetail, 'scope' | 'areas' | 'located' | 'region'> & { reasons: string[] } {
  const now = nodeCounts(sums);
  const before = nodeCounts(usual);
  const usualTotal = [...before.values()].reduce((sum, count) => sum + count, 0);
  const n = [...now.values()].reduce((sum, count) => sum + count, 0);
  const of =
    sums.find(({ symptom, surface, area }) => symptom === '*' && surface === '*' && area === '*')?.observed ?? 0;
  const areas: AreaCount[] = knowledge.areas.map(({ share, ...area }) => ({
    ...area,
    observed: now.get(area.id) ?? 0,
    expected: Math.max(
      1e-9,
      expectedLocated * (((before.get(area.id) ?? 0) + populationWeight * share) / (usualTotal + populationWeight)),
    ),
  }));
  const decision = decideScope({ areas, located: { n, of }, cache: knowledge.cache, seed });
  const { cluster } = decision;
  return {
    scope: decision.scope,
    located: { n, of },
    reasons: decision.reasons,
    region: cluster && {
      name: cluster.name,
      areaIds: cluster.areaIds,
      center: cluster.center,
      radiusKm: cluster.radiusKm,
      observed: cluster.observed,
      expected: Number(cluster.expected.toFixed(2)),
    },
    areas: toldAreas(decision.worst, areas),
  };
}

/**
 * The worst areas as they are told, largest excess first. The scan needs parts that share nothing, so that a state's own node holds what
 * its metros don't; who reads "California" means all of it, as wherever else it is counted.
 */
function toldAreas(worst: readonly WorstArea[], areas: readonly AreaCount[]): AlertDetail['areas'] {
  const whole = ({ id, name, observed, expected }: WorstArea): WorstArea => {
    const parts = areas.filter((area) => area.id.startsWith(`${id}:`));
    return {
      ...{ id, name },
      observed: parts.reduce((sum, part) => sum + (part.observed as number), observed),
      expected: parts.reduce((sum, part) => sum + (part.expected as number), expected),
    };
  };
  return worst
    .filter(({ observed }) => observed > 0)
    .map(whole)
    .sort((a, b) => b.observed - b.expected - (a.observed - a.expected) || (a.id < b.id ? -1 : 1))
    .map((area) => ({ ...area, expected: Number(area.expected.toFixed(2)) }));
}

/** A state's own node holds what its metros don't: counts of an area include those of its parts. */
function nodeCounts(sums: AreaSum[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { symptom, surface, area, observed } of sums) {
    if (symptom !== '*' || surface !== '*' || !area.startsWith('US-')) continue;
    counts.set(area, (counts.get(area) ?? 0) + observed);
    const colon = area.indexOf(':');
    if (colon > 0) counts.set(area.slice(0, colon), (counts.get(area.slice(0, colon)) ?? 0) - observed);
  }
  return counts;
}
