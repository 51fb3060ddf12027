import type { Sense } from './sense.ts';
import type { StateBorders } from './state-borders.ts';

export interface State {
  /** Two letters. */
  code: string;
  name: string;
  /** Census of 2020. */
  population: number;
  /** Center of population, degrees. */
  lat: number;
  lon: number;
}

export interface Metro {
  /** CBSA code. */
  code: string;
  /** As people say it: "Dallas–Fort Worth". */
  name: string;
  /** The state of the main city first. */
  states: string[];
  /** Census of 2020, rounded to thousands. */
  population: number;
  /** Share of the population in each of `states`, summing to 1. */
  shares: number[];
  /** Center of population, degrees. */
  lat: number;
  lon: number;
}

/** A city or town of the United States. */
export interface UsPlace {
  name: string;
  state: string;
  population: number;
  lat: number;
  lon: number;
  metro: string | null;
  /** The city that it is a part of, else null. */
  partOf: string | null;
}

/** All that is known of places. Read-only once read. */
export interface Gazetteer {
  states: ReadonlyMap<string, State>;
  metros: ReadonlyMap<string, Metro>;
  places: readonly UsPlace[];
  /** Meanings by name key (`nameKey`). */
  names: ReadonlyMap<string, Sense[]>;
  /** Number of words of the longest name that begins with a word. */
  reach: ReadonlyMap<string, number>;
  /** Names that are ordinary words: alone they name no place. */
  commonWords: ReadonlySet<string>;
  /** Ten places nearest each other share a cell of one degree: indices into `places` by cell. */
  cells: ReadonlyMap<number, number[]>;
  borders: StateBorders;
  /** Cities of 200,000 and more by name key. */
  bigCities: ReadonlyMap<string, UsPlace>;
  zip(code: string): Sense | null;
  /** Places of a state by name key. */
  placesOf(state: string): ReadonlyMap<string, UsPlace>;
}
