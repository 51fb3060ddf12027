import { distanceKm } from '../../src/core/geo/distance.ts';
import { countyAt } from './counties.ts';
import { cities, groupBy, sameName, states, territories, zips } from './packaged-data.ts';
import { boroughs, cityCounties, independent, knownParts, noTown, wrongPopulation } from './town-exceptions.ts';

export interface UsPlace {
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

export function readUsPlaces(): UsPlace[] {
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

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
