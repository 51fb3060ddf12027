import { z } from 'zod';
import { setMarker } from '../../commands/set-marker.ts';
import { isoInstant } from '../../core/words/interval.ts';
import { type Marker, markerKinds } from '../../core/words/marker.ts';
import { readMarkers } from '../../store/markers.ts';
import { actingOf } from '../acting.ts';
import { requireBrand } from '../brand-scope.ts';
import { personName, writtenText } from '../handling-requests.ts';
import { brandId, instantParameter, range } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { instant } from '../schemas.ts';

const usualRangeMs = 7 * 86_400_000;
const most = 500;
const kind = z.enum(markerKinds);
export const markerBody = z.strictObject({
  name: personName,
  brand: brandId,
  kind,
  at: instantParameter.nullable().default(null).meta({ description: 'When it happened; without it, now' }),
  note: writtenText(500).min(1, 'say what happened'),
});
export const marker = z
  .object({ id: z.int(), brand: z.string(), kind, at: instant, note: z.string(), name: z.string() })
  .meta({ id: 'Marker' });
export type MarkerAnswer = z.output<typeof marker>;

export const markerRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/markers',
    summary: 'Deploys, promotions and the like of a brand, oldest first; without a range, of the last seven days',
    needs: 'viewer',
    querySchema: z.object({ brand: brandId, ...range }),
    answers: { status: 200, description: 'At most 500, the newest', schema: z.object({ items: z.array(marker) }) },
    run: async (context, { query, person }) => {
      requireBrand(context, query.brand);
      const to = query.to ?? actingOf(context, person, query.brand).clock.now() + 1;
      const from = query.from ?? to - usualRangeMs;
      return {
        items: (await readMarkers(context.database, { brand: query.brand, from, to, limit: most })).map(answerOf),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/markers',
    summary: 'Notes a deploy, a promotion or something else on the timeline; a build pipeline may do so',
    needs: ['comms', 'sre', 'analyst'],
    bodySchema: markerBody,
    answers: { status: 201, description: 'The marker', schema: marker },
    run: async (context, { body, person }) => {
      requireBrand(context, body.brand);
      const { name = person!.name, ...words } = body;
      const set = await setMarker(actingOf(context, person, body.brand), { name, ...words });
      context.changes.publish({ what: ['timeline'], brands: [body.brand] });
      return answerOf(set);
    },
  }),
];

function answerOf({ at, ...rest }: Marker): MarkerAnswer {
  return { ...rest, at: isoInstant(at) };
}
