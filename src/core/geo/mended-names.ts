import { closestName } from './closest-name.ts';
import type { Gazetteer, UsPlace } from './gazetteer.ts';
import { isLocal, type Sense } from './sense.ts';

/** Words before a state's name as a misspelled town of that state ("Chatanooga, TN"); null when none is near. */
export function mendedTown(gazetteer: Gazetteer, state: Sense, words: readonly string[]): Sense | null {
  if (words.length === 0 || state.state === null) return null;
  const place = closestName(gazetteer.places.ofState(state.state), words.join(' '));
  return place && { ...state, ...cityOf(place), kind: 'city' };
}

/**
 * A string without any known name, as words: city and state written as one word ("dallastx"), a misspelled state, a misspelled
 * big city; null when it is none of them.
 */
export function mendedName(
  gazetteer: Gazetteer,
  words: readonly string[],
): { sense: Sense; confidence: number } | null {
  const written = words.join(' ');
  const joined = words.length === 1 ? cityAndState(gazetteer, written) : null;
  if (joined) return { sense: joined, confidence: 0.9 };
  const state = closestName(gazetteer.stateNames, written);
  if (state)
    return { sense: { ...blank, kind: 'state', state: state.code, lat: state.lat, lon: state.lon }, confidence: 0.8 };
  const city = closestName(gazetteer.bigCities(), written);
  if (!city || gazetteer.commonWords.has(city.key)) return null;
  return { sense: { ...blank, ...cityOf(city), state: city.state }, confidence: 0.75 };
}

const blank: Sense = {
  kind: 'city',
  country: 'US',
  state: null,
  city: null,
  metro: null,
  lat: null,
  lon: null,
  population: 0,
  weak: false,
  upper: false,
  alias: true,
};

function cityOf({ name, partOf, metro, lat, lon, population }: UsPlace): Partial<Sense> {
  return { city: partOf ?? name, metro, lat, lon, population };
}

function cityAndState(gazetteer: Gazetteer, word: string): Sense | null {
  for (const { code, name } of gazetteer.states.values()) {
    for (const ending of [code, name]) {
      const tail = ending.toLowerCase().replaceAll(' ', '');
      if (!word.endsWith(tail) || word.length < tail.length + 4) continue;
      const senses = gazetteer.names.senses(word.slice(0, -tail.length)) ?? [];
      const city = senses.find((sense) => sense.state === code && isLocal(sense) && sense.population >= 20_000);
      if (city) return city;
    }
  }
  return null;
}
