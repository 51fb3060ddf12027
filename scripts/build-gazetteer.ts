/**
 * Builds the .tsv files and state-borders.json of data/gazetteer from packaged open data and the project's own .txt files there, then
 * packed.bin from all of them. Run: node scripts/run.mjs build-gazetteer. No network.
 */
import { readUsPlaces } from './gazetteer/towns.ts';
import { writeBorders, writeUs } from './gazetteer/write-us.ts';
import { writeWorld } from './gazetteer/write-world.ts';

writeUs(readUsPlaces());
writeWorld();
writeBorders();
await import('./pack-gazetteer.ts');
