import { acknowledgeIncident } from '../../commands/acknowledge-incident.ts';
import { judgeIncident } from '../../commands/judge-incident.ts';
import type { Incident } from '../../core/words/incident.ts';
import { readIncident } from '../../store/read/incidents.ts';
import { actingOf } from '../acting.ts';
import { acknowledgmentAnswer, handlingAnswer, judgmentAnswer } from '../answers/handling-answer.ts';
import type { Context } from '../context.ts';
import { acknowledgmentBody, verdictBody } from '../handling-requests.ts';
import { acknowledgment, handling, judgment } from '../handling-schemas.ts';
import { HttpProblem } from '../problem.ts';
import { incidentPath, noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';

const whoHandles = ['comms', 'sre', 'analyst'] as const;

export const handlingRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/incidents/:id/handling',
    summary: 'What people do with an incident: who has taken it on, and how they judge it',
    needs: 'viewer',
    pathSchema: incidentPath,
    querySchema: noQuery,
    answers: { status: 200, description: 'Acknowledgments and verdicts', schema: handling },
    run: async (context, { path }) => handlingAnswer(context, await requireIncident(context, path.id)),
  }),
  defineRoute({
    method: 'post',
    path: '/incidents/:id/acknowledgments',
    summary: 'Takes an open incident on; the acknowledgment ends with the incident',
    needs: whoHandles,
    pathSchema: incidentPath,
    bodySchema: acknowledgmentBody,
    answers: { status: 201, description: 'The acknowledgment', schema: acknowledgment },
    run: async (context, { path, body, person }) => {
      const { brand } = await requireIncident(context, path.id);
      const { name = person!.name, note } = body;
      const result = await acknowledgeIncident(actingOf(context, person, brand), { incidentId: path.id, name, note });
      if (!result.done)
        throw new HttpProblem('incident-over', `The incident "${path.id}" is closed: there is nothing to take on.`);
      context.changes.publish({ what: ['incidents'], brands: [brand] });
      return acknowledgmentAnswer(result.acknowledgment);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/incidents/:id/verdicts',
    summary: 'Judges an incident: true, false alarm or unsure, with the reason; the latest verdict holds',
    needs: whoHandles,
    pathSchema: incidentPath,
    bodySchema: verdictBody,
    answers: { status: 201, description: 'The verdict', schema: judgment },
    run: async (context, { path, body, person }) => {
      const { brand, id: incidentId } = await requireIncident(context, path.id);
      const { name = person!.name, ...words } = body;
      const result = await judgeIncident(actingOf(context, person, brand), { incidentId, name, ...words });
      if (!result.done) throw unknownIncident(incidentId);
      context.changes.publish({ what: ['incidents'], brands: [brand] });
      return judgmentAnswer(result.judgment);
    },
  }),
];

export async function requireIncident(context: Context, id: string): Promise<Incident> {
  const found = await readIncident(context.database, id);
  if (!found) throw unknownIncident(id);
  return found;
}

function unknownIncident(id: string): HttpProblem {
  return new HttpProblem('incident-unknown', `There is no incident "${id}".`);
}
