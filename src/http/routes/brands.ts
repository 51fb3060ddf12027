import { readAge } from '../as-of.ts';
import { requireBrand } from '../brand-scope.ts';
import { brandPath, noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { brandSummary, listOf } from '../schemas.ts';

export const brandRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/brands',
    summary: 'All watched brands and providers with their state and the last hour',
    needs: null,
    isShared: true,
    querySchema: noQuery,
    answers: { status: 200, description: 'The brands, in the order of their packs', schema: listOf(brandSummary) },
    run: async (context) => {
      const { asOf, stale } = await readAge(context);
      return { items: await context.overview.brands(), asOf, stale };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/brands/:id',
    summary: 'One brand',
    needs: null,
    isShared: true,
    pathSchema: brandPath,
    querySchema: noQuery,
    answers: { status: 200, description: 'The brand', schema: brandSummary },
    run: async (context, { path }) => {
      requireBrand(context, path.id);
      return (await context.overview.brands()).find(({ id }) => id === path.id);
    },
  }),
];
