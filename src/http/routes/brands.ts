import { readBrandFigures } from '../../store/read/brand-states.ts';
import { exposureFrom, readGaps, readWeights, type Weights } from '../../store/read/exposure.ts';
import type { SourceScope } from '../../store/read/source-scope.ts';
import { readSources, type SourceHealth } from '../../store/read/sources.ts';
import { brandAnswer } from '../answers/brand-answer.ts';
import { readAge, watchedMinute } from '../as-of.ts';
import { requireBrand, scopeOf } from '../brand-scope.ts';
import type { Context } from '../context.ts';
import { brandPath, noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { type BrandSummary, brandSummary, listOf } from '../schemas.ts';

const hourMinutes = 60;

export const brandRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/brands',
    summary: 'All watched brands and providers with their state and the last hour',
    needs: null,
    querySchema: noQuery,
    answers: { status: 200, description: 'The brands, in the order of their packs', schema: listOf(brandSummary) },
    run: async (context) => {
      const { asOf, stale } = await readAge(context);
      return { items: await readBrands(context, [...context.brandById.keys()]), asOf, stale };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/brands/:id',
    summary: 'One brand',
    needs: null,
    pathSchema: brandPath,
    querySchema: noQuery,
    answers: { status: 200, description: 'The brand', schema: brandSummary },
    run: async (context, { path }) => {
      requireBrand(context, path.id);
      return (await readBrands(context, [path.id]))[0];
    },
  }),
];

async function readBrands(context: Context, ids: string[]): Promise<BrandSummary[]> {
  const { database } = context;
  const figures = await readBrandFigures(database);
  const nowMinute = Math.floor(context.clock.now() / 60_000);
  const sources = await readSources(database, nowMinute - hourMinutes);
  const others = watchedMinute(context, new Map([...figures].map(([id, { asOfMinute }]) => [id, asOfMinute])));
  const asOfMinutes = ids.map((id) => figures.get(id)?.asOfMinute ?? others);
  const ends = asOfMinutes.map((minute) => minute ?? nowMinute);
  const gaps = await readGaps(database, { from: Math.min(...ends) - hourMinutes, to: Math.max(...ends) });
  const answers: BrandSummary[] = [];
  for (const [i, id] of ids.entries()) {
    const scope = scopeOf(context, id);
    const weights = gaps.length === 0 ? [] : await weightsOf(context, id, ends[i]! - hourMinutes);
    answers.push(
      brandAnswer(context, context.brandById.get(id)!, {
        figures: figures.get(id),
        asOfMinute: asOfMinutes[i]!,
        sources: sources.filter((source) => isRead(source) && speaksOf(scope, source.id)),
        exposureAt: exposureFrom(weights, gaps),
      }),
    );
  }
  return answers;
}

const weightCache = new WeakMap<Context, Map<string, { until: number; weights: Promise<Weights> }>>();

/** A week of mentions is summed once in ten minutes: the overview is asked for all the time. */
function weightsOf(context: Context, brand: string, before: number): Promise<Weights> {
  const cache = weightCache.get(context) ?? new Map<string, { until: number; weights: Promise<Weights> }>();
  weightCache.set(context, cache);
  const now = context.clock.now();
  const known = cache.get(brand);
  if (known && known.until > now) return known.weights;
  const weights = readWeights(context.database, brand, { before, sources: scopeOf(context, brand) });
  cache.set(brand, { until: now + 600_000, weights });
  weights.catch(() => cache.delete(brand));
  return weights;
}

/** What people hand in by themselves tells nothing about whether we can see. */
function isRead({ state, kind }: SourceHealth): boolean {
  return state !== 'off' && kind !== 'intake' && kind !== 'form';
}

function speaksOf(scope: SourceScope, source: string): boolean {
  return scope.ids.includes(source) === scope.only;
}
