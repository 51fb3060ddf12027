import { z } from 'zod';
import type { MessageWords } from '../../core/incident/message.ts';
import type { Channel, ChannelMessage, ChannelNote } from '../../ports/channel.ts';
import { createDeliveredKeys } from './delivered-keys.ts';
import { type ChannelContext, channelEntry } from './entry.ts';
import { postJson, unexpectedReply } from './post-json.ts';
import { cut } from './text-limit.ts';

const settings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .meta({ secret: true })
    .describe('Address of a Teams workflow that posts a card when a webhook request comes; whoever has it can post.'),
});
type Settings = z.output<typeof settings>;

function create({ url }: Settings, { id, fetcher }: ChannelContext): Channel {
  const taken = createDeliveredKeys();
  async function post(key: string, payload: Record<string, unknown>, signal: AbortSignal): Promise<void> {
    if (taken.has(key)) return;
    const reply = await postJson(fetcher, { url, body: JSON.stringify(payload), signal });
    // A workflow takes the request with 202 and an empty body; retired connectors tell their faults in a 200.
    if (reply.status !== 202 && reply.text.trim() !== '' && reply.text.trim() !== '1')
      throw unexpectedReply(url, reply, '202 with nothing');
    taken.add(key);
  }
  return {
    id,
    kind: 'teams',
    send: (message, signal) => post(message.idempotencyKey, teamsMessage(message), signal),
    tell: (note, signal) => post(note.idempotencyKey, teamsNote(note), signal),
  };
}

const colour: Record<MessageWords['severity'], string> = {
  info: 'Accent',
  warning: 'Warning',
  error: 'Attention',
  critical: 'Attention',
};

/** A message may hold 28 kB. The parts are cut so that together they stay below, in any script. */
const longestSentence = 1_000;
const longestFact = 600;
const longestReason = 300;

function teamsMessage({ transition, words, link }: ChannelMessage): Record<string, unknown> {
  const { title, sentence, facts, reasons, severity } = words;
  const color = transition.to === 'closed' ? 'Good' : colour[severity];
  return cardMessage(
    [
      textBlock(cut(title, longestReason), { weight: 'Bolder', size: 'Medium', color }),
      textBlock(cut(sentence, longestSentence), {}),
      {
        type: 'FactSet',
        facts: facts.map(({ name, text }) => ({ title: name, value: plain(cut(text, longestFact)) })),
      },
      ...reasons.map((reason) => textBlock(`– ${cut(reason, longestReason)}`, { isSubtle: true, spacing: 'None' })),
    ],
    { title: 'Open the incident', url: link },
  );
}

/** Text beyond this much is left to the page: a character may take three bytes. */
const longestNote = 6_000;

function teamsNote({ note: { title, sections, link } }: ChannelNote): Record<string, unknown> {
  let room = longestNote;
  const blocks: Record<string, unknown>[] = [];
  const add = (text: string, style: Record<string, unknown>) => {
    const shown = cut(text, longestFact);
    room -= shown.length + 60;
    if (room >= 0) blocks.push(textBlock(shown, style));
  };
  for (const { heading, lines } of sections) {
    add(heading, { weight: 'Bolder' });
    for (const line of lines) add(`– ${line}`, { spacing: 'None' });
  }
  if (room < 0) blocks.push(textBlock('… more on the page', { isSubtle: true }));
  const head = textBlock(cut(title, longestReason), { weight: 'Bolder', size: 'Medium' });
  return cardMessage([head, ...blocks], { title: 'Open Outcry', url: link });
}

function cardMessage(body: unknown[], action: { title: string; url: string }): Record<string, unknown> {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body,
    actions: [{ type: 'Action.OpenUrl', ...action }],
    msteams: { width: 'Full' },
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

function textBlock(text: string, style: Record<string, unknown>) {
  return { type: 'TextBlock', text: plain(text), wrap: true, ...style };
}

/** Cards read a little Markdown: its marks are escaped, so that words stay words. */
function plain(text: string): string {
  return text.replace(/[\\[\]*_`]/g, '\\$&');
}

export const teams = channelEntry({
  kind: 'teams',
  description: 'An Adaptive Card in a Teams channel or chat, by a workflow.',
  settings,
  address: ({ url }) => url,
  create,
});
