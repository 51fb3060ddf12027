import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { BrandPack } from '../../core/words/brand.ts';
import { surfaceIds } from '../../core/words/surface.ts';
import { ownSymptomShape, symptomIds } from '../../core/words/symptom.ts';
import type { SignalRule } from '../../core/words/telemetry.ts';
import { AssetError } from './load-brand-packs.ts';
import { packageRoot } from './package-root.ts';

const ownSymptom = z.templateLiteral(['own:', z.string()]).refine((id) => ownSymptomShape.test(id));
const rule = z
  .strictObject({
    signal: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be up to 64 lower-case letters, digits and hyphens'),
    symptom: z.union([z.enum([...symptomIds, '*']), ownSymptom]).default('*'),
    surface: z.enum([...surfaceIds, '*']).default('*'),
    query: z.string().trim().min(1).max(4_000),
    badWhen: z.enum(['below', 'above']),
    degraded: z.number(),
    down: z.number().nullable().default(null),
  })
  .refine(({ badWhen, degraded, down }) => down === null || (badWhen === 'below' ? down < degraded : down > degraded), {
    error: '"down" must lie beyond "degraded"',
    path: ['down'],
  });
const file = z
  .array(rule)
  .max(200)
  .refine((all) => new Set(all.map(({ signal }) => signal)).size === all.length, 'two signals have the same name');

/**
 * Signals of real brands, from `<brand>.json` in a folder; a brand without a file has none, and the demonstration's lives on
 * another clock. Throws AssetError with all faults.
 */
export function loadSignalRules(directory: string, packs: readonly BrandPack[]): SignalRule[] {
  const faults: string[] = [];
  const real = packs.filter(({ demonstration }) => !demonstration);
  const rules = real.flatMap(({ id: brand }) => {
    const path = resolve(packageRoot(), directory, `${brand}.json`);
    return existsSync(path) ? readRules(path, faults).map((one) => ({ brand, ...one })) : [];
  });
  if (faults.length > 0) throw new AssetError(faults.join('\n'));
  return rules;
}

function readRules(path: string, faults: string[]): z.output<typeof file> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    faults.push(`${path}: is not JSON: ${(error as Error).message}`);
    return [];
  }
  const result = file.safeParse(content);
  if (result.success) return result.data;
  for (const { path: field, message } of result.error.issues)
    faults.push(`${path}: ${field.join('.') || 'top level'}: ${message}`);
  return [];
}
