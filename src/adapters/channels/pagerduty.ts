import { z } from 'zod';
import { endsAlert } from '../../core/incident/severity.ts';
import { isoInstant } from '../../core/words/interval.ts';
import type { Channel, ChannelMessage } from '../../ports/channel.ts';
import { type ChannelContext, channelEntry } from './entry.ts';
import { postJson, unexpectedReply } from './post-json.ts';
import { cut } from './text-limit.ts';

const settings = z.strictObject({
  routingKey: z
    .string()
    .regex(/^[0-9A-Za-z]{32}$/, 'must have 32 letters and digits')
    .meta({ secret: true })
    .describe('Integration key of an Events API v2 integration.'),
  url: z
    .url({ protocol: /^https?$/ })
    .default('https://events.pagerduty.com/v2/enqueue')
    .describe('Address of the Events API v2; the European region has its own.'),
});
type Settings = z.output<typeof settings>;

const longestSummary = 1_024;
const longestDedupKey = 255;

const answer = z.object({ status: z.literal('success') });

/** One alert per incident: its id is the deduplication key, so a repeated event changes nothing. */
function create({ url, routingKey }: Settings, { id, fetcher }: ChannelContext): Channel {
  return {
    id,
    kind: 'pagerduty',
    async send(message, signal) {
      const body = JSON.stringify({ routing_key: routingKey, ...pagerdutyEvent(message) });
      const reply = await postJson(fetcher, { url, body, signal });
      if (!answer.safeParse(jsonOf(reply.text)).success) throw unexpectedReply(url, reply, 'status "success"');
    },
  };
}

function pagerdutyEvent({ transition, words, link }: ChannelMessage): Record<string, unknown> {
  const { incident, at } = transition;
  const dedup = { dedup_key: incident.id.slice(0, longestDedupKey) };
  if (endsAlert(transition)) return { event_action: 'resolve', ...dedup };
  return {
    event_action: 'trigger',
    ...dedup,
    payload: {
      summary: cut(words.sentence, longestSummary),
      source: incident.brand,
      severity: words.severity,
      timestamp: isoInstant(at),
      component: incident.surfaces[0]?.id,
      group: incident.brand,
      class: incident.symptoms[0]?.id,
      custom_details: {
        ...Object.fromEntries(words.facts.map(({ name, text }) => [name, text])),
        Reasons: words.reasons,
      },
    },
    client: 'Outcry',
    client_url: link,
    links: [{ href: link, text: 'The incident in Outcry' }],
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const pagerduty = channelEntry({
  kind: 'pagerduty',
  description: 'An alert in PagerDuty (Events API v2), resolved when the incident is closed.',
  settings,
  address: ({ url }) => url,
  create,
});
