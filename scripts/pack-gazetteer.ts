/**
 * Packs the sources in data/gazetteer into packed.bin, the file that is loaded. Run it after every change of them: node scripts/run.mjs pack-gazetteer. The same sources give the same bytes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packGazetteer } from './gazetteer/pack.ts';
import { gazetteerFolder, readSources } from './gazetteer/read-sources.ts';

const packed = packGazetteer(readSources());
writeFileSync(join(gazetteerFolder, 'packed.bin'), packed);
process.stderr.write(`packed.bin: ${(packed.length / 1024).toFixed(0)} KiB\n`);
