import { createHash } from 'node:crypto';
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
] as const satisfies (keyof Config)[];

/** Short hash of all settings that results depend on: two exports with the same one were made under the same rules. */
export function configFingerprint(config: Config): string {
  const values = telling.map((key) => [key, config[key]]);
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 12);
}

/** Short hash of the brand packs: which words were looked for, and where. */
export function dataFingerprint(packs: readonly BrandPack[]): string {
  return createHash('sha256').update(JSON.stringify(packs)).digest('hex').slice(0, 12);
}
