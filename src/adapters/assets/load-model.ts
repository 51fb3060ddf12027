import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel, type Manifest } from '../../core/classify/model.ts';
import type { Classifier } from '../../ports/classifier.ts';
import { AssetError } from './load-brand-packs.ts';
import { packageRoot } from './package-root.ts';

/** The model that is used when nobody names one. */
export const defaultModelName = 'reports';
/** The model for places in running text, which is no classifier. */
export const placesName = 'places';

/** Names (`name@version`) of the shipped classifiers, oldest version first. */
export function listModels(folder: string = join(packageRoot(), 'models')): string[] {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name.includes('@') && !entry.name.startsWith(`${placesName}@`),
  );
  return found.map((entry) => entry.name).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Classifier from `models/<name>@<version>/`; without a name, the newest version of the default one. */
export function loadClassifier(name?: string, folder: string = join(packageRoot(), 'models')): Classifier {
  const known = listModels(folder);
  const wanted = name ?? known.findLast((entry) => entry.startsWith(`${defaultModelName}@`));
  if (wanted === undefined || !known.includes(wanted)) {
    throw new Error(
      `There is no model "${wanted ?? defaultModelName}" in ${folder}. Models: ${known.join(', ') || 'none'}.`,
    );
  }
  return loadClassifierFrom(join(folder, wanted));
}

/** Classifier from the folder of one model. Throws AssetError. */
export function loadClassifierFrom(folder: string): Classifier {
  if (!existsSync(join(folder, 'manifest.json')))
    throw new AssetError(`${folder} is no model: it has no manifest.json`);
  const read = (file: string) => readFileSync(join(folder, file));
  const manifest = JSON.parse(read('manifest.json').toString('utf8')) as Manifest;
  return loadModel({ manifest, lexicon: read('lexicon.txt').toString('utf8'), weights: read('weights.bin') });
}
