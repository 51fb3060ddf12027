import { z } from 'zod';
import { tryChannelFor } from '../../commands/try-channel.ts';
import { isoInstant } from '../../core/words/interval.ts';
import { type ChannelFigures, readChannelFigures, readDeliveries } from '../../store/read/deliveries.ts';
import { readWatchdogFaults, type WatchdogFault } from '../../store/watchdog-faults.ts';
import { actingOf } from '../acting.ts';
import { deliveryAnswer } from '../answers/delivery-answer.ts';
import type { Context } from '../context.ts';
import { cursorText, placeOfCursor } from '../cursor.ts';
import { HttpProblem } from '../problem.ts';
import { deliveriesQuery, noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { type ChannelAnswer, channel, channelTrial, delivery, digest } from '../setting-schemas.ts';

const figuresMs = 7 * 86_400_000;
const patienceMs = 20_000;
const channelPath = z.object({ id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/) });
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
      const since = context.clock.now() - figuresMs;
      const figures = await readChannelFigures(context.database, since);
      const unheard = await readWatchdogFaults(context.database);
      return {
        items: context.channels.map(({ id, kind }) => {
          const told = withWatchdog(figures.get(id) ?? none, unheard[id], since);
          return channelAnswer(context, { id, kind }, told);
        }),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/channels/:id/trials',
    summary: 'Sends a channel two messages that say they are a trial, an opening and a closing one',
    needs: ['comms', 'sre'],
    pathSchema: channelPath,
    answers: { status: 200, description: 'What became of them', schema: channelTrial },
    run: async (context, { path: { id }, person }) => {
      const found = context.channels.find((one) => one.id === id);
      if (!found) throw new HttpProblem('channel-unknown', `There is no channel "${id}".`);
      const link = context.publicUrl ?? 'http://localhost/';
      return tryChannelFor(actingOf(context, person), found, { link, signal: AbortSignal.timeout(patienceMs) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/channels/:id/digest',
    summary: 'The digest of a channel as it would be now, and when the next one is due; nothing is sent',
    needs: 'viewer',
    pathSchema: channelPath,
    querySchema: noQuery,
    answers: { status: 200, description: 'Its words', schema: digest },
    run: async (context, { path: { id } }) => {
      const preview = await context.digestOf(id);
      if (!preview) throw new HttpProblem('channel-unknown', `No channel "${id}" is sent a digest; see digestAt.`);
      const { plan, nextAt, note } = preview;
      const { at, zone, weekdays } = plan;
      return {
        ...{ channel: id, at, zone, weekdays: [...weekdays], next: isoInstant(nextAt) },
        ...{ from: isoInstant(note.from), to: isoInstant(note.to) },
        ...{ title: note.title, sections: note.sections, text: note.text },
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/deliveries',
    summary: 'The delivery log: each message with its attempts and last fault, newest first',
    needs: 'viewer',
    querySchema: deliveriesQuery,
    answers: {
      status: 200,
      description: 'A page of messages',
      schema: z.object({ items: z.array(delivery), next: z.string().optional() }),
    },
    run: async (context, { query: { channel: only, incident, limit, cursor } }) => {
      const place = cursor === undefined ? null : placeOfCursor('deliveries', ['instant', 'text'], cursor);
      const found = await readDeliveries(context.database, {
        ...{ incidentId: incident ?? null, channel: only ?? null, limit: limit + 1 },
        after: place ? { at: place[0] as number, key: place[1] as string } : null,
      });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      const next = found.length > limit && last ? { next: cursorText('deliveries', [last.at, last.key]) } : {};
      return { items: items.map(deliveryAnswer), ...next };
    },
  }),
];

/** What keeps the watchdog's messages away keeps away the others, too, unless one has arrived since. */
function withWatchdog(figures: ChannelFigures, fault: WatchdogFault | undefined, since: number): ChannelFigures {
  if (!fault || fault.at < since || (figures.lastDeliveredAt ?? 0) > fault.at) return figures;
  const ofWatchdog = `the watchdog’s last message: ${fault.message}`;
  return { ...figures, lastFault: [figures.lastFault, ofWatchdog].filter((one) => one !== '').join('; ') };
}

function channelAnswer(
  { audience }: Context,
  { id, kind }: { id: string; kind: string },
  figures: ChannelFigures,
): ChannelAnswer {
  const route = audience.routes?.get(id);
  const { lastDeliveredAt, ...rest } = figures;
  return {
    ...{ id, kind, from: route?.from ?? 'watching', brands: route?.brands ? [...route.brands] : null },
    symptoms: route?.symptoms ? [...route.symptoms] : null,
    areas: route?.areas ? [...route.areas] : null,
    ...rest,
    lastDeliveredAt: lastDeliveredAt === null ? null : isoInstant(lastDeliveredAt),
  };
}
