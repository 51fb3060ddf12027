import type { Place, PlaceLevel } from '../words/place.ts';
import type { Gazetteer } from './gazetteer.ts';
import type { Sense } from './sense.ts';

const levels: Record<Sense['kind'], PlaceLevel> = {
  zip: 'zip',
  part: 'city',
  city: 'city',
  county: 'state',
  metro: 'metro',
  state: 'state',
  code: 'state',
  country: 'country',
  regional: 'state',
};

/** A meaning as a place. Abroad the state is null and the level of a city is kept. */
export function placeOf(
  gazetteer: Gazetteer,
  sense: Sense,
  source: { from: Place['from']; confidence: number },
): Place {
  const { country, state, city, metro, lat, lon, kind } = sense;
  const level = kind === 'county' && metro ? 'metro' : kind === 'code' && country !== 'US' ? 'country' : levels[kind];
  const whole = kind === 'part' && city && state ? gazetteer.places.ofState(state).get(city.toLowerCase()) : undefined;
  const point = whole ? { lat: whole.lat, lon: whole.lon } : { lat, lon };
  const confidence = Math.round(source.confidence * 1000) / 1000;
  return { country, state, city, metro, ...point, level, from: source.from, confidence };
}
