import { GazetteerNames } from './gazetteer-names.ts';
import type { Gazetteer, Metro, State, UsPlace } from './gazetteer.ts';
import { nameKey } from './name-key.ts';
import type { Sense } from './sense.ts';
import { readStateBorders } from './state-borders.ts';

/** Contents of the files in data/gazetteer, which its README describes. */
export interface GazetteerFiles {
  states: string;
  metros: string;
  metroNames: string;
  nicknames: string;
  neighborhoods: string;
  commonWords: string;
  countryAliases: string;
  countryNames: string;
  usPlaces: string;
  usZips: string;
  usCounties: string;
  worldCities: string;
  stateBorders: string;
}

const bigCityPopulation = 200_000;

/** Reads the gazetteer. Throws RangeError where a line names a place, state or metro that isn't there. */
export function readGazetteer(files: GazetteerFiles): Gazetteer {
  const places = readPlaces(files.usPlaces);
  const byState = groupByState(places);
  const states = readStates(files.states, places);
  const metros = readMetros(files.metros, places);
  const names = new GazetteerNames({ byState, states, metros });
  names.addPlaces(places);
  names.addCounties(files.usCounties);
  names.addStates(files.states);
  names.addCountries(files.countryNames, files.countryAliases);
  names.addWorldCities(files.worldCities);
  names.addNicknames(files.nicknames, 'city');
  names.addNicknames(files.neighborhoods, 'part');
  names.addMetros(files.metroNames);
  names.addWrittenTogether();
  const zips = readZips(files.usZips);
  return {
    states,
    metros,
    places,
    names: names.senses,
    reach: names.reach,
    commonWords: new Set(dataLines(files.commonWords).flatMap((line) => line.split(',').map(nameKey))),
    cells: cellsOf(places),
    borders: readStateBorders(files.stateBorders),
    bigCities: new Map(places.filter((place) => place.population >= bigCityPopulation && !place.partOf).map((place) => [nameKey(place.name), place])),
    zip: (code) => zipSense(zips, places, code),
    placesOf: (state) => byState.get(state) ?? new Map(),
  };
}

/** Lines of a data file without blank ones and comments (#). */
export function dataLines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

function readPlaces(text: string): UsPlace[] {
  return dataLines(text).map((line) => {
    const [state = '', name = '', population, lat, lon, metro, partOf] = line.split('\t');
    return { name, state, population: Number(population), lat: Number(lat), lon: Number(lon), metro: metro || null, partOf: partOf || null };
  });
}

function groupByState(places: UsPlace[]): Map<string, Map<string, UsPlace>> {
  const byState = new Map<string, Map<string, UsPlace>>();
  for (const place of places) {
    let own = byState.get(place.state);
    if (!own) byState.set(place.state, (own = new Map()));
    const key = nameKey(place.name);
    if (!own.has(key)) own.set(key, place);
  }
  return byState;
}

function readStates(text: string, places: UsPlace[]): Map<string, State> {
  const states = new Map<string, State>();
  for (const line of dataLines(text)) {
    const [code = '', , name = '', population] = line.split('|');
    const center = centerOf(places.filter((place) => place.state === code));
    states.set(code, { code, name, population: Number(population), ...center });
  }
  return states;
}

function readMetros(text: string, places: UsPlace[]): Map<string, Metro> {
  const members = new Map<string, UsPlace[]>();
  for (const place of places) {
    if (!place.metro) continue;
    const own = members.get(place.metro);
    if (own) own.push(place);
    else members.set(place.metro, [place]);
  }
  const metros = new Map<string, Metro>();
  for (const line of dataLines(text)) {
    const [code = '', name = '', thousands, counties = ''] = line.split('|');
    const within = members.get(code) ?? [];
    const states = [...new Set(counties.split(';').map((part) => part.trim().slice(0, 2)))];
    const weights = states.map((state) => sum(within.filter((p) => p.state === state).map((p) => p.population)) || 1);
    const shares = weights.map((weight) => weight / sum(weights));
    metros.set(code, { code, name, states, population: Number(thousands) * 1000, shares, ...centerOf(within) });
  }
  return metros;
}

/** Mean of the coordinates weighted by population. */
function centerOf(places: UsPlace[]): { lat: number; lon: number } {
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

interface Zips {
  place: Int32Array;
  lat: Int16Array;
  lon: Int16Array;
}

function readZips(text: string): Zips {
  const zips = { place: new Int32Array(100_000).fill(-1), lat: new Int16Array(100_000), lon: new Int16Array(100_000) };
  for (const line of dataLines(text)) {
    const [zip, place, lat, lon] = line.split('\t');
    const at = Number(zip);
    zips.place[at] = Number(place);
    zips.lat[at] = Number(lat);
    zips.lon[at] = Number(lon);
  }
  return zips;
}

function zipSense(zips: Zips, places: UsPlace[], code: string): Sense | null {
  const at = /^\d{5}$/.test(code) ? Number(code) : -1;
  const place = at < 0 ? undefined : places[zips.place[at]!];
  if (!place) return null;
  const { state, metro, population } = place;
  const city = place.partOf ?? place.name;
  const point = { lat: zips.lat[at]! / 100, lon: zips.lon[at]! / 100 };
  return { kind: 'zip', country: 'US', state, city, metro, ...point, population, weak: false, upper: false, alias: false };
}

/** Number of the cell of one by one degree that a point lies in. */
export function cellOf(lat: number, lon: number): number {
  return Math.floor(lat + 90) * 360 + Math.floor(lon + 180);
}

function cellsOf(places: UsPlace[]): Map<number, number[]> {
  const cells = new Map<number, number[]>();
  for (const [i, place] of places.entries()) {
    const cell = cellOf(place.lat, place.lon);
    const own = cells.get(cell);
    if (own) own.push(i);
    else cells.set(cell, [i]);
  }
  return cells;
}
