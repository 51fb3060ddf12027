import { nearestStores } from '../../core/geo/stores.ts';
import { readAge } from '../as-of.ts';
import { requireBrand } from '../brand-scope.ts';
import { type StoreAnswer, store } from '../place-schemas.ts';
import { HttpProblem } from '../problem.ts';
import { storesQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { listOf } from '../schemas.ts';

export const storeRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/stores',
    summary: 'Stores of a brand, as its list has them; nearest first when a ZIP code or a point is given',
    needs: null,
    querySchema: storesQuery,
    answers: { status: 200, description: 'The stores; none where the brand has no list', schema: listOf(store) },
    run: async (context, { query }) => {
      requireBrand(context, query.brand);
      const { asOf, stale } = await readAge(context, query.brand);
      const stores = context.storesOf(query.brand);
      const { zip, lat, lon, limit } = query;
      const from = zip !== undefined ? context.zipCenter(zip) : lat !== undefined ? { lat, lon: lon! } : undefined;
      if (from === null) throw new HttpProblem('invalid-request', `\`zip\`: there is no ZIP code ${zip}.`);
      const items: StoreAnswer[] = from
        ? nearestStores(stores, from, limit).map(({ store, km }) => answer(store, Math.round(km * 10) / 10))
        : stores.slice(0, limit).map((one) => answer(one, null));
      return { items, asOf, stale };
    },
  }),
];

function answer({ id, name, lat, lon }: Omit<StoreAnswer, 'km'>, km: number | null): StoreAnswer {
  return { id, name, lat, lon, km };
}
