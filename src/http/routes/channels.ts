import { z } from 'zod';
import { tryChannelFor } from '../../commands/try-channel.ts';
import { isoInstant } from '../../core/words/interval.ts';
import { type ChannelFigures, readChannelFigures } from '../../store/outbox.ts';
import { actingOf } from '../acting.ts';
import type { Context } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { type ChannelAnswer, channel, channelTrial } from '../setting-schemas.ts';

const figuresMs = 7 * 86_400_000;
const patienceMs = 20_000;
const none: ChannelFigures = { waiting: 0, failed: 0, delivered: 0, lastDeliveredAt: null, lastFault: '' };

export const channelRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/channels',
    summary: 'Who is told of incidents, of which ones, and what became of the messages of the last seven days',
    needs: 'viewer',
    querySchema: noQuery,
    answers: { status: 200, description: 'The channels', schema: z.object({ items: z.array(channel) }) },
    run: async (context) => {
      const figures = await readChannelFigures(context.database, context.clock.now() - figuresMs);
      return { items: context.channels.map(({ id, kind }) => channelAnswer(context, { id, kind }, figures.get(id))) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/channels/:id/trials',
    summary: 'Sends a channel two messages that say they are a trial, an opening and a closing one',
    needs: ['comms', 'sre'],
    pathSchema: z.object({ id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/) }),
    answers: { status: 200, description: 'What became of them', schema: channelTrial },
    run: async (context, { path: { id }, person }) => {
      const found = context.channels.find((one) => one.id === id);
      if (!found) throw new HttpProblem('channel-unknown', `There is no channel "${id}".`);
      const link = context.publicUrl ?? 'http://localhost/';
      return tryChannelFor(actingOf(context, person), found, { link, signal: AbortSignal.timeout(patienceMs) });
    },
  }),
];

function channelAnswer(
  { audience }: Context,
  { id, kind }: { id: string; kind: string },
  figures: ChannelFigures | undefined,
): ChannelAnswer {
  const route = audience.routes?.get(id);
  const { lastDeliveredAt, ...rest } = figures ?? none;
  return {
    ...{ id, kind, from: route?.from ?? 'watching', brands: route?.brands ? [...route.brands] : null },
    symptoms: route?.symptoms ? [...route.symptoms] : null,
    areas: route?.areas ? [...route.areas] : null,
    ...rest,
    lastDeliveredAt: lastDeliveredAt === null ? null : isoInstant(lastDeliveredAt),
  };
}
