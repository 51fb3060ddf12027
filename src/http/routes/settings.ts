import type { BrandPack } from '../../core/words/brand.ts';
import type { Context } from '../context.ts';
import { noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { type BrandPackAnswer, settings } from '../setting-schemas.ts';

export const settingRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/settings',
    summary: 'The settings in force that judging depends on, the versions, and the brand packs',
    needs: 'viewer',
    querySchema: noQuery,
    answers: { status: 200, description: 'No secret among them', schema: settings },
    run: (context) => {
      const { judging, versions, smallestCell, formEmbedders, brands } = context;
      const packs = brands.map((pack) => packAnswer(context, pack));
      return { judging, versions, smallestCell, formEmbedders, packs };
    },
  }),
];

function packAnswer({ demoBrands }: Context, pack: BrandPack): BrandPackAnswer {
  const { id, name, role, industry, words, ambiguous, handles, supportAccounts, statusPage, symptoms } = pack;
  const { peers, dependencies, mentionsPerDay, timeZone, symptomWords = {} } = pack;
  return {
    ...{ id, name, role, industry, words, ambiguous, handles, supportAccounts, symptoms },
    ...{ peers, dependencies, mentionsPerDay, timeZone, ownSymptoms: symptomWords },
    demo: demoBrands.has(id),
    statusPage: statusPage?.url ?? null,
  };
}
