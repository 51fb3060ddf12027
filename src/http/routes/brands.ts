import { readBrandFigures } from '../../store/read/brand-states.ts';
import { readExposure } from '../../store/read/exposure.ts';
import type { SourceScope } from '../../store/read/source-scope.ts';
import { readSources, type SourceHealth } from '../../store/read/sources.ts';
import { brandAnswer } from '../answers/brand-answer.ts';
import { readAge, watchedMinute } from '../as-of.ts';
import { requireBrand, scopeOf } from '../brand-scope.ts';
import type { Context } from '../context.ts';
import { brandPath, noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { type BrandSummary, brandSummary, listOf } from '../schemas.ts';

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
  const figures = await readBrandFigures(context.database);
  const nowMinute = Math.floor(context.clock.now() / 60_000);
  const sources = await readSources(context.database, nowMinute - 60);
  const others = watchedMinute(context, new Map([...figures].map(([id, { asOfMinute }]) => [id, asOfMinute])));
  const answers: BrandSummary[] = [];
  for (const id of ids) {
    const scope = scopeOf(context, id);
    const asOfMinute = figures.get(id)?.asOfMinute ?? others;
    const range = { from: (asOfMinute ?? nowMinute) - 60, to: asOfMinute ?? nowMinute };
    answers.push(
      brandAnswer(context, context.brandById.get(id)!, {
        figures: figures.get(id),
        asOfMinute,
        sources: sources.filter((source) => isRead(source) && speaksOf(scope, source.id)),
        exposureAt: await readExposure(context.database, id, { range, sources: scope }),
      }),
    );
  }
  return answers;
}

/** What people hand in by themselves tells nothing about whether we can see. */
function isRead({ state, kind }: SourceHealth): boolean {
  return state !== 'off' && kind !== 'intake' && kind !== 'form';
}

function speaksOf(scope: SourceScope, source: string): boolean {
  return scope.ids.includes(source) === scope.only;
}
