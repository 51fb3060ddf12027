import { createHash } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import type { ChannelMessage, ChannelNote } from '../../ports/channel.ts';

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
  const thread = messageId(`${transition.incidentId}:${mail.list}`, mail);
  return {
    ...letter(idempotencyKey, mail),
    subject: words.conversation ?? words.title,
    text: words.text,
    inReplyTo: thread,
    references: thread,
    ...(words.severity === 'critical' ? { priority: 'high' as const } : {}),
  };
}

/** A mail of its own. */
export function mailNote({ idempotencyKey, note }: ChannelNote, mail: MailAddresses): SendMailOptions {
  return { ...letter(idempotencyKey, mail), subject: note.title, text: note.text };
}

function letter(key: string, mail: MailAddresses): SendMailOptions {
  return {
    from: mail.from,
    to: mail.to,
    messageId: messageId(key, mail),
    headers: {
      'List-Id': `<${mail.list}.${domainOf(mail)}>`,
      'List-Unsubscribe': `<${mail.unsubscribe}>`,
      ...(mail.unsubscribe.startsWith('https:') ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
      'Auto-Submitted': 'auto-generated',
    },
  };
}

function messageId(key: string, mail: MailAddresses): string {
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domainOf(mail)}>`;
}

function domainOf({ from }: MailAddresses): string {
  return from.replace(/^.*@/, '').replace(/[>\s].*$/, '');
}
