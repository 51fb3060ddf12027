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
    .describe('Address of an incoming webhook of Slack; whoever has it can post.'),
});
type Settings = z.output<typeof settings>;

/** Slack's own limits, in characters. */
const longestHeader = 150;
const longestSection = 3_000;

function create({ url }: Settings, { id, fetcher }: ChannelContext): Channel {
  const taken = createDeliveredKeys();
  async function post(key: string, payload: Record<string, unknown>, signal: AbortSignal): Promise<void> {
    if (taken.has(key)) return;
    const reply = await postJson(fetcher, { url, body: JSON.stringify(payload), signal });
    if (reply.text.trim() !== 'ok') throw unexpectedReply(url, reply, '"ok"');
    taken.add(key);
  }
  return {
    id,
    kind: 'slack',
    send: (message, signal) => post(message.idempotencyKey, slackMessage(message), signal),
    tell: (note, signal) => post(note.idempotencyKey, slackNote(note), signal),
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

/** A message holds 50 blocks: what is beyond is on the page. */
const mostSections = 45;

function slackNote({ note: { title, sections, link } }: ChannelNote): Record<string, unknown> {
  const told = sections.slice(0, mostSections).map(({ heading, lines }) => {
    const list = lines.map((line) => `\n• ${escaped(line)}`).join('');
    return section(`*${escaped(heading)}*${list}`);
  });
  return {
    text: cutEscaped(escaped(title)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(title, longestHeader) } },
      ...told,
      { type: 'context', elements: [{ type: 'mrkdwn', text: `<${escaped(link)}|Open Outcry>` }] },
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
