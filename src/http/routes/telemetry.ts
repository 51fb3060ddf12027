import { judgeTelemetry } from '../../commands/judge-telemetry.ts';
import { mostPushedSignals, pushTelemetry } from '../../commands/push-telemetry.ts';
import { actingOf } from '../acting.ts';
import { telemetryAnswer, verdictAnswer } from '../answers/telemetry-answer.ts';
import { requireBrand } from '../brand-scope.ts';
import { HttpProblem } from '../problem.ts';
import { incidentPath, noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { pushBody, pushed, telemetry, telemetryQuery, telemetryVerdict } from '../telemetry-shapes.ts';
import { requireIncident } from './handling.ts';

const usualRangeMs = 86_400_000;
const longestRangeMs = 31 * usualRangeMs;
/** Clocks differ a little. */
const aheadMs = 5 * 60_000;

export const telemetryRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/telemetry',
    summary: 'The brands’ own signals as of now, and bad stretches that nobody outside reported (internal-only)',
    needs: 'viewer',
    querySchema: telemetryQuery,
    answers: { status: 200, description: 'Stretches of the last day unless the range is given', schema: telemetry },
    run: async (context, { query: { brand, ...asked }, person }) => {
      if (brand !== undefined) requireBrand(context, brand);
      const nowMs = actingOf(context, person, brand).clock.now();
      const { to = nowMs, from = to - usualRangeMs } = asked;
      if (from >= to || to - from > longestRangeMs)
        throw new HttpProblem('invalid-request', '`from` must lie before `to`, by 31 days at most.');
      return telemetryAnswer(context.database, { brand, from, to, nowMs });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/telemetry',
    summary: 'Takes windows of a brand’s own monitoring: ok, degraded or down; later ones replace earlier ones',
    needs: 'sre',
    bodySchema: pushBody,
    answers: { status: 201, description: 'How many were stored: all, or none and a problem', schema: pushed },
    run: async (context, { body, person }) => {
      const windows = Array.isArray(body) ? body : [body];
      const brands = [...new Set(windows.map(({ brand }) => brand))];
      for (const brand of brands) requireBrand(context, brand);
      const acting = actingOf(context, person, brands[0]);
      const latest = acting.clock.now() + aheadMs;
      if (windows.some(({ to }) => to > latest))
        throw new HttpProblem('invalid-request', 'A window ends in the future: push it once it is over.');
      const result = await pushTelemetry(
        acting,
        windows.map(({ brand, signal, symptom, surface, from, to, state, value }) => ({
          ...{ brand, signal, from, to, state, value, surface },
          symptom: symptom as '*',
        })),
      );
      if (!result.done) throw new HttpProblem('invalid-request', refusals[result.why](result.signal));
      context.changes.publish({ what: ['sources'], brands });
      return { windows: result.windows };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/incidents/:id/telemetry',
    summary:
      'Does the brand’s own telemetry see the incident? Confirmed, not seen, failing or no telemetry; lead or lag',
    needs: 'viewer',
    pathSchema: incidentPath,
    querySchema: noQuery,
    answers: { status: 200, description: 'The verdict as of now', schema: telemetryVerdict },
    run: async (context, { path, person }) => {
      const incident = await requireIncident(context, path.id);
      const nowMs = actingOf(context, person, incident.brand).clock.now();
      return verdictAnswer(await judgeTelemetry(context.database, incident, nowMs));
    },
  }),
];

const refusals = {
  'read-from-prometheus': (signal: string) =>
    `The signal "${signal}" is read from Prometheus: push under another name.`,
  'too-many': (signal: string) =>
    `"${signal}" would be more than ${mostPushedSignals} signals of this brand: reuse a name.`,
};
