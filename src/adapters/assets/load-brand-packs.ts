import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrandPack } from '../../core/words/brand.ts';
import { brandPackSchema } from './brand-pack-schema.ts';

/** Something in a data file is wrong: the message names file, field and remedy. */
export class AssetError extends Error {
  override readonly name = 'AssetError';
}

/** Reads every pack in a folder and reports all faults at once. Throws AssetError. */
export function loadBrandPacks(directory: string): BrandPack[] {
  const faults: string[] = [];
  const packs = readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => readPack(join(directory, file), faults));
  faults.push(...danglingReferences(packs));
  if (faults.length > 0) throw new AssetError(faults.join('\n'));
  return packs;
}

function readPack(path: string, faults: string[]): BrandPack[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    faults.push(`${path}: is not JSON: ${(error as Error).message}`);
    return [];
  }
  const result = brandPackSchema.safeParse(content);
  if (result.success) return [result.data];
  for (const { path: field, message } of result.error.issues)
    faults.push(`${path}: ${field.join('.') || 'top level'}: ${message}`);
  return [];
}

function danglingReferences(packs: BrandPack[]): string[] {
  const ids = new Set(packs.map(({ id }) => id));
  return packs.flatMap((pack) =>
    (['peers', 'dependencies'] as const).flatMap((field) =>
      pack[field].filter((id) => !ids.has(id)).map((id) => `${pack.id}.json: ${field}: there is no brand pack "${id}"`),
    ),
  );
}
