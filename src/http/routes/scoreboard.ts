import { z } from 'zod';
import { scoreIncidents } from '../../commands/score-incidents.ts';
import { tellMissedOutage } from '../../commands/tell-missed-outage.ts';
import { isoInstant } from '../../core/words/interval.ts';
import { readAudit } from '../../store/read/audit.ts';
import { readMissedOutages } from '../../store/read/handling.ts';
import { actingOf } from '../acting.ts';
import { missedOutageAnswer } from '../answers/handling-answer.ts';
import { requireBrand } from '../brand-scope.ts';
import type { Context } from '../context.ts';
import { cursorText, placeOfCursor } from '../cursor.ts';
import { auditQuery, missedOutageBody, missedOutagesQuery, scoreboardQuery } from '../handling-requests.ts';
import { auditEntry, missedOutage, scoreboard } from '../handling-schemas.ts';
import { HttpProblem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';

const usualRangeMs = 90 * 86_400_000;

export const scoreboardRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/scoreboard',
    summary: 'Precision, recall, delay and false alarms by people’s verdicts; without a range, of the last 90 days',
    needs: null,
    querySchema: scoreboardQuery,
    answers: {
      status: 200,
      description: 'Of all brands and of each; the demonstration is left out',
      schema: scoreboard,
    },
    run: async (context, { query }) => {
      if (query.brand !== undefined) requireBrand(context, query.brand);
      const range = rangeOf(context, query);
      const brands = query.brand === undefined ? realBrands(context) : [query.brand];
      const asked = { brands, rung: query.rung, ...range, nowMs: context.clock.now() };
      const { total, brands: scores } = await scoreIncidents(context.database, asked);
      return {
        from: isoInstant(range.from),
        to: isoInstant(range.to),
        rung: query.rung,
        total,
        brands: scores.map(({ brand, score }) => ({ brand, brandName: context.brandById.get(brand)!.name, score })),
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/missed-outages',
    summary: 'Outages that no incident was raised for, as people have told; without a range, of the last 90 days',
    needs: 'viewer',
    querySchema: missedOutagesQuery,
    answers: { status: 200, description: 'Newest first', schema: z.object({ items: z.array(missedOutage) }) },
    run: async (context, { query }) => {
      const found = await readMissedOutages(context.database, { brand: query.brand, ...rangeOf(context, query) });
      return { items: found.map(missedOutageAnswer) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/missed-outages',
    summary: 'Tells of an outage that no incident was raised for: recall rests on it',
    needs: ['comms', 'sre', 'analyst'],
    bodySchema: missedOutageBody,
    answers: { status: 201, description: 'What was told', schema: missedOutage },
    run: async (context, { body, person }) => {
      requireBrand(context, body.brand);
      if (body.beganAt > context.clock.now())
        throw new HttpProblem('invalid-request', 'body.beganAt: lies in the future; tell of an outage that has begun.');
      const { name = person!.name, ...words } = body;
      const told = await tellMissedOutage(actingOf(context, person, body.brand), { name, ...words });
      context.changes.publish({ what: ['incidents'], brands: [body.brand] });
      return missedOutageAnswer(told);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/audit',
    summary: 'Who changed what and when, newest first',
    needs: 'admin',
    querySchema: auditQuery,
    answers: {
      status: 200,
      description: 'A page of the trail',
      schema: z.object({ items: z.array(auditEntry), next: z.string().optional() }),
    },
    run: async (context, { query }) => {
      const { limit, cursor, incident, action, from, to } = query;
      const after = cursor === undefined ? undefined : (placeOfCursor('audit', ['instant'], cursor)[0] as number);
      const found = await readAudit(context.database, {
        ...{ action, incidentId: incident, from, to, after },
        limit: limit + 1,
      });
      const items = found.slice(0, limit);
      const next = found.length > limit ? { next: cursorText('audit', [items.at(-1)!.id]) } : {};
      return { items: items.map((entry) => ({ ...entry, at: isoInstant(entry.at) })), ...next };
    },
  }),
];

function realBrands({ brandById, demoBrands }: Context): string[] {
  return [...brandById.keys()].filter((id) => !demoBrands.has(id));
}

function rangeOf(context: Context, query: { from?: number | undefined; to?: number | undefined }) {
  const to = query.to ?? context.clock.now();
  return { from: query.from ?? to - usualRangeMs, to };
}
