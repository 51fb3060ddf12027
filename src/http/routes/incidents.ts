import { componentsOf } from '../../commands/rank-components.ts';
import { incidentStates } from '../../core/words/incident.ts';
import { readAlerts } from '../../store/read/alerts.ts';
import { readIncident, readIncidents, readTransitions } from '../../store/read/incidents.ts';
import { alertAnswer, incidentAnswer, transitionAnswer } from '../answers/incident-answer.ts';
import { officialAnswer } from '../answers/official-answer.ts';
import { readAge } from '../as-of.ts';
import { requireBrand } from '../brand-scope.ts';
import { cursorText, placeOfCursor } from '../cursor.ts';
import { incidentDetail } from '../incident-detail-schemas.ts';
import { HttpProblem } from '../problem.ts';
import { alertsQuery, incidentPath, incidentsQuery, noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { alert, incident, listOf } from '../schemas.ts';

const open = incidentStates.filter((state) => state !== 'closed');
const maxAlertsOfIncident = 200;

export const incidentRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/incidents',
    summary: 'Incidents, newest onset first',
    needs: null,
    isShared: true,
    querySchema: incidentsQuery,
    answers: { status: 200, description: 'A page of incidents', schema: listOf(incident) },
    run: async (context, { query }) => {
      if (query.brand !== undefined) requireBrand(context, query.brand);
      const place = query.cursor === undefined ? null : placeOfCursor('incidents', ['instant', 'text'], query.cursor);
      const found = await readIncidents(context.database, {
        brand: query.brand,
        states: query.state === undefined ? undefined : query.state === 'open' ? open : [query.state],
        from: query.from,
        to: query.to,
        limit: query.limit + 1,
        ...(place ? { after: { onsetAt: place[0] as number, id: place[1] as string } } : {}),
      });
      const { asOf, stale } = await readAge(context, query.brand);
      const items = found.slice(0, query.limit);
      const last = items.at(-1);
      const next =
        found.length > query.limit && last ? { next: cursorText('incidents', [last.onset.at, last.id]) } : {};
      return { items: items.map((item) => incidentAnswer(context, item)), asOf, stale, ...next };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/incidents/:id',
    summary: 'One incident with all its steps and the alerts behind it',
    needs: null,
    isShared: true,
    pathSchema: incidentPath,
    querySchema: noQuery,
    answers: { status: 200, description: 'The incident', schema: incidentDetail },
    run: async (context, { path }) => {
      const found = await readIncident(context.database, path.id);
      if (!found) throw new HttpProblem('incident-unknown', `There is no incident "${path.id}".`);
      const transitions = await readTransitions(context.database, found.id);
      const alerts = await readAlerts(context.database, {
        brand: found.brand,
        from: Math.floor(found.onset.low / 60_000),
        ...(found.closedAt === null ? {} : { to: Math.ceil(found.closedAt / 60_000) }),
        limit: maxAlertsOfIncident,
      });
      const { asOf, stale } = await readAge(context, found.brand);
      return {
        ...incidentAnswer(context, found),
        official: await officialAnswer(context, found),
        components: await componentsOf(context.database, found, context.brandById),
        transitions: transitions.map(transitionAnswer),
        alerts: alerts.map((item) => alertAnswer(context, item)),
        asOf,
        stale,
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/alerts',
    summary: 'Alerts, newest first',
    needs: null,
    isShared: true,
    querySchema: alertsQuery,
    answers: { status: 200, description: 'A page of alerts', schema: listOf(alert) },
    run: async (context, { query }) => {
      if (query.brand !== undefined) requireBrand(context, query.brand);
      const place = query.cursor === undefined ? null : placeOfCursor('alerts', ['minute', 'text'], query.cursor);
      const found = await readAlerts(context.database, {
        brand: query.brand,
        method: query.method,
        active: query.active,
        from: query.from === undefined ? undefined : Math.floor(query.from / 60_000),
        to: query.to === undefined ? undefined : Math.ceil(query.to / 60_000),
        limit: query.limit + 1,
        ...(place ? { after: { firstMinute: place[0] as number, id: place[1] as string } } : {}),
      });
      const { asOf, stale } = await readAge(context, query.brand);
      const items = found.slice(0, query.limit);
      const last = items.at(-1);
      const next =
        found.length > query.limit && last ? { next: cursorText('alerts', [last.firstMinute, last.id]) } : {};
      return { items: items.map((item) => alertAnswer(context, item)), asOf, stale, ...next };
    },
  }),
];
