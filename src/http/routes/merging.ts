import type { HandResult, HandTools } from '../../commands/hand-tools.ts';
import { mergeTwo, unmerge } from '../../commands/merge-incidents.ts';
import { splitOff } from '../../commands/split-incident.ts';
import { actingOf } from '../acting.ts';
import type { Context } from '../context.ts';
import { mergeBody, splitBody } from '../handling-requests.ts';
import { pair } from '../handling-schemas.ts';
import type { Person } from '../key-ring.ts';
import { HttpProblem } from '../problem.ts';
import { incidentPath } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { requireIncident } from './handling.ts';

const whoMerges = ['comms', 'sre'] as const;

export const mergingRoutes: Route[] = [
  defineRoute({
    method: 'post',
    path: '/incidents/:id/merge',
    summary: 'Makes one incident of two of a brand: the younger becomes part of the elder, and stays readable',
    needs: whoMerges,
    pathSchema: incidentPath,
    bodySchema: mergeBody,
    answers: { status: 200, description: 'Both', schema: pair },
    run: async (context, { path, body, person }) => {
      const { brand } = await requireIncident(context, path.id);
      const { name = person!.name, reason } = body;
      const tools = handTools(context, person, brand);
      return answerOf(context, await mergeTwo(tools, { ids: [path.id, body.with], name, reason }));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/incidents/:id/split',
    summary: 'Makes a symptom or a state an incident of its own, or takes the last merge back; merging undoes it',
    needs: whoMerges,
    pathSchema: incidentPath,
    bodySchema: splitBody,
    answers: { status: 200, description: 'Both', schema: pair },
    run: async (context, { path, body, person }) => {
      const { brand } = await requireIncident(context, path.id);
      const { name = person!.name, reason, symptom, area, incident } = body;
      const tools = handTools(context, person, brand);
      const said = { id: path.id, name, reason };
      if (incident !== undefined) return answerOf(context, await unmerge(tools, { ...said, part: incident }));
      const follows = symptom === undefined ? { area: area! } : { symptom };
      return answerOf(context, await splitOff(tools, { ...said, follows }));
    },
  }),
];

function handTools(context: Context, person: Person | null, brand: string): HandTools {
  const packOf = (id: string) => context.brandById.get(id);
  return { ...actingOf(context, person, brand), audience: context.audience, packOf };
}

function answerOf(context: Context, result: HandResult): { elder: string; younger: string } {
  if (!result.done)
    throw new HttpProblem(result.reason === 'unknown' ? 'incident-unknown' : 'change-refused', result.detail);
  const { elder, younger, brand } = result;
  context.changes.publish({ what: ['incidents', 'brands'], brands: [brand] });
  return { elder, younger };
}
