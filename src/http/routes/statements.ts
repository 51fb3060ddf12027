import { approveStatement } from '../../commands/approve-statement.ts';
import { proposeStatement } from '../../commands/propose-statement.ts';
import { readStatements } from '../../store/statements.ts';
import { actingOf } from '../acting.ts';
import { commsAnswer, statementAnswer } from '../answers/comms-answer.ts';
import { HttpProblem } from '../problem.ts';
import { incidentPath, noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { approvalBody, comms, statement, statementBody, statementPath } from '../statement-shapes.ts';
import { requireIncident } from './handling.ts';

export const statementRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/incidents/:id/comms',
    summary: 'Known, unknown and what people say; a draft from verified facts; the statements and what followed them',
    needs: 'viewer',
    pathSchema: incidentPath,
    querySchema: noQuery,
    answers: { status: 200, description: 'The comms team’s sheet', schema: comms },
    run: async (context, { path, person }) => {
      const incident = await requireIncident(context, path.id);
      return commsAnswer(context, incident, actingOf(context, person, incident.brand).clock.now());
    },
  }),
  defineRoute({
    method: 'post',
    path: '/incidents/:id/statements',
    summary: 'Puts a statement up for approval',
    needs: ['comms', 'sre', 'analyst'],
    pathSchema: incidentPath,
    bodySchema: statementBody,
    answers: { status: 201, description: 'The statement, not approved yet', schema: statement },
    run: async (context, { path, body, person }) => {
      const incident = await requireIncident(context, path.id);
      const { name: proposedBy = person!.name, ...words } = body;
      const acting = actingOf(context, person, incident.brand);
      const proposed = await proposeStatement(acting, incident.id, { proposedBy, ...words });
      context.changes.publish({ what: ['incidents'], brands: [incident.brand] });
      return statementAnswer(context, proposed, { incident, statements: [], nowMs: acting.clock.now() });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/incidents/:id/statements/:statement/approval',
    summary: 'Approves a statement as it stands; the clock of the next update begins',
    needs: 'comms',
    pathSchema: statementPath,
    bodySchema: approvalBody,
    answers: { status: 200, description: 'The statement', schema: statement },
    run: async (context, { path, body, person }) => {
      const incident = await requireIncident(context, path.id);
      const { name: by = person!.name } = body;
      const acting = actingOf(context, person, incident.brand);
      if (!(await approveStatement(acting, { incidentId: incident.id, id: path.statement, by })))
        throw new HttpProblem(
          'statement-unknown',
          `No statement ${path.statement} of "${incident.id}" waits for approval.`,
        );
      context.changes.publish({ what: ['incidents'], brands: [incident.brand] });
      const statements = await readStatements(context.database, incident.id);
      const approved = statements.find(({ id }) => id === path.statement)!;
      return statementAnswer(context, approved, { incident, statements, nowMs: acting.clock.now() });
    },
  }),
];
