import { z } from 'zod';
import type { MessageWords } from '../../core/incident/message.ts';
import type { Channel, ChannelMessage } from '../../ports/channel.ts';
import { createDeliveredKeys } from './delivered-keys.ts';
import { type ChannelContext, channelEntry } from './entry.ts';
import { postJson, unexpectedReply } from './post-json.ts';
import { cut } from './text-limit.ts';

const settings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .meta({ secret: true })
    .describe('Address of an incoming webhook of Slack; whoever has it can post.'),
});
type Settings = z.output<typeof settings>;

/** Slack's own limits, in characters. */
const longestHeader = 150;
const longestSection = 3_000;

function create({ url }: Settings, { id, fetcher }: ChannelContext): Channel {
  const taken = createDeliveredKeys();
  return {
    id,
    kind: 'slack',
    async send(message, signal) {
      if (taken.has(message.idempotencyKey)) return;
      const reply = await postJson(fetcher, { url, body: JSON.stringify(slackMessage(message)), signal });
      if (reply.text.trim() !== 'ok') throw unexpectedReply(url, reply, '"ok"');
      taken.add(message.idempotencyKey);
    },
  };
}

const emblem: Record<MessageWords['severity'], string> = {
  info: ':large_blue_circle:',
  warning: ':large_yellow_circle:',
  error: ':large_orange_circle:',
  critical: ':red_circle:',
};

/** `text` is what notifications and screen readers get, blocks what is seen. */
function slackMessage({ transition, words, link }: ChannelMessage): Record<string, unknown> {
  const { title, sentence, facts, reasons, severity } = words;
  const lead = transition.to === 'closed' ? ':white_check_mark:' : emblem[severity];
  const list = facts.map(({ name, text }) => `*${escaped(name)}:* ${escaped(text)}`).join('\n');
  const why = reasons.map((reason) => `• ${escaped(reason)}`).join('\n');
  return {
    text: cutEscaped(escaped(sentence)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(title, longestHeader) } },
      section(`${lead} ${escaped(sentence)}`),
      section(list),
      ...(why === '' ? [] : [section(`*Reasons:*\n${why}`)]),
      { type: 'context', elements: [{ type: 'mrkdwn', text: `<${escaped(link)}|Open the incident>` }] },
    ],
  };
}

function section(text: string) {
  return { type: 'section', text: { type: 'mrkdwn', text: cutEscaped(text) } };
}

/** Cut so that no half of an entity stays. */
function cutEscaped(text: string): string {
  return cut(text, longestSection).replace(/&[a-z]*…$/, '…');
}

/** The three characters that Slack reads as control. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export const slack = channelEntry({
  kind: 'slack',
  description: 'A message in a Slack channel, by an incoming webhook.',
  settings,
  address: ({ url }) => url,
  create,
});
