import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openChannel } from '../../src/adapters/channels/open-channels.ts';
import { channelKinds } from '../../src/adapters/channels/registry.ts';
import { createFetcher } from '../../src/adapters/net/fetcher.ts';
import { readFeed } from '../../src/adapters/sources/feed-items.ts';
import { sourceKinds } from '../../src/adapters/sources/registry.ts';
import { openPrometheus } from '../../src/adapters/telemetry/prometheus.ts';
import { SourceError } from '../../src/ports/source.ts';
import { type FakeReceiver, testMessage, testTransition } from '../support/fake-receiver.ts';
import { testNow } from '../support/fake-service.ts';
import { hearEvents } from '../support/heard-events.ts';
import { testCa } from '../support/service-server.ts';
import { loadServices, stageFor } from '../support/service-stage.ts';

const services = await loadServices();
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const clock = { now: () => testNow };
const signal = () => new AbortController().signal;

function fetcherWith(allowInside: string[]) {
  const limits = { burst: 1_000 };
  const fetcher = createFetcher({
    clock,
    contact: 'https://example.org',
    version: 'test',
    allowInside,
    limits,
    ca: testCa,
  });
  open.push(() => fetcher.close());
  return fetcher;
}

/** A server of the inside: nobody may even connect to it. */
async function insideServer(): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const server = createServer((_request, response) => response.end('{}'));
  server.on('connection', () => connections++);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => new Promise((done) => server.close(done)));
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

/** Ways to write an address inside. The name is one that resolves there, as a rebound one would. */
const ways = ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0.0.0.0'];

async function faultOf(work: Promise<unknown>): Promise<Error> {
  const fault = await work.then(
    () => new Error('it was done'),
    (error: Error) => error,
  );
  return fault;
}

async function receiverOf(kind: string): Promise<FakeReceiver> {
  const file = join(resolve(import.meta.dirname, '../fixtures/channels'), kind, 'receiver.ts');
  return ((await import(file)) as { receiver: FakeReceiver }).receiver;
}

const networked = sourceKinds.filter(({ kind }) => services.get(kind)!.transport !== 'file');
const posting = channelKinds.filter(({ kind }) => kind !== 'email');

describe('an address that leads inside', () => {
  it.each(networked)('is not asked by the source $kind', async (entry) => {
    const service = services.get(entry.kind)!;
    const { port, connections } = await insideServer();
    for (const way of ways) {
      const settings = entry.settings.parse(
        service.settings(`http${service.transport === 'https' ? 's' : ''}://${way}:${port}`),
      );
      const fetcher = fetcherWith([]);
      const source = entry.create(settings, {
        ...{ id: 'mine', brands: service.brands, fetcher, clock, random: () => 0.5, keyOf: String },
      });
      expect((await faultOf(source.fetchSince(null, signal()))).message, way).toMatch(
        /inside this network|allowInside/,
      );
      await source.close();
    }
    expect(connections()).toBe(0);
  });

  it.each(posting)('is not told by the channel $kind', async ({ kind }) => {
    const receiver = await receiverOf(kind);
    const { port, connections } = await insideServer();
    for (const way of ways) {
      const settings = receiver.settings(`http://${way}:${port}`);
      const { channel } = openChannel({ id: 'mine', kind, settings }, { fetcher: fetcherWith([]), clock });
      const fault = await faultOf(channel.send(testMessage('mine', testTransition()), signal()));
      expect(fault.message, way).toMatch(/inside this network|allowInside/);
    }
    expect(connections()).toBe(0);
  });

  it('is not told by mail, and not asked for telemetry', async () => {
    const { port, connections } = await insideServer();
    for (const way of ways.filter((one) => one !== '2130706433' && one !== '0x7f.1')) {
      const settings = { url: `smtp://${way}:${port}`, from: 'a@example.org', to: ['b@example.org'] };
      const { channel } = openChannel({ id: 'mine', kind: 'email', settings }, { fetcher: fetcherWith([]), clock });
      const told = await faultOf(channel.send(testMessage('mine', testTransition()), signal()));
      expect(told.message, way).toMatch(/inside this network|allowInside/);
      const reader = openPrometheus({ url: `http://${way}:${port}`, bearerToken: undefined, fetcher: fetcherWith([]) });
      const asked = await faultOf(
        reader.read({ text: 'up', badWhen: 'below' }, { from: 0, to: 60_000, stepMs: 60_000 }, signal()),
      );
      expect(asked.message, way).toMatch(/inside this network|allowInside/);
    }
    expect(connections()).toBe(0);
  });
});

