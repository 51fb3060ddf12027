import type { Place } from '../words/place.ts';
import { cellOf } from './cell-rows.ts';
import { distanceKm, isPoint } from './distance.ts';
import type { Gazetteer, UsPlace } from './gazetteer.ts';
import { stateAt } from './state-borders.ts';

/** A point farther than this from every known town lies in no city, km. */
const cityRadiusKm = 25;

/**
 * Place of a point: the state whose border encloses it, the town nearest by √population-weighted distance within 25 km in that
 * state, and its metro. Outside the United States: null unless a world city lies near (country only). 0,0 and points off the globe: null.
 */
export function resolvePoint(
  gazetteer: Gazetteer,
  point: { lat: number; lon: number },
  from: Place['from'],
): Place | null {
  const { lat, lon } = point;
  if (!isPoint(lat, lon)) return null;
  const state = stateAt(gazetteer.points().borders, lat, lon);
  const near = nearestTown(gazetteer, point, state);
  const confidence = from === 'geo' ? 0.99 : 0.97;
  if (!near) {
    if (state) return { country: 'US', state, city: null, metro: null, lat, lon, level: 'point', from, confidence };
    const country = countryNear(gazetteer, point);
    return country
      ? { country, state: null, city: null, metro: null, lat, lon, level: 'point', from, confidence: 0.8 }
      : null;
  }
  const { partOf, name, metro } = near;
  return {
    country: 'US',
    state: near.state,
    city: partOf ?? name,
    metro,
    lat,
    lon,
    level: 'point',
    from,
    confidence: state ? confidence : 0.9,
  };
}

function nearestTown(gazetteer: Gazetteer, point: { lat: number; lon: number }, state: string | null): UsPlace | null {
  const { places } = gazetteer;
  const { towns } = gazetteer.points();
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  // Off every state (water, shore) only a town within 10 km makes the point American.
  const radiusKm = state ? cityRadiusKm : 10;
  for (let dLat = -1; dLat <= 1; dLat++) {
    for (let dLon = -1; dLon <= 1; dLon++) {
      for (const row of towns.in(cellOf(point.lat + dLat, point.lon + dLon))) {
        if (state && places.state(row) !== state) continue;
        const km = distanceKm(point, { lat: places.lat(row), lon: places.lon(row) });
        // A city of a million reaches about 20 km, a town of a thousand 1 km.
        const scaled = km / (1 + Math.sqrt(places.populations[row]!) / 50);
        if (km <= radiusKm && scaled < least) {
          least = scaled;
          best = row;
        }
      }
    }
  }
  return best < 0 ? null : places.place(best);
}

/** Country of the nearest world city within 150 km. */
function countryNear(gazetteer: Gazetteer, point: { lat: number; lon: number }): string | null {
  const { world } = gazetteer;
  const cells = gazetteer.points().world;
  let least = 150;
  let country: string | null = null;
  for (let dLat = -2; dLat <= 2; dLat++) {
    for (let dLon = -3; dLon <= 3; dLon++) {
      for (const row of cells.in(cellOf(point.lat + dLat, point.lon + dLon))) {
        const km = distanceKm(point, { lat: world.lat(row), lon: world.lon(row) });
        if (km >= least) continue;
        least = km;
        country = world.country(row);
      }
    }
  }
  return country;
}
