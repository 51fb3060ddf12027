import type { GazetteerFacts, UsPlace } from '../../src/core/geo/gazetteer.ts';
import { nameKey } from '../../src/core/geo/name-key.ts';
import { reachesOf } from './name-rows.ts';
import { NamedMeanings } from './named-meanings.ts';
import { nameColumns, placeColumns, senseColumns, worldColumns, zipColumns } from './pack-columns.ts';
import { packTexts } from './pack-texts.ts';
import { writePacked } from './packed-file.ts';
import { readMetros, readPlaces, readStates, readWords, readWorldCities, type WorldCity } from './source-tables.ts';

/** Contents of the files in data/gazetteer, which data/README.md describes. */
export interface GazetteerSources {
  states: string;
  metros: string;
  metroNames: string;
  nicknames: string;
  neighborhoods: string;
  regionalNames: string;
  commonWords: string;
  countryAliases: string;
  countryNames: string;
  usPlaces: string;
  usZips: string;
  usCounties: string;
  worldCities: string;
  stateBorders: string;
}

interface Tables {
  facts: GazetteerFacts;
  places: UsPlace[];
  world: WorldCity[];
  meanings: NamedMeanings;
}

/** The gazetteer as one file. Throws RangeError where a line names a place, state or metro that isn't there. */
export function packGazetteer(sources: GazetteerSources): Uint8Array {
  const tables = readTables(sources);
  const { facts, places, world, meanings } = tables;
  const { others } = meanings.rows;
  const named = meanings.rows.names();
  const reaches = reachesOf(named.map(([key]) => key));
  const known = new Set(named.map(([key]) => key));
  const names: [string, number[]][] = [
    ...named,
    ...[...reaches.keys()].filter((word) => !known.has(word)).map((word): [string, number[]] => [word, []]),
  ];
  const cities = [...places.map(({ name }) => name), ...world.map(({ name }) => name)];
  const cityNames = [...places, ...others].map((row) => ('partOf' in row ? row.partOf : row.city) ?? '');
  const texts = packTexts(
    names.map(([key]) => key),
    [...cities, ...cityNames],
  );
  return writePacked(facts, [
    ...texts.columns,
    ...nameColumns(names, { reaches, others: places.length + world.length }),
    ...placeColumns(places, facts, texts.idOf),
    ...worldColumns(world, facts, texts.idOf),
    ...senseColumns(others, facts, texts.idOf),
    ...zipColumns(sources.usZips),
    { name: 'borders', kind: 'u8', values: [...new TextEncoder().encode(sources.stateBorders)] },
  ]);
}

function readTables(sources: GazetteerSources): Tables {
  const places = readPlaces(sources.usPlaces);
  const world = readWorldCities(sources.worldCities);
  const states = readStates(sources.states, places);
  const metros = readMetros(sources.metros, places);
  const meanings = new NamedMeanings({
    places,
    world,
    states: new Map(states.map((state) => [state.code, state])),
    metros: new Map(metros.map((metro) => [metro.code, metro])),
  });
  meanings.addCounties(sources.usCounties);
  meanings.addStates(sources.states);
  meanings.addCountries(sources.countryNames, sources.countryAliases);
  meanings.addNicknames(sources.nicknames, 'city');
  meanings.addNicknames(sources.neighborhoods, 'part');
  meanings.addMetros(sources.metroNames);
  meanings.addRegional(sources.regionalNames);
  meanings.rows.addWrittenTogether();
  const countries = new Set([...world, ...meanings.rows.others].map(({ country }) => country));
  const commonWords = readWords(sources.commonWords).map(nameKey);
  const facts = { states, metros, countries: [...countries].sort(), commonWords: [...new Set(commonWords)] };
  return { facts, places, world, meanings };
}
