import { HttpProblem } from '../problem.ts';
import { eventsQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';

export const eventRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/events',
    summary: 'Server-sent events `changed`: what has changed, for which brands; Last-Event-ID brings the missed ones',
    needs: null,
    querySchema: eventsQuery,
    answers: { status: 200, description: 'The stream', mediaTypes: ['text/event-stream'] },
    run: ({ stream }, { query, request, response }) => {
      if (stream.isFull) throw new HttpProblem('unavailable', 'Too many pages are connected; try again shortly.');
      stream.open(response, request.get('Last-Event-ID') ?? query.lastEventId);
      return undefined;
    },
  }),
];
