import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GazetteerSources } from './pack.ts';

export const gazetteerFolder = join(import.meta.dirname, '../../data/gazetteer');

/** The files that the packed one is made of. */
export function readSources(): GazetteerSources {
  const read = (name: string): string => readFileSync(join(gazetteerFolder, name), 'utf8');
  return {
    states: read('states.txt'),
    metros: read('metros.txt'),
    metroNames: read('metro-names.txt'),
    nicknames: read('nicknames.txt'),
    neighborhoods: read('neighborhoods.txt'),
    regionalNames: read('regional-names.txt'),
    commonWords: read('common-words.txt'),
    countryAliases: read('country-aliases.txt'),
    countryNames: read('country-names.tsv'),
    usPlaces: read('us-places.tsv'),
    usZips: read('us-zips.tsv'),
    usCounties: read('us-counties.tsv'),
    worldCities: read('world-cities.tsv'),
    stateBorders: read('state-borders.json'),
  };
}
