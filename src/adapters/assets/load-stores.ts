import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gazetteer } from '../../core/geo/gazetteer.ts';
import { parseStores, type Store } from '../../core/geo/stores.ts';
import { AssetError } from './load-brand-packs.ts';

const mostFaults = 20;

/** Stores by brand, from `<brand>.csv` in a folder; a brand without a file has none. Throws AssetError with all faults. */
export function loadStores(
  directory: string,
  { brands, gazetteer }: { brands: readonly string[]; gazetteer: Gazetteer },
): ReadonlyMap<string, readonly Store[]> {
  const faults: string[] = [];
  const lists = new Map<string, readonly Store[]>();
  for (const brand of brands) {
    const file = join(directory, `${brand}.csv`);
    if (!existsSync(file)) continue;
    const read = parseStores(readFileSync(file, 'utf8'), gazetteer);
    faults.push(...read.faults.map(({ line, message }) => `${file} line ${line}: ${message}`));
    lists.set(brand, read.stores);
  }
  if (faults.length > mostFaults) faults.splice(mostFaults, faults.length, `and ${faults.length - mostFaults} more`);
  if (faults.length > 0) throw new AssetError(faults.join('\n'));
  return lists;
}
