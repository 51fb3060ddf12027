import type { BrandPack } from '../core/words/brand.ts';
import type { SourceScope } from '../store/read/source-scope.ts';
import type { Context } from './context.ts';
import { HttpProblem } from './problem.ts';

/** Throws HttpProblem `brand-unknown`, naming the brands that there are. */
export function requireBrand(context: Context, id: string): BrandPack {
  const pack = context.brandById.get(id);
  if (pack) return pack;
  const known = [...context.brandById.keys()].join(', ');
  throw new HttpProblem('brand-unknown', `There is no brand "${id}". Watched: ${known}.`);
}

/** The demonstration's sources speak of its brands alone; all others speak of the rest. */
export function scopeOf(context: Pick<Context, 'demoSources' | 'demoBrands'>, brand: string): SourceScope {
  return { ids: context.demoSources, only: context.demoBrands.has(brand) };
}

export function isWatched(context: Pick<Context, 'brandById'>, brand: string): boolean {
  return context.brandById.has(brand);
}
