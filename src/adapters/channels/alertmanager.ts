import { z } from 'zod';
import { endsAlert } from '../../core/incident/severity.ts';
import { isoInstant } from '../../core/words/interval.ts';
import type { Channel, ChannelMessage } from '../../ports/channel.ts';
import { type ChannelContext, channelEntry } from './entry.ts';
import { postJson, unexpectedReply } from './post-json.ts';

const settings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .default('http://127.0.0.1:9093')
    .describe('Address of Alertmanager, without /api/v2; a private one must be named in allowInside too.'),
  labels: z
    .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'must be a label name'), z.string())
    .default({})
    .describe('Labels added to every alert, for routing, such as {"severity": "critical"}.'),
  authorization: z
    .string()
    .optional()
    .meta({ secret: true })
    .describe('Value of the Authorization header, where a proxy asks for one.'),
});
type Settings = z.output<typeof settings>;

const renewEveryMs = 60_000;
/** An alert that isn't renewed for so long ends by itself: Outcry is gone, or the end could not be told. */
const standsForMs = 5 * 60_000;

function create(options: Settings, { id, fetcher, clock }: ChannelContext): Channel {
  const url = addressOf(options);
  const headers: Record<string, string> =
    options.authorization === undefined ? {} : { authorization: options.authorization };
  async function tell(messages: ChannelMessage[], signal: AbortSignal): Promise<void> {
    const alerts = messages.map((message) => alertOf(message, options.labels, clock.now()));
    const reply = await postJson(fetcher, { url, headers, body: JSON.stringify(alerts), signal });
    if (reply.text.trim() !== '') throw unexpectedReply(url, reply, 'an empty reply');
  }
  return {
    id,
    kind: 'alertmanager',
    send: (message, signal) => tell([message], signal),
    renewal: { everyMs: renewEveryMs, renew: tell },
  };
}

/** Labels are the alert's identity: they hold nothing that changes while the incident lasts. */
function alertOf({ transition, words, link }: ChannelMessage, labels: Record<string, string>, now: number) {
  const { incident, to, at } = transition;
  return {
    labels: { ...labels, alertname: 'OutcryIncident', brand: incident.brand, incident: incident.id },
    annotations: {
      summary: words.sentence,
      description: words.text,
      state: to,
      severity: words.severity,
    },
    startsAt: isoInstant(incident.onset.at),
    endsAt: isoInstant(Math.max(incident.onset.at, endsAlert(transition) ? at : now + standsForMs)),
    generatorURL: link,
  };
}

function addressOf({ url }: Settings): string {
  return `${url.replace(/(?<!\/)\/+$/, '')}/api/v2/alerts`;
}

export const alertmanager = channelEntry({
  kind: 'alertmanager',
  description: 'An alert in Prometheus Alertmanager (API v2), renewed every minute and ended with the incident.',
  settings,
  address: addressOf,
  create,
});
