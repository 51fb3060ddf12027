import type { Place } from '../words/place.ts';
import type { CellRows } from './cell-rows.ts';
import type { NameIndex } from './name-index.ts';
import type { UsPlaceTable, WorldCityTable } from './place-tables.ts';
import type { PlaceWeights } from './place-weights.ts';
import type { RecentAnswers } from './recent-answers.ts';
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
  /** `nameKey` of the name. */
  key: string;
  state: string;
  population: number;
  lat: number;
  lon: number;
  metro: string | null;
  /** The city that it is a part of, else null. */
  partOf: string | null;
}

/** What is small enough to be kept as it is, beside the packed columns. */
export interface GazetteerFacts {
  states: State[];
  metros: Metro[];
  /** Codes of countries that names stand for. */
  countries: string[];
  commonWords: string[];
}

/** Towns by cell of one degree (`cellOf`), and the borders of the states. */
export interface PointIndex {
  borders: StateBorders;
  /** Rows of `places` that have people. */
  towns: CellRows;
  /** Rows of `world`. */
  world: CellRows;
}

/** All that is known of places. Read-only once read, but for what it remembers of questions. */
export interface Gazetteer {
  states: ReadonlyMap<string, State>;
  metros: ReadonlyMap<string, Metro>;
  places: UsPlaceTable;
  world: WorldCityTable;
  names: NameIndex;
  /** Names that are ordinary words: alone they name no place. */
  commonWords: ReadonlySet<string>;
  /** States by name key. */
  stateNames: ReadonlyMap<string, State>;
  /** Cities of 200,000 and more by name key. */
  bigCities(): ReadonlyMap<string, UsPlace>;
  /** What a point is compared with; read at the first call. */
  points(): PointIndex;
  zip(code: string): Sense | null;
  /** Which of a text's names is its place. */
  placeWeights: PlaceWeights;
  /** Places of the profile strings that were asked for last: many people write the same. */
  profiles: RecentAnswers<{ place: Place | null }>;
}
