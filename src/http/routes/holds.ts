import { z } from 'zod';
import { liftHold } from '../../commands/lift-hold.ts';
import { planMaintenance } from '../../commands/plan-maintenance.ts';
import { silenceMessages } from '../../commands/silence-messages.ts';
import type { Hold } from '../../core/words/hold.ts';
import { readHoldPlans } from '../../store/holds.ts';
import { actingOf } from '../acting.ts';
import { maintenanceAnswer, silenceOf } from '../answers/hold-answer.ts';
import { requireBrand } from '../brand-scope.ts';
import { holdPath, lifted, maintenanceBody, maintenanceWindow, silenceAnswer, silenceBody } from '../hold-shapes.ts';
import { HttpProblem } from '../problem.ts';
import { noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';

const whoHolds = ['comms', 'sre'] as const;
const change = { what: ['incidents' as const], brands: [] };

export const holdRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/maintenance-windows',
    summary: 'Planned times in which incidents are not told, each with its occurrence now and its next',
    needs: 'viewer',
    querySchema: noQuery,
    answers: { status: 200, description: 'The windows', schema: z.object({ items: z.array(maintenanceWindow) }) },
    run: async (context) => {
      const now = context.clock.now();
      const { windows } = await readHoldPlans(context.database, now);
      return { items: windows.map((window) => maintenanceAnswer(window, now)) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/maintenance-windows',
    summary:
      'Plans a maintenance window: messages are held back, evidence is not; what still burns at its end is told once',
    needs: whoHolds,
    bodySchema: maintenanceBody,
    answers: { status: 201, description: 'The window', schema: maintenanceWindow },
    run: async (context, { body, person }) => {
      requireBrand(context, body.brand);
      const { owner = person!.name, ...window } = body;
      const planned = await planMaintenance(actingOf(context, person), { owner, ...window });
      context.changes.publish(change);
      return maintenanceAnswer(planned, context.clock.now());
    },
  }),
  liftRoute('maintenance', '/maintenance-windows/:id', 'Takes a maintenance window back'),
  defineRoute({
    method: 'get',
    path: '/silences',
    summary: 'Silences that have not expired',
    needs: 'viewer',
    querySchema: noQuery,
    answers: { status: 200, description: 'The silences', schema: z.object({ items: z.array(silenceAnswer) }) },
    run: async (context) => {
      const { silences } = await readHoldPlans(context.database, context.clock.now());
      return { items: silences.map(silenceOf) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/silences',
    summary: 'Holds messages back until it expires, with owner and reason; what still burns then is told once',
    needs: whoHolds,
    bodySchema: silenceBody,
    answers: { status: 201, description: 'The silence', schema: silenceAnswer },
    run: async (context, { body, person }) => {
      if (body.brand !== null) requireBrand(context, body.brand);
      const { owner = person!.name, ...wanted } = body;
      const silence = await silenceMessages(actingOf(context, person), { owner, ...wanted });
      context.changes.publish(change);
      return silenceOf(silence);
    },
  }),
  liftRoute('silence', '/silences/:id', 'Takes a silence back'),
];

function liftRoute(kind: Hold['kind'], path: string, summary: string): Route {
  return defineRoute({
    method: 'delete',
    path,
    summary,
    needs: whoHolds,
    pathSchema: holdPath,
    answers: { status: 200, description: 'It holds nothing back any more', schema: lifted },
    run: async (context, { path: { id }, person }) => {
      if (!(await liftHold(actingOf(context, person), { kind, id })))
        throw new HttpProblem('hold-unknown', `There is no ${kind} ${id} in force.`);
      context.changes.publish(change);
      return { lifted: id };
    },
  });
}
