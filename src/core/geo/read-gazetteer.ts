import { CellRows } from './cell-rows.ts';
import type { Gazetteer, GazetteerFacts, UsPlace } from './gazetteer.ts';
import { NameIndex } from './name-index.ts';
import { nameKey } from './name-key.ts';
import { once } from './once.ts';
import { PackedColumns } from './packed-columns.ts';
import { UsPlaceTable, WorldCityTable, zipLookup } from './place-tables.ts';
import type { PlaceWeights } from './place-weights.ts';
import { RecentAnswers } from './recent-answers.ts';
import { senseMaker } from './sense-table.ts';
import { readStateBorders } from './state-borders.ts';
import { TextPool } from './text-pool.ts';

const bigCityPopulation = 200_000;
/** About 300 bytes each. */
const rememberedProfiles = 8_192;

/** The gazetteer in a packed file (scripts/gazetteer writes it); throws RangeError when it is none. */
export function readGazetteer(file: Uint8Array, placeWeights: PlaceWeights): Gazetteer {
  const columns = new PackedColumns<GazetteerFacts>(file);
  const { states, metros, commonWords } = columns.facts;
  const pool = new TextPool(columns);
  const places = new UsPlaceTable(columns, pool);
  const world = new WorldCityTable(columns, pool);
  return {
    states: new Map(states.map((state) => [state.code, state])),
    metros: new Map(metros.map((metro) => [metro.code, metro])),
    places,
    world,
    names: new NameIndex(columns, pool, senseMaker(columns, { pool, places, world })),
    commonWords: new Set(commonWords),
    stateNames: new Map(states.map((state) => [nameKey(state.name), state])),
    bigCities: once(() => bigCities(places)),
    points: once(() => ({
      borders: readStateBorders(new TextDecoder().decode(columns.column('borders', 'u8'))),
      towns: new CellRows(places, (row) => places.populations[row]! > 0),
      world: new CellRows(world, () => true),
    })),
    zip: zipLookup(columns, places),
    placeWeights,
    profiles: new RecentAnswers(rememberedProfiles),
  };
}

function bigCities(places: UsPlaceTable): Map<string, UsPlace> {
  const big = new Map<string, UsPlace>();
  places.populations.forEach((population, row) => {
    if (population < bigCityPopulation || places.isPart(row)) return;
    const place = places.place(row);
    big.set(place.key, place);
  });
  return big;
}
