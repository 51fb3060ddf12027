import { findClusters } from '../../commands/find-clusters.ts';
import { isoInstant } from '../../core/words/interval.ts';
import { clusterAnswer } from '../answers/cluster-answer.ts';
import { readAge } from '../as-of.ts';
import { requireBrand } from '../brand-scope.ts';
import { clusters, clustersQuery } from '../cluster-schemas.ts';
import { HttpProblem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';

const usualMinutes = 1_440;
const mostMinutes = 31 * 1_440;

export const clusterRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/clusters',
    summary: 'Complaints that no named symptom explains, grouped by their words; what grew most first',
    needs: 'viewer',
    querySchema: clustersQuery,
    answers: {
      status: 200,
      description: 'The last 24 hours unless the range is given, 31 days at most',
      schema: clusters,
    },
    run: async (context, { query }) => {
      const pack = requireBrand(context, query.brand);
      const { asOf, stale, minute } = await readAge(context, query.brand);
      const to = query.to === undefined ? minute + 1 : Math.ceil(query.to / 60_000);
      const from = query.from === undefined ? to - usualMinutes : Math.floor(query.from / 60_000);
      if (from >= to) throw new HttpProblem('invalid-request', '`from` must lie before `to` (by default: before now).');
      if (to - from > mostMinutes) throw new HttpProblem('range-too-large', 'Ask for 31 days at most.');
      const window = { from, to };
      const found = await findClusters(context.database, pack, { window, leastAuthors: query.least });
      const { unexplained } = found;
      const range = { from: isoInstant(from * 60_000), to: isoInstant(to * 60_000) };
      return { items: found.clusters.map(clusterAnswer), unexplained, ...range, asOf, stale };
    },
  }),
];
