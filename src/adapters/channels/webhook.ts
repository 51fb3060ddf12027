import { z } from 'zod';
import { isoInstant } from '../../core/words/interval.ts';
import type { Channel, ChannelMessage, ChannelNote } from '../../ports/channel.ts';
import { type ChannelContext, channelEntry } from './entry.ts';
import { postJson } from './post-json.ts';
import { secretBytes, signedHeaders } from './webhook-signature.ts';

const settings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .meta({ secret: true })
    .describe('Address that the webhook is sent to.'),
  secrets: z
    .array(
      z
        .string()
        .refine(
          (secret) => secretBytes(secret) !== null,
          'must be whsec_ and base64 of 24 to 64 bytes, as `openssl rand -base64 32` makes them',
        ),
    )
    .min(1)
    .max(2)
    .meta({ secret: true })
    .describe('Secret to sign with, whsec_ and base64; two of them while the receiver changes from one to the other.'),
});
type Settings = z.output<typeof settings>;

/** Standard Webhooks: the id stays the same over all attempts, so that the receiver takes it once. */
function create({ url, secrets }: Settings, { id, fetcher, clock }: ChannelContext): Channel {
  async function post(key: string, payload: Record<string, unknown>, signal: AbortSignal): Promise<void> {
    const body = JSON.stringify(payload);
    const headers = signedHeaders(secrets, { id: key, atMs: clock.now(), body });
    await postJson(fetcher, { url, headers, body, signal });
  }
  return {
    id,
    kind: 'webhook',
    send: (message, signal) => post(message.idempotencyKey, webhookBody(message), signal),
    tell: (note, signal) => post(note.idempotencyKey, noteBody(note), signal),
  };
}

/** The event, instants in ISO 8601: the whole incident as it stands after the step. */
function webhookBody({ transition, words, link }: ChannelMessage): Record<string, unknown> {
  const { at, from, to, revision, incident, change } = transition;
  const { onset, detectedAt, updatedAt, closedAt, revision: _, ...rest } = incident;
  return {
    type: `incident.${to}`,
    timestamp: isoInstant(at),
    data: {
      revision,
      from,
      to,
      ...(change ? { change: { kind: change.kind, other: change.other } } : {}),
      title: words.title,
      sentence: words.sentence,
      text: words.text,
      severity: words.severity,
      link,
      incident: {
        ...rest,
        onset: { at: isoInstant(onset.at), low: isoInstant(onset.low), high: isoInstant(onset.high) },
        detectedAt: isoInstant(detectedAt),
        updatedAt: isoInstant(updatedAt),
        closedAt: closedAt === null ? null : isoInstant(closedAt),
      },
    },
  };
}

function noteBody({ note: { kind, from, to, title, sections, text, link } }: ChannelNote): Record<string, unknown> {
  const span = { from: isoInstant(from), to: isoInstant(to) };
  return { type: kind, timestamp: span.to, data: { ...span, title, sections, text, link } };
}

export const webhook = channelEntry({
  kind: 'webhook',
  description: 'A signed webhook (Standard Webhooks) with the whole incident as JSON.',
  settings,
  address: ({ url }) => url,
  create,
});
