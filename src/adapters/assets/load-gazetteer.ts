import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gazetteer } from '../../core/geo/gazetteer.ts';
import { type PlaceManifest, type PlaceWeights, readPlaceWeights } from '../../core/geo/place-weights.ts';
import { readGazetteer } from '../../core/geo/read-gazetteer.ts';
import { placesName } from './load-model.ts';
import { packageRoot } from './package-root.ts';

/** Version of the model for places in running text. */
const placesVersion = 1;

/** Reads the gazetteer that comes with the package, with the weights for places in running text. */
export function loadGazetteer(): Gazetteer {
  return readGazetteer(readFileSync(join(packageRoot(), 'data/gazetteer/packed.bin')), loadPlaceWeights());
}

function loadPlaceWeights(): PlaceWeights {
  const folder = join(packageRoot(), `models/${placesName}@${placesVersion}`);
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as PlaceManifest;
  return readPlaceWeights(manifest, readFileSync(join(folder, 'weights.bin')));
}
