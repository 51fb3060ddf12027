import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { openChannel } from '../../../src/adapters/channels/open-channels.ts';
import { createFetcher } from '../../../src/adapters/net/fetcher.ts';
import { type Channel, ChannelError } from '../../../src/ports/channel.ts';
import { asOfAt } from '../../http/seed.ts';
import { testMessage, testTransition } from '../../support/fake-receiver.ts';
import { type Mail, type MailServer, startMailServer } from '../../support/mail-server.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function mailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const server = await startMailServer(options);
  open.push(server.close);
  return server;
}

function mailChannel(url: string, changes: Record<string, unknown> = {}, allowInside = ['127.0.0.1']): Channel {
  const clock = { now: () => asOfAt };
  const fetcher = createFetcher({ clock, contact: 'https://example.org', version: 'test', allowInside });
  open.push(fetcher.close);
  const settings = {
    url,
    from: 'Outcry <outcry@brand.example>',
    to: ['a@brand.example', 'b@brand.example'],
    ...changes,
  };
  return openChannel({ id: 'my-mail', kind: 'email', settings }, { fetcher, clock }).channel;
}

const signal = () => new AbortController().signal;
const message = (changes = {}) => testMessage('my-mail', testTransition(changes));
const header = ({ raw }: Mail, name: string) =>
  new RegExp(`^${name}:((?:.*)(?:\r\n[ \t].*)*)`, 'im')
    .exec(raw.split('\r\n\r\n')[0]!)?.[1]
    ?.replace(/\r\n\s+/g, ' ')
    .trim();
const faultOf = async (sending: Promise<void>) => {
  const fault = await sending.then(
    () => null,
    (error: unknown) => error,
  );
  expect(fault).toBeInstanceOf(ChannelError);
  return fault as ChannelError;
};
const refusing = (code: number) => Object.assign(new Error('not now, very-secret'), { responseCode: code });

