import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChannelEntry } from '../../src/adapters/channels/entry.ts';
import { openChannel } from '../../src/adapters/channels/open-channels.ts';
import { channelKinds } from '../../src/adapters/channels/registry.ts';
import { createFetcher, type FetcherOptions } from '../../src/adapters/net/fetcher.ts';
import { trialMessages } from '../../src/core/incident/trial-message.ts';
import type { Incident } from '../../src/core/words/incident.ts';
import { type Channel, ChannelError, type ChannelMessage, type ChannelNote } from '../../src/ports/channel.ts';
import { asOfAt as testNow } from '../http/seed.ts';
import { type FakeReceiver, testMessage, testTransition } from '../support/fake-receiver.ts';
import { type ServiceReply, startService } from '../support/service-server.ts';

const fixtures = resolve(import.meta.dirname, '../fixtures/channels');
const channels = resolve(import.meta.dirname, '../../src/adapters/channels');

/** Mail is the one channel that speaks no HTTP: test/adapters/channels/email.test.ts holds it to the same. */
const kindsOverHttp = channelKinds.filter(({ kind }) => kind !== 'email');
const receivers = new Map<string, FakeReceiver>();
for (const { kind } of kindsOverHttp) {
  const file = join(fixtures, kind, 'receiver.ts');
  if (existsSync(file)) receivers.set(kind, ((await import(file)) as { receiver: FakeReceiver }).receiver);
}

