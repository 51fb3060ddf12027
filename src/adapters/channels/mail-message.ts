import { createHash } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import type { ChannelMessage } from '../../ports/channel.ts';

export interface MailAddresses {
  /** Id of the channel: the list that a reader's rules can name. */
  list: string;
  from: string;
  to: string[];
  /** `mailto:` or `https:` address by which a reader leaves. */
  unsubscribe: string;
}

/**
 * A step of an incident as a mail. All mails of an incident have one subject and refer to one message id, so that readers
 * show them as one conversation; a repeated key is the same message id.
 */
export function mailMessage(
  { idempotencyKey, transition, words }: ChannelMessage,
  mail: MailAddresses,
): SendMailOptions {
  const domain = mail.from.replace(/^.*@/, '').replace(/[>\s].*$/, '');
  const messageId = (key: string) => `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`;
  const thread = messageId(`${transition.incidentId}:${mail.list}`);
  const { incident } = transition;
  const since = new Date(incident.detectedAt).toISOString().slice(0, 16).replace('T', ' ');
  return {
    from: mail.from,
    to: mail.to,
    subject: `${words.title.replace(/: [a-z]+$/, '')}: incident since ${since} UTC`,
    text: words.text,
    messageId: messageId(idempotencyKey),
    inReplyTo: thread,
    references: thread,
    ...(words.severity === 'critical' ? { priority: 'high' as const } : {}),
    headers: {
      'List-Id': `<${mail.list}.${domain}>`,
      'List-Unsubscribe': `<${mail.unsubscribe}>`,
      ...(mail.unsubscribe.startsWith('https:') ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
      'Auto-Submitted': 'auto-generated',
    },
  };
}
