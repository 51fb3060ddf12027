import { resolve } from 'node:path';
import { loadBrandPacks } from '../adapters/assets/load-brand-packs.ts';
import { loadGazetteer } from '../adapters/assets/load-gazetteer.ts';
import { loadClassifier, loadClassifierFrom } from '../adapters/assets/load-model.ts';
import { loadStores } from '../adapters/assets/load-stores.ts';
import { packageRoot, programVersion } from '../adapters/assets/package-root.ts';
import { compileBrands } from '../core/classify/brand-match.ts';
import { areaName, areaPlace } from '../core/geo/area.ts';
import type { Gazetteer } from '../core/geo/gazetteer.ts';
import { zipCenter } from '../core/geo/stores.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Retention } from '../pipeline/forget.ts';
import type { IngestSettings } from '../pipeline/ingest.ts';
import type { Knowledge } from '../pipeline/judge.ts';
import { configFingerprint, dataFingerprint } from './fingerprint.ts';
import type { Config } from './schema.ts';

/** Everything that is read from files: what the pipeline knows before it sees a post. */
export interface Assets {
  packs: BrandPack[];
  gazetteer: Gazetteer;
  knowledge: Knowledge;
}

/** The packs that `brands` chooses; the demonstration's comes along when it is wanted. */
export function loadPacks(config: Config): BrandPack[] {
  const all = loadBrandPacks(resolve(packageRoot(), config.brandDir));
  return all.filter(({ id, demonstration }) => (demonstration ? config.demonstration : config.brands.includes(id)));
}

/** Reads brand packs, model and gazetteer. */
export function loadAssets(config: Config, salt: string): Assets {
  const packs = loadPacks(config);
  const gazetteer = loadGazetteer();
  const classifier = config.model === '' ? loadClassifier() : loadClassifierFrom(resolve(config.model));
  const brands = packs.map(({ id }) => id);
  const stores = loadStores(resolve(packageRoot(), config.storeDir), { brands, gazetteer });
  return { packs, gazetteer, knowledge: { brands: compileBrands(packs), classifier, gazetteer, stores, salt } };
}

/** How long each class of data is kept: counts never less long than the posts that they would be made from again. */
export function retentionOf({ retentionDays, countRetentionDays, recordRetentionDays }: Config): Retention {
  return { posts: retentionDays, counts: Math.max(retentionDays, countRetentionDays), records: recordRetentionDays };
}

export function ingestSettings({ authorWindowMinutes, copyWindowHours, retentionDays }: Config): IngestSettings {
  return { authorWindowMinutes, copyWindowHours, retentionDays };
}

/** What exports and answers name themselves after. */
export function versionsOf(config: Config, { knowledge, packs }: Pick<Assets, 'knowledge' | 'packs'>) {
  const program = programVersion();
  return {
    program,
    config: configFingerprint(config),
    model: knowledge.classifier.model,
    data: dataFingerprint(packs, knowledge.stores),
  };
}

/** What answers about places need to know. */
export function placeAnswers({ gazetteer, knowledge }: Assets) {
  return {
    areaName: (area: string) => areaName(gazetteer, area),
    storesOf: (brand: string) => knowledge.stores?.get(brand) ?? [],
    zipCenter: (zip: string) => zipCenter(gazetteer, zip),
    areaPlace: (area: string) => areaPlace(gazetteer, area),
  };
}
