import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gazetteer } from '../../core/geo/gazetteer.ts';
import { readGazetteer } from '../../core/geo/read-gazetteer.ts';
import { packageRoot } from './package-root.ts';

/** Reads the gazetteer that comes with the package. */
export function loadGazetteer(): Gazetteer {
  return readGazetteer(readFileSync(join(packageRoot(), 'data/gazetteer/packed.bin')));
}
