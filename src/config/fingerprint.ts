import { createHash } from 'node:crypto';
import type { Store } from '../core/geo/stores.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Config } from './schema.ts';

/** Settings that change what is computed; addresses, folders and secrets don't. */
const telling = [
  'brands',
  'falseAlarmBudgetDays',
  'authorWindowMinutes',
  'copyWindowHours',
  'leastExcessShare',
  'resolveDelayMinutes',
  'reopenMinutes',
  'smallestCell',
] as const satisfies (keyof Config)[];

/** Short hash of all settings that results depend on: two exports with the same one were made under the same rules. */
export function configFingerprint(config: Config): string {
  const values = telling.map((key) => [key, config[key]]);
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 12);
}

/** Short hash of the brand packs and store lists: which words and shops were looked for, and where. */
export function dataFingerprint(
  packs: readonly BrandPack[],
  stores: ReadonlyMap<string, readonly Store[]> = new Map(),
): string {
  const hash = createHash('sha256').update(JSON.stringify(packs));
  if (stores.size > 0) hash.update(JSON.stringify([...stores]));
  return hash.digest('hex').slice(0, 12);
}
