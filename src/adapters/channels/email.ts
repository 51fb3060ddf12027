import { createTransport, type SendMailOptions } from 'nodemailer';
import { z } from 'zod';
import { type Channel, ChannelError } from '../../ports/channel.ts';
import { SourceError } from '../../ports/source.ts';
import { openSocket } from '../net/open-socket.ts';
import { createDeliveredKeys } from './delivered-keys.ts';
import { type ChannelContext, channelEntry } from './entry.ts';
import { mailMessage, mailNote } from './mail-message.ts';
import { channelErrorOf } from './post-json.ts';

const settings = z.strictObject({
  url: z
    .url({ protocol: /^smtps?$/ })
    .meta({ secret: true })
    .describe('Mail server as smtp://user:password@host:587 (STARTTLS where offered) or smtps://…:465.'),
  from: z
    .string()
    .regex(/@[a-z0-9.-]+>?$/i, 'must be a mail address')
    .describe('Sender of the mails.'),
  to: z.array(z.email()).min(1).describe('Whom they go to.'),
  unsubscribe: z
    .string()
    .regex(/^(mailto:|https:\/\/)/, 'must begin with mailto: or https://')
    .optional()
    .describe('Where a reader leaves; by default a mail to the sender.'),
  requireTls: z.boolean().default(false).describe('Whether a server that offers no encryption is refused.'),
});
type Settings = z.output<typeof settings>;

/** A conversation has several questions and answers. */
const patience = 2;
const ports: Record<string, number> = { 'smtp:': 587, 'smtps:': 465 };

function create(options: Settings, { id, fetcher }: ChannelContext): Channel {
  const server = new URL(options.url);
  const sender = options.from.replace(/^.*<|>$/g, '');
  const { from, to, unsubscribe = `mailto:${sender}?subject=unsubscribe%20${id}` } = options;
  const taken = createDeliveredKeys();
  /** Keys with the readers that a mail reached while the server refused it for others. */
  const partly = createDeliveredKeys();
  const patienceMs = patience * fetcher.timeoutMs;

  /** Opens a session of its own and does something in it. */
  async function inSession<T>(signal: AbortSignal, work: (mail: ReturnType<typeof createTransport>) => Promise<T>) {
    const secure = server.protocol === 'smtps:';
    const port = server.port === '' ? ports[server.protocol]! : Number(server.port);
    const host = server.hostname;
    try {
      const socket = await openSocket({ host, port, secure, guard: fetcher.guard, timeoutMs: patienceMs, signal });
      const auth = { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) };
      const mail = createTransport({
        ...{ host, port, secure, connection: socket, secured: secure, requireTLS: options.requireTls },
        ...(server.username === '' ? {} : { auth }),
        ...{ greetingTimeout: patienceMs, socketTimeout: patienceMs, disableFileAccess: true, disableUrlAccess: true },
        tls: { servername: host },
      });
      return await work(mail).finally(() => socket.destroy());
    } catch (error) {
      throw mailFault(error, signal, options);
    }
  }

  async function post(key: string, letter: SendMailOptions, signal: AbortSignal): Promise<void> {
    if (taken.has(key)) return;
    const left = to.filter((reader) => !partly.has(`${key} ${reader}`));
    const envelope = { from: sender, to: left };
    const answer = await inSession(signal, (mail) => mail.sendMail({ ...letter, envelope }));
    const fault = refusalOf(answer);
    if (!fault) return taken.add(key);
    for (const reader of left) if (!answer.rejected.includes(reader)) partly.add(`${key} ${reader}`);
    throw fault;
  }

  const addresses = { list: id, from, to, unsubscribe };
  return {
    id,
    kind: 'email',
    send: (message, signal) => post(message.idempotencyKey, mailMessage(message, addresses), signal),
    tell: (note, signal) => post(note.idempotencyKey, mailNote(note, addresses), signal),
    probe: (signal) => inSession(signal, async (mail) => void (await mail.verify())),
  };
}

/** A server may take a mail for some readers alone: the others must not pass for told. */
function refusalOf({ rejectedErrors = [] }: { rejectedErrors?: unknown[] }): ChannelError | null {
  const faults = rejectedErrors as { recipient?: string; responseCode?: number; response?: string; message: string }[];
  if (faults.length === 0) return null;
  const kind = faults.some(({ responseCode = 0 }) => responseCode < 500) ? 'unavailable' : 'rejected';
  const told = faults.map(({ recipient, response, message }) => `${recipient}: ${response ?? message}`);
  return new ChannelError(kind, `refused for ${told.join('; ')}`);
}

/** The faults of the mail library, and of the connection. A 4xx of a server may pass, a 5xx stays. */
function mailFault(error: unknown, signal: AbortSignal, { url }: Settings): unknown {
  if (signal.aborted) return new ChannelError('aborted', 'aborted while it was sent', { cause: error });
  if (error instanceof SourceError) return channelErrorOf(error);
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message: string };
  const password = decodeURIComponent(new URL(url).password);
  const text = password === '' ? message : message.replaceAll(password, '***');
  if (code === 'ETIMEDOUT') return new ChannelError('timeout', text, { cause: error });
  if (code === 'EAUTH' || code === 'ETLS') return new ChannelError('rejected', text, { cause: error });
  const kind = responseCode !== undefined && responseCode >= 500 ? 'rejected' : 'unavailable';
  return new ChannelError(kind, text, { cause: error });
}

export const email = channelEntry({
  kind: 'email',
  description: 'A mail for each step, in one conversation per incident, with an address to leave by.',
  settings,
  address: ({ url }) => url,
  create,
});