/** Repeats the whole request, as debugging proxies and default pages of frameworks do. */
async function echo(status: number): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    response.writeHead(status, { 'content-type': 'text/plain' });
    response.end(`Cannot ${request.method} ${request.url}\n${JSON.stringify(request.headers)}\n${body}`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => new Promise((done) => server.close(done)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a service that repeats what it was sent', () => {
  it.each(posting.flatMap(({ kind }) => [200, 404, 500].map((status) => ({ kind, status }))))(
    'with $status doesn’t bring a secret of $kind into errors and logs',
    async ({ kind, status }) => {
      const receiver = await receiverOf(kind);
      const settings = receiver.settings(await echo(status));
      const { channel } = openChannel({ id: 'mine', kind, settings }, { fetcher: fetcherWith(['*']), clock });
      const fault = await faultOf(channel.send(testMessage('mine', testTransition()), signal()));
      const heard = hearEvents();
      heard.events.messageFailed({
        channel: 'mine',
        outbox: 'k',
        kind: 'rejected',
        message: fault.message,
        final: true,
      });
      heard.events.stageFailed('channel mine', fault);
      expect(`${fault.stack}${JSON.stringify(fault)}${JSON.stringify(heard.lines())}`).not.toContain(receiver.secret);
    },
  );

  it.each(networked.filter(({ settings }) => Object.values(settings.shape).some(isSecret)))(
    'doesn’t bring a secret of the source $kind into errors and logs',
    async (entry) => {
      const service = services.get(entry.kind)!;
      const secret = 'a-secret-that-is-long-enough';
      const sent = entry.kind === 'reddit' ? Buffer.from(`my-client:${secret}`).toString('base64') : secret;
      const names = Object.entries(entry.settings.shape).flatMap(([name, field]) => (isSecret(field) ? [name] : []));
      const settings = (url: string) => ({
        ...service.settings(url),
        ...Object.fromEntries(names.map((name) => [name, secret])),
      });
      const stage = await stageFor(
        entry,
        { ...service, settings },
        { held: [], open: open as (() => Promise<void>)[] },
      );
      stage.fault = () => ({ status: 500, body: { detail: `got ${sent}` } });
      const fault = await faultOf(stage.fresh().source.fetchSince(null, signal()));
      const heard = hearEvents();
      heard.events.stageFailed('source', fault);
      expect(fault.message).toContain('500');
      for (const text of [secret, sent]) expect(`${fault.stack}${JSON.stringify(heard.lines())}`).not.toContain(text);
    },
  );

  it('can’t make a feed grow by entities', () => {
    const bomb = Array.from({ length: 12 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('');
    const text = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "boom">${bomb}]><rss version="2.0"><channel><title>t</title>
      <item><title>&e12;</title><guid>1</guid><description>&e12;</description></item></channel></rss>`;
    const before = process.cpuUsage().user;
    const said = JSON.stringify(readFeedOrRefuse(text));
    expect(said.length).toBeLessThan(2_000);
    expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(1_000);
  });

  it('writes one line of the log whatever it says', () => {
    const heard = hearEvents();
    const message = 'no\n{"level":60,"msg":"forged"}\r\n\u001b[31mred\u2028\u0000';
    heard.events.sourceFailed({ source: 'rss', kind: 'malformed', message, retryAt: null, state: 'failing' });
    expect(heard.lines()).toHaveLength(1);
    expect(heard.lines()[0]).toMatchObject({ message, msg: 'source failed' });
  });
});

function readFeedOrRefuse(text: string): unknown {
  try {
    return readFeed(text, 'feed');
  } catch (error) {
    expect(error).toBeInstanceOf(SourceError);
    return null;
  }
}

function isSecret(field: unknown): boolean {
  const { def } = field as { def?: { innerType?: unknown } };
  const meta = (field as { meta?: () => { secret?: boolean } | undefined }).meta?.();
  return meta?.secret === true || (def?.innerType !== undefined && isSecret(def.innerType));
}