describe('channel email', () => {
  it('sends a digest as a mail of its own, once per key', async () => {
    const { url, mails } = await mailServer();
    const channel = mailChannel(url);
    const note = {
      ...{ kind: 'digest' as const, from: asOfAt - 86_400_000, to: asOfAt, link: 'https://outcry.example.org/' },
      ...{ title: 'Outcry digest: no incidents', sections: [], text: 'Walmart: 41 (43 expected)' },
    };
    for (let i = 0; i < 2; i++) await channel.tell!({ idempotencyKey: 'digest:my-mail:29400000', note }, signal());
    expect(mails).toHaveLength(1);
    expect(header(mails[0]!, 'Subject')).toBe('Outcry digest: no incidents');
    expect(header(mails[0]!, 'In-Reply-To')).toBeUndefined();
    expect(header(mails[0]!, 'List-Id')).toBe('<my-mail.brand.example>');
    expect(mails[0]!.raw).toContain('Walmart: 41 (43 expected)');
  });

  it('sends the words of a step to everybody, with an address to leave by', async () => {
    const { url, mails } = await mailServer();
    await mailChannel(url).send(message(), signal());
    expect(mails).toHaveLength(1);
    const [mail] = mails as [Mail];
    expect(mail.recipients).toEqual(['a@brand.example', 'b@brand.example']);
    expect(header(mail, 'Subject')).toBe('Walmart: incident since 2026-11-03 14:44 UTC');
    expect(header(mail, 'List-Unsubscribe')).toBe('<mailto:outcry@brand.example?subject=unsubscribe%20my-mail>');
    expect(header(mail, 'List-Id')).toBe('<my-mail.brand.example>');
    expect(header(mail, 'Auto-Submitted')).toBe('auto-generated');
    expect(header(mail, 'X-Priority')).toMatch(/^1/);
    expect(mail.raw).toContain('Evidence: 412 reports against 9.2 expected');
  });

  it('keeps the mails of an incident in one conversation, and another incident out of it', async () => {
    const { url, mails } = await mailServer();
    const channel = mailChannel(url, { unsubscribe: 'https://brand.example/leave' });
    await channel.send(message({ revision: 1 }), signal());
    await channel.send(message({ revision: 2, state: 'closed', closedAt: 1 }), signal());
    await channel.send(message({ id: 'inc-2', revision: 1 }), signal());
    const references = mails.map((mail) => header(mail, 'References'));
    expect(references[0]).toMatch(/^<[0-9a-f]{32}@brand\.example>$/);
    expect(references[1]).toBe(references[0]);
    expect(references[2]).not.toBe(references[0]);
    expect(mails.map((mail) => header(mail, 'In-Reply-To'))).toEqual(references);
    expect(new Set(mails.map((mail) => header(mail, 'Message-ID'))).size).toBe(3);
    expect(header(mails[1]!, 'Subject')).toBe(header(mails[0]!, 'Subject'));
    expect(header(mails[0]!, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  });

  it('sends a key once, and after a restart under the same message id', async () => {
    const { url, mails } = await mailServer();
    const channel = mailChannel(url);
    await channel.send(message(), signal());
    await channel.send(message(), signal());
    expect(mails).toHaveLength(1);
    await mailChannel(url).send(message(), signal());
    expect(new Set(mails.map((mail) => header(mail, 'Message-ID'))).size).toBe(1);
  });

  it('lets no word of a post become a header', async () => {
    const { url, mails } = await mailServer();
    const hostile = 'x\r\nBcc: thief@evil.example\r\n\r\n.\r\nQUIT';
    await mailChannel(url).send(message({ reasons: [hostile], brand: hostile }), signal());
    expect(mails[0]!.recipients).toEqual(['a@brand.example', 'b@brand.example']);
    expect(header(mails[0]!, 'Bcc')).toBeUndefined();
  });

  it.each([
    [450, 'unavailable'],
    [421, 'unavailable'],
    [550, 'rejected'],
  ] as const)('calls a %i %s, without telling the password', async (code, kind) => {
    const { url } = await mailServer({ onMailFrom: (_address, _session, done) => done(refusing(code)) });
    const fault = await faultOf(mailChannel(url).send(message(), signal()));
    expect(fault.kind).toBe(kind);
    expect(fault.message).not.toContain('very-secret');
  });

  it('tells readers that the server refuses from those it takes, and tries them again alone', async () => {
    let isGreylisting = true;
    const { url, mails } = await mailServer({
      onRcptTo: ({ address }, _session, done) =>
        done(isGreylisting && address.startsWith('b@') ? refusing(451) : undefined),
    });
    const channel = mailChannel(url);
    const fault = await faultOf(channel.send(message(), signal()));
    expect(fault.kind).toBe('unavailable');
    expect(fault.message).toMatch(/^refused for b@brand\.example: 451 /);
    await faultOf(channel.send(message(), signal()));
    isGreylisting = false;
    await channel.send(message(), signal());
    await channel.send(message(), signal());
    expect(mails.map(({ recipients }) => recipients)).toEqual([['a@brand.example'], ['b@brand.example']]);
    expect(header(mails[1]!, 'To')).toBe('a@brand.example, b@brand.example');
  });

  it('gives a reader up that the server will never take, and says so', async () => {
    const { url, mails } = await mailServer({
      onRcptTo: ({ address }, _session, done) => done(address.startsWith('b@') ? refusing(550) : undefined),
    });
    const fault = await faultOf(mailChannel(url).send(message(), signal()));
    expect([fault.kind, mails.length]).toEqual(['rejected', 1]);
    expect(fault.message).toContain('b@brand.example');
  });

  it('names what is no incident, and a step in the same state, by what they are', async () => {
    const { url, mails } = await mailServer();
    const channel = mailChannel(url);
    const step = message({ revision: 3 });
    await channel.send({ ...step, words: { ...step.words, title: 'Walmart: confirmed, mainly in Texas' } }, signal());
    const { conversation: _, ...plain } = step.words;
    await channel.send({ ...step, idempotencyKey: 'again', words: { ...plain, title: 'Outcry sees again' } }, signal());
    expect(mails.map((mail) => header(mail, 'Subject'))).toEqual([
      'Walmart: incident since 2026-11-03 14:44 UTC',
      'Outcry sees again',
    ]);
  });

  it('calls a wrong password rejected, a closed port unavailable, and encryption that is missing a fault', async () => {
    const { port, url } = await mailServer();
    expect((await faultOf(mailChannel(`smtp://outcry:no@127.0.0.1:${port}`).send(message(), signal()))).kind).toBe(
      'rejected',
    );
    expect((await faultOf(mailChannel('smtp://127.0.0.1:1').send(message(), signal()))).kind).toBe('unavailable');
    expect((await faultOf(mailChannel(url, { requireTls: true }).send(message(), signal()))).kind).not.toBe('aborted');
  });

  it('sends nothing inside the own network unless that is allowed', async () => {
    const { url, mails } = await mailServer();
    const fault = await faultOf(mailChannel(url, {}, []).send(message(), signal()));
    expect([fault.kind, mails.length]).toEqual(['rejected', 0]);
    expect(fault.message).toContain('allowInside');
  });

  it('stops when it is aborted, before or while it sends', async () => {
    const controller = new AbortController();
    const { url } = await mailServer({ onMailFrom: () => controller.abort() });
    expect((await faultOf(mailChannel(url).send(message(), AbortSignal.abort()))).kind).toBe('aborted');
    expect((await faultOf(mailChannel(url).send(message(), controller.signal))).kind).toBe('aborted');
  });

  it('can be asked whether it would work, and sends nothing', async () => {
    const { url, port, mails } = await mailServer();
    await mailChannel(url).probe!(signal());
    expect((await faultOf(mailChannel(`smtp://outcry:no@127.0.0.1:${port}`).probe!(signal()))).kind).toBe('rejected');
    expect(mails).toEqual([]);
  });
});
