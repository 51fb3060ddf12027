import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gazetteer } from '../../core/geo/gazetteer.ts';
import { readGazetteer } from '../../core/geo/read-gazetteer.ts';
import { packageRoot } from './package-root.ts';

/** Reads the gazetteer that comes with the package (or the one in `folder`). */
export function loadGazetteer(folder = join(packageRoot(), 'data/gazetteer')): Gazetteer {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return readGazetteer({
    states: read('states.txt'),
    metros: read('metros.txt'),
    metroNames: read('metro-names.txt'),
    nicknames: read('nicknames.txt'),
    neighborhoods: read('neighborhoods.txt'),
    commonWords: read('common-words.txt'),
    countryAliases: read('country-aliases.txt'),
    countryNames: read('country-names.tsv'),
    usPlaces: read('us-places.tsv'),
    usZips: read('us-zips.tsv'),
    usCounties: read('us-counties.tsv'),
    worldCities: read('world-cities.tsv'),
    stateBorders: read('state-borders.json'),
  });
}
