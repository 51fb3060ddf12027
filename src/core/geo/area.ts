import type { Place } from '../words/place.ts';
import { distanceKm } from './distance.ts';
import type { Gazetteer, Metro } from './gazetteer.ts';

/** Ids of the areas that a place lies in, widest first: `US`, `US-TX`, `US-TX:19100` (the metro's part in that state). */
export function areaChain(place: Pick<Place, 'country' | 'state' | 'metro'>): string[] {
  const { country, state, metro } = place;
  if (state === null) return [country];
  const chain = [country, `${country}-${state}`];
  return metro === null ? chain : [...chain, `${country}-${state}:${metro}`];
}

/** Parts of an area id; null when it isn't one. */
export function parseArea(id: string): { country: string; state: string | null; metro: string | null } | null {
  const match = /^([A-Z]{2})(?:-([A-Z]{2})(?::(\d{5}))?)?$/.exec(id);
  return match ? { country: match[1]!, state: match[2] ?? null, metro: match[3] ?? null } : null;
}

/** Name of an area as people say it: "Texas", "Dallas–Fort Worth", "Kansas City (KS part)"; the id itself when unknown. */
export function areaName(gazetteer: Gazetteer, id: string): string {
  const area = parseArea(id);
  if (!area) return id;
  if (area.metro) {
    const metro = gazetteer.metros.get(area.metro);
    if (!metro) return id;
    return metro.states[0] === area.state ? metro.name : `${metro.name} (${area.state} part)`;
  }
  if (area.state) return gazetteer.states.get(area.state)?.name ?? id;
  return area.country === 'US' ? 'United States' : area.country;
}

/** Population of an area (census of 2020); of a metro's part in a state its share by towns. 0 when unknown. */
export function areaPopulation(gazetteer: Gazetteer, id: string): number {
  const area = parseArea(id);
  if (area?.country !== 'US') return 0;
  if (area.metro) {
    const metro = gazetteer.metros.get(area.metro);
    const part = metro ? metro.states.indexOf(area.state ?? '') : -1;
    return metro && part >= 0 ? Math.round(metro.population * metro.shares[part]!) : 0;
  }
  if (area.state) return gazetteer.states.get(area.state)?.population ?? 0;
  let total = 0;
  for (const state of gazetteer.states.values()) total += state.population;
  return total;
}

/** Center of population and population of a state or a metro's part in a state; null for other areas and unknown ones. */
export function areaPlace(gazetteer: Gazetteer, id: string): { lat: number; lon: number; population: number } | null {
  const area = parseArea(id);
  if (area?.country !== 'US' || !area.state) return null;
  const place = area.metro ? gazetteer.metros.get(area.metro) : gazetteer.states.get(area.state);
  return place ? { lat: place.lat, lon: place.lon, population: areaPopulation(gazetteer, id) } : null;
}

/** The metropolitan area whose center is nearest, with the distance in km; null for an empty gazetteer. */
export function nearestMetro(
  gazetteer: Gazetteer,
  point: { lat: number; lon: number },
): { metro: Metro; km: number } | null {
  let nearest: { metro: Metro; km: number } | null = null;
  for (const metro of gazetteer.metros.values()) {
    const km = distanceKm(point, metro);
    if (!nearest || km < nearest.km) nearest = { metro, km };
  }
  return nearest;
}
