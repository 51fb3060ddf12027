import type { Metro, State, UsPlace } from '../../src/core/geo/gazetteer.ts';
import { commaList, dataLines } from './data-lines.ts';

/** A city abroad. */
export interface WorldCity {
  country: string;
  name: string;
  key: string;
  population: number;
  lat: number;
  lon: number;
}

/** Lines `state, name, key, population, lat, lon, metro, part of`; no key stands for the name in small letters. */
export function readPlaces(text: string): UsPlace[] {
  return dataLines(text).map((line) => {
    const [state = '', name = '', key, population, lat, lon, metro, partOf] = line.split('\t');
    return {
      name,
      key: key || name.toLowerCase(),
      state,
      population: Number(population),
      lat: Number(lat),
      lon: Number(lon),
      metro: metro || null,
      partOf: partOf || null,
    };
  });
}

/** Lines `country, name, key, population, lat, lon`, the key as above. */
export function readWorldCities(text: string): WorldCity[] {
  return dataLines(text).map((line) => {
    const [country = '', name = '', key, population, lat, lon] = line.split('\t');
    const point = { lat: Number(lat), lon: Number(lon) };
    return { country, name, key: key || name.toLowerCase(), population: Number(population), ...point };
  });
}

/** Lines `code|FIPS|name|population|what people write`. */
export function readStates(text: string, places: readonly UsPlace[]): State[] {
  return dataLines(text).map((line) => {
    const [code = '', , name = '', population] = line.split('|');
    const center = centerOf(places.filter(({ state }) => state === code));
    return { code, name, population: Number(population), ...center };
  });
}

/** Lines `CBSA code|name|population in thousands|counties by state`. */
export function readMetros(text: string, places: readonly UsPlace[]): Metro[] {
  return dataLines(text).map((line) => {
    const [code = '', name = '', thousands, counties = ''] = line.split('|');
    const within = places.filter(({ metro }) => metro === code);
    const states = [...new Set(counties.split(';').map((part) => part.trim().slice(0, 2)))];
    const weights = states.map((state) => sum(within.filter((p) => p.state === state).map((p) => p.population)) || 1);
    const shares = weights.map((weight) => weight / sum(weights));
    return { code, name, states, population: Number(thousands) * 1000, shares, ...centerOf(within) };
  });
}

export function readWords(text: string): string[] {
  return dataLines(text).flatMap(commaList);
}

/** Mean of the coordinates weighted by population. */
function centerOf(places: readonly UsPlace[]): { lat: number; lon: number } {
  let total = 0;
  let lat = 0;
  let lon = 0;
  for (const place of places) {
    if (place.partOf) continue;
    const weight = place.population + 1;
    // West of the 180th meridian (the Aleutians) counts as east of it, so that Alaska's mean stays in Alaska.
    const east = place.lon > 0 && place.state === 'AK' ? place.lon - 360 : place.lon;
    total += weight;
    lat += weight * place.lat;
    lon += weight * east;
  }
  return { lat: lat / total, lon: lon / total };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