describe('the registry of channels', () => {
  it('has a fixture folder for each kind, and no folder is without its kind', () => {
    expect([...receivers.keys()].sort()).toEqual(kindsOverHttp.map(({ kind }) => kind).sort());
    expect(readdirSync(fixtures).sort()).toEqual(kindsOverHttp.map(({ kind }) => kind).sort());
  });

  it('names every file that declares a kind', () => {
    const declared = readdirSync(channels)
      .filter((name) => /= channelEntry\(\{/.test(readFileSync(join(channels, name), 'utf8')))
      .map((name) => name.replace(/\.ts$/, ''));
    expect(declared.sort()).toEqual(channelKinds.map(({ kind }) => kind).sort());
  });

  it.each(channelKinds)('has a sentence for $kind and each of its settings', ({ description, settings }) => {
    expect(description).toMatch(/^[A-Z].*\.$/);
    for (const [name, field] of Object.entries(settings.shape))
      expect((field as { description?: string }).description ?? '', name).toMatch(/^[A-Z].*\.$/);
  });

  it.each(channelKinds)('names channel, setting and remedy when settings of $kind are wrong', ({ kind }) => {
    const open = () => openChannel({ id: 'mine', kind, settings: { url: 'ftp://x', noSuchSetting: 1 } }, contextFor());
    expect(open).toThrow(expect.objectContaining({ name: 'ChannelError', kind: 'misconfigured' }));
    expect(open).toThrow(/channel mine.*noSuchSetting/s);
  });

  it('says which kinds there are when asked for another', () => {
    const open = () => openChannel({ id: 'mine', kind: 'fax', settings: {} }, contextFor());
    expect(open).toThrow(/no kind "fax"; there are alertmanager, email, pagerduty, slack, teams, webhook/);
  });
});

/** Everything started for a test, ended after it. */
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const clock = { at: testNow, now: () => clock.at };
const signal = () => new AbortController().signal;

function contextFor(options: Partial<FetcherOptions> = {}) {
  clock.at = testNow;
  const fetcher = createFetcher({
    clock,
    contact: 'https://example.org/contact',
    version: 'test',
    allowInside: ['127.0.0.1'],
    limits: { burst: 1_000 },
    ...options,
  });
  open.push(fetcher.close);
  return { fetcher, clock };
}

interface Stage {
  channel: Channel;
  /** Answers in the receiver's place, where set. */
  reply: (() => ServiceReply | null) | null;
  requests: Awaited<ReturnType<typeof startService>>['requests'];
}

async function stageFor(
  { kind }: ChannelEntry,
  receiver: FakeReceiver,
  options: Partial<FetcherOptions> = {},
): Promise<Stage> {
  const server = await startService((request) => {
    if (stage.reply) return stage.reply();
    const faults = receiver.faults(request, clock.at);
    return faults.length > 0 ? { status: 400, body: faults.join('; ') } : receiver.taken;
  });
  open.push(server.close);
  const stage: Stage = {
    channel: channelAt(kind, receiver, server.url, options),
    reply: null,
    requests: server.requests,
  };
  return stage;
}

function channelAt(kind: string, receiver: FakeReceiver, url: string, options: Partial<FetcherOptions> = {}): Channel {
  return openChannel({ id: `my-${kind}`, kind, settings: receiver.settings(url) }, contextFor(options)).channel;
}

const message = (kind: string, changes: Partial<Incident> = {}) => testMessage(`my-${kind}`, testTransition(changes));

async function faultOf(channel: Channel, told: ChannelMessage, at: AbortSignal = signal()): Promise<ChannelError> {
  const error = await channel.send(told, at).then(
    () => new Error('was delivered'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ChannelError);
  return error as ChannelError;
}

/** Texts that break what isn't escaped or cut. */
const hostile = `<!channel> & [x](http://evil.example) *b* \u202e"${'\u{1F525}'.repeat(2_500)}`;

describe.each(channelKinds.filter(({ kind }) => receivers.has(kind)))('channel $kind', (entry) => {
  const { kind } = entry;
  const receiver = receivers.get(kind)!;

  it.each(['watching', 'probable', 'confirmed', 'recovering', 'closed'] as const)(
    'tells an incident that is %s by the published contract',
    async (state) => {
      const stage = await stageFor(entry, receiver);
      await stage.channel.send(message(kind, { state, closedAt: state === 'closed' ? 1 : null }), signal());
      expect(stage.requests).toHaveLength(1);
      expect(stage.channel.kind).toBe(kind);
    },
  );

  it('keeps to the contract whatever the words are', async () => {
    const stage = await stageFor(entry, receiver);
    const areas = Array.from({ length: 60 }, (_, i) => ({ id: `a${i}`, name: hostile, observed: 9, expected: 1 }));
    const reasons = Array.from({ length: 60 }, () => hostile);
    await stage.channel.send(message(kind, { id: 'i'.repeat(300), scope: 'regional', areas, reasons }), signal());
    const nothing = { symptoms: [], surfaces: [], areas: [], reasons: [], scope: 'unknown' } as const;
    await stage.channel.send(
      message(kind, { ...nothing, symptoms: [], surfaces: [], areas: [], reasons: [] }),
      signal(),
    );
    expect(stage.requests).toHaveLength(2);
  });

  it('takes both messages of a trial', async () => {
    const stage = await stageFor(entry, receiver);
    for (const trial of trialMessages(testNow, 'https://outcry.example.org/'))
      await stage.channel.send(
        { ...trial, link: 'https://outcry.example.org/', idempotencyKey: `t:${trial.transition.revision}` },
        signal(),
      );
    expect(stage.requests).toHaveLength(2);
  });

  it('does no harm when a key is repeated', async () => {
    const stage = await stageFor(entry, receiver);
    const told = message(kind);
    await stage.channel.send(told, signal());
    clock.at += 60_000;
    await stage.channel.send(told, signal());
    if (receiver.identity === null) expect(stage.requests).toHaveLength(1);
    else expect(new Set(stage.requests.map(receiver.identity)).size).toBe(1);
    expect(stage.requests.map((request) => receiver.faults(request, clock.at))).not.toContainEqual(
      expect.arrayContaining([expect.anything()]),
    );
  });

  it('sends again under the same key what was not taken', async () => {
    const stage = await stageFor(entry, receiver);
    stage.reply = () => ({ status: 503 });
    expect((await faultOf(stage.channel, message(kind))).kind).toBe('unavailable');
    stage.reply = null;
    await stage.channel.send(message(kind), signal());
    expect(stage.requests).toHaveLength(2);
  });

  it.each([400, 401, 403, 404, 410, 413, 422])('calls a %i rejected, which no repetition mends', async (status) => {
    const stage = await stageFor(entry, receiver);
    stage.reply = () => ({ status, headers: { 'retry-after': '90' }, body: 'invalid_payload' });
    const fault = await faultOf(stage.channel, message(kind));
    expect(fault).toMatchObject({ kind: 'rejected', retryAt: null });
    expect(fault.message).toContain(`${status}`);
    expect(fault.message).not.toContain(receiver.secret);
    expect(stage.requests).toHaveLength(1);
  });

  it.each([
    { headers: { 'retry-after': '90' }, retryAt: testNow + 90_000 },
    { headers: { 'retry-after': new Date(testNow + 90_000).toUTCString() }, retryAt: testNow + 90_000 },
    { headers: {}, retryAt: null },
  ])('knows from a 429 with $headers when to try again', async ({ headers, retryAt }) => {
    const stage = await stageFor(entry, receiver);
    stage.reply = () => ({ status: 429, headers: headers as Record<string, string> });
    expect(await faultOf(stage.channel, message(kind))).toMatchObject({ kind: 'rate-limited', retryAt });
  });

  it.each([
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'timeout'],
    [408, 'timeout'],
  ] as const)('calls a %i %s', async (status, fault) => {
    const stage = await stageFor(entry, receiver);
    stage.reply = () => ({ status, body: '<html>oops</html>' });
    expect((await faultOf(stage.channel, message(kind))).kind).toBe(fault);
  });

  it('calls silence a timeout', async () => {
    const stage = await stageFor(entry, receiver, { timeoutMs: 300 });
    stage.reply = () => null;
    expect((await faultOf(stage.channel, message(kind))).kind).toBe('timeout');
  });

  it('calls a closed port unavailable, without telling the address', async () => {
    const channel = channelAt(kind, receiver, `http://127.0.0.1:${await closedPort()}`);
    const fault = await faultOf(channel, message(kind));
    expect(fault.kind).toBe('unavailable');
    expect(fault.message).not.toContain(receiver.secret);
  });

  it('takes an answer that is not HTTP for no answer', async () => {
    const server = createServer((socket) =>
      socket.on('error', () => {}).end('\u0000\u0001 not HTTP at all\r\n\r\n', () => socket.destroy()),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    open.push(() => new Promise<void>((done) => server.close(() => done())));
    const { port } = server.address() as { port: number };
    expect((await faultOf(channelAt(kind, receiver, `http://127.0.0.1:${port}`), message(kind))).kind).toBe(
      'unavailable',
    );
  });

  it('knows a stranger’s 200 from the receiver’s, where the receiver has one of its own', async () => {
    const stage = await stageFor(entry, receiver);
    stage.reply = () => ({ status: 200, body: '<html>Please sign in to the network</html>' });
    if (receiver.anySuccess) return stage.channel.send(message(kind), signal());
    const fault = await faultOf(stage.channel, message(kind));
    expect(fault.kind).toBe('unavailable');
    expect(fault.message).toContain('Please sign in');
    stage.reply = null;
    await stage.channel.send(message(kind), signal());
  });

  it('follows no redirect with a message', async () => {
    const stage = await stageFor(entry, receiver);
    stage.reply = () => ({ status: 307, headers: { location: 'http://127.0.0.1:1/' } });
    expect((await faultOf(stage.channel, message(kind))).kind).toBe('rejected');
    expect(stage.requests).toHaveLength(1);
  });

  it('sends nothing inside the own network unless that is allowed', async () => {
    const stage = await stageFor(entry, receiver, { allowInside: [] });
    const fault = await faultOf(stage.channel, message(kind));
    expect(fault.kind).toBe('rejected');
    expect(fault.message).toContain('allowInside');
    expect(stage.requests).toHaveLength(0);
  });

  it('stops when it is aborted, before or while it sends', async () => {
    const stage = await stageFor(entry, receiver);
    expect((await faultOf(stage.channel, message(kind), AbortSignal.abort())).kind).toBe('aborted');
    expect(stage.requests).toHaveLength(0);
    const controller = new AbortController();
    stage.reply = () => {
      controller.abort();
      return null;
    };
    expect((await faultOf(stage.channel, message(kind), controller.signal)).kind).toBe('aborted');
  });
});

/** What is no step of an incident, with words that break what isn't escaped or cut. */
const testNote = (kind: string, words = 'Nothing happened.'): ChannelNote => ({
  idempotencyKey: `digest:my-${kind}:29400000`,
  note: {
    ...{ kind: 'digest', from: testNow - 86_400_000, to: testNow, title: `Outcry digest: ${words}` },
    sections: Array.from({ length: 80 }, () => ({ heading: words, lines: [words, words] })),
    ...{ text: words, link: 'https://outcry.example.org/' },
  },
});
const telling = channelKinds.filter(({ kind }) => {
  const receiver = receivers.get(kind);
  return receiver && channelAt(kind, receiver, 'http://127.0.0.1:1').tell;
});

describe.each(telling)('channel $kind, which people read', (entry) => {
  const receiver = receivers.get(entry.kind)!;

  it.each(['Nothing happened.', hostile])('tells a digest by the same contract, once per key', async (words) => {
    const stage = await stageFor(entry, receiver);
    const note = testNote(entry.kind, words);
    await stage.channel.tell!(note, signal());
    await stage.channel.tell!(note, signal());
    if (receiver.identity === null) expect(stage.requests).toHaveLength(1);
    else expect(new Set(stage.requests.map(receiver.identity)).size).toBe(1);
  });

  it('tells the faults of a digest as those of a step', async () => {
    const stage = await stageFor(entry, receiver);
    stage.reply = () => ({ status: 503 });
    await expect(stage.channel.tell!(testNote(entry.kind), signal())).rejects.toMatchObject({ kind: 'unavailable' });
    stage.reply = null;
    await stage.channel.tell!(testNote(entry.kind), signal());
    expect(stage.requests).toHaveLength(2);
  });
});

it('sends digests to whoever reads, and refuses a plan for what takes alerts alone', () => {
  expect(telling.map(({ kind }) => kind)).toEqual(['slack', 'teams', 'webhook']);
  const settings = receivers.get('pagerduty')!.settings('http://127.0.0.1:1');
  const wish = { id: 'mine', kind: 'pagerduty', settings, digest: { at: '08:00' } };
  expect(() => openChannel(wish, contextFor())).toThrow(/channel mine: pagerduty takes alerts alone/);
});

const renewing = channelKinds.filter(({ kind }) => {
  const receiver = receivers.get(kind);
  return receiver && channelAt(kind, receiver, 'http://127.0.0.1:1').renewal;
});

describe.each(renewing)('channel $kind, which wants to hear again', (entry) => {
  it('renews what stands by the same contract and identity', async () => {
    const receiver = receivers.get(entry.kind)!;
    const stage = await stageFor(entry, receiver);
    await stage.channel.send(message(entry.kind), signal());
    const everyMs = stage.channel.renewal!.everyMs;
    expect(everyMs).toBeGreaterThanOrEqual(30_000);
    expect(everyMs).toBeLessThanOrEqual(180_000);
    clock.at += everyMs;
    await stage.channel.renewal!.renew([message(entry.kind)], signal());
    expect(new Set(stage.requests.map(receiver.identity!)).size).toBe(1);
  });
});

/** A port that nothing listens at: one that was just given up. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}
