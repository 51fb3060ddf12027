import { commaList, dataLines, once } from './data-lines.ts';
import { cellOf, type Gazetteer, type Metro, type State, type UsPlace, type WorldCity } from './gazetteer.ts';
import { GazetteerNames } from './gazetteer-names.ts';
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
  const states = readStates(files.states, places);
  const metros = readMetros(files.metros, places);
  const names = new GazetteerNames({ places, states, metros, worldCities: files.worldCities });
  names.addCounties(files.usCounties);
  names.addStates(files.states);
  names.addCountries(files.countryNames, files.countryAliases);
  names.addNicknames(files.nicknames, 'city');
  names.addNicknames(files.neighborhoods, 'part');
  names.addMetros(files.metroNames);
  names.index.addWrittenTogether();
  const commonWords = dataLines(files.commonWords).flatMap((line) => commaList(line).map(nameKey));
  const big = places.filter((place) => place.population >= bigCityPopulation && !place.partOf);
  const zips = once(() => readZips(files.usZips));
  const byState = once(() => groupByState(places));
  return {
    states,
    metros,
    places,
    names: names.index,
    commonWords: new Set(commonWords),
    stateNames: new Map([...states.values()].map((state) => [nameKey(state.name), state])),
    bigCities: new Map(big.map((place) => [place.key, place])),
    points: once(() => ({
      borders: readStateBorders(files.stateBorders),
      towns: townsByCell(places),
      world: worldByCell(files.worldCities),
    })),
    zip: (code) => zipSense(zips(), places, code),
    placesOf: (state) => byState().get(state) ?? new Map(),
  };
}

/** Lines `state, name, key, population, lat, lon, metro, part of`; no key stands for the name in small letters. */
function readPlaces(text: string): UsPlace[] {
  const places: UsPlace[] = [];
  const cells = new Array<string>(8);
  for (let from = 0; from < text.length; ) {
    from = readCells(text, from, cells);
    const [state, name, key, population, lat, lon, metro, partOf] = cells as UsPlaceCells;
    if (name === '') continue;
    places.push({
      name,
      key: key || name.toLowerCase(),
      state,
      population: +population,
      lat: +lat,
      lon: +lon,
      metro: metro || null,
      partOf: partOf || null,
    });
  }
  return places;
}

type UsPlaceCells = [string, string, string, string, string, string, string, string];

/** Fills `cells` with those of the line that begins at `from`, "" where there is none; returns where the next line begins. */
function readCells(text: string, from: number, cells: string[]): number {
  const newline = text.indexOf('\n', from);
  const end = newline < 0 ? text.length : newline;
  let at = from;
  for (let i = 0; i < cells.length; i++) {
    const tab = at > end ? -1 : text.indexOf('\t', at);
    const to = tab < 0 || tab > end ? end : tab;
    cells[i] = at > end ? '' : text.slice(at, to);
    at = to + 1;
  }
  return end + 1;
}

function groupByState(places: UsPlace[]): Map<string, Map<string, UsPlace>> {
  const byState = new Map<string, Map<string, UsPlace>>();
  for (const [state, within] of groupBy(places, (place) => place.state)) {
    // The bigger place comes first and keeps the name.
    byState.set(state, new Map(within.toReversed().map((place) => [place.key, place])));
  }
  return byState;
}

function groupBy<T>(rows: T[], keyOf: (row: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

function readStates(text: string, places: UsPlace[]): Map<string, State> {
  const states = new Map<string, State>();
  const byState = groupBy(places, (place) => place.state);
  for (const line of dataLines(text)) {
    const [code = '', , name = '', population] = line.split('|');
    const center = centerOf(byState.get(code) ?? []);
    states.set(code, { code, name, population: Number(population), ...center });
  }
  return states;
}

function readMetros(text: string, places: UsPlace[]): Map<string, Metro> {
  const members = groupBy(places, (place) => place.metro);
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
  return {
    kind: 'zip',
    country: 'US',
    state,
    city,
    metro,
    ...point,
    population,
    weak: false,
    upper: false,
    alias: false,
  };
}

function townsByCell(places: UsPlace[]): Map<number, UsPlace[]> {
  const cells = new Map<number, UsPlace[]>();
  for (const place of places) if (place.population > 0) addToCell(cells, place);
  return cells;
}

function worldByCell(text: string): Map<number, WorldCity[]> {
  const cells = new Map<number, WorldCity[]>();
  for (const line of dataLines(text)) {
    const [country = '', , , , lat, lon] = line.split('\t');
    addToCell(cells, { country, lat: Number(lat), lon: Number(lon) });
  }
  return cells;
}

function addToCell<T extends { lat: number; lon: number }>(cells: Map<number, T[]>, row: T): void {
  const cell = cellOf(row.lat, row.lon);
  const own = cells.get(cell);
  if (own) own.push(row);
  else cells.set(cell, [row]);
}
