import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createFetcher, type Fetcher, type FetcherOptions } from '../../../src/adapters/net/fetcher.ts';
import { testNow } from '../../support/fake-service.ts';
import { type Respond, startService, testCa } from '../../support/service-server.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const clock = { at: testNow, now: () => clock.at };
const signal = new AbortController().signal;

function fetcherWith(options: Partial<FetcherOptions> = {}): Fetcher {
  clock.at = testNow;
  const fetcher = createFetcher({
    clock,
    contact: 'mail@example.org',
    version: '1.2',
    timeoutMs: 10_000,
    allowInside: ['127.0.0.1'],
    ...options,
  });
  open.push(fetcher.close);
  return fetcher;
}

async function serve(respond: Respond, https = false) {
  const server = await startService(respond, { https });
  open.push(server.close);
  return server;
}

describe('the fetcher', () => {
  it('says who it is and how to reach the operator', async () => {
    const server = await serve(() => ({ body: 'ok' }));
    await fetcherWith().fetch({ url: server.url, signal });
    expect(server.requests[0]!.headers['user-agent']).toBe('Outcry/1.2 (+mail@example.org)');
  });

  it('speaks https with a certificate that it was told to trust, and not otherwise', async () => {
    const server = await serve(() => ({ body: 'ok' }), true);
    expect((await fetcherWith({ ca: testCa }).fetch({ url: server.url, signal })).text).toBe('ok');
    await expect(fetcherWith().fetch({ url: server.url, signal })).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('certificate'),
    });
  });

  it('follows redirects, keeping secrets from other hosts', async () => {
    const target = await serve(() => ({ body: 'here' }));
    const server = await serve(({ url }) => ({
      status: 302,
      headers: { location: url.pathname === '/far' ? `${target.url}/x` : '/far' },
    }));
    const reply = await fetcherWith().fetch({
      url: `${server.url}/near`,
      headers: { authorization: 'secret' },
      signal,
    });
    expect(reply.text).toBe('here');
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['secret', 'secret']);
    expect(target.requests[0]!.headers.authorization).toBeUndefined();
  });

  it('gives up on redirects without end', async () => {
    const server = await serve(() => ({ status: 301, headers: { location: '/again' } }));
    await expect(fetcherWith().fetch({ url: server.url, signal })).rejects.toMatchObject({ kind: 'misconfigured' });
  });

  it.each([
    'http://127.0.0.1:1/',
    'http://[::1]:1/',
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.8/',
    'http://[::ffff:192.168.0.1]/',
    'http://2130706433/',
  ])('refuses the inside address %s', async (url) => {
    await expect(fetcherWith({ allowInside: [] }).fetch({ url, signal })).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('inside'),
    });
  });

  it('refuses a name that leads inside, by the address that the socket would take', async () => {
    const server = await serve(() => ({ body: 'secret' }));
    const url = server.url.replace('127.0.0.1', 'localhost');
    await expect(fetcherWith({ allowInside: [] }).fetch({ url, signal })).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('inside'),
    });
    expect(server.requests).toEqual([]);
  });

  it('refuses a redirect that leads inside', async () => {
    const server = await serve(() => ({ status: 302, headers: { location: 'http://10.1.2.3/admin' } }));
    await expect(fetcherWith().fetch({ url: server.url, signal })).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('10.1.2.3'),
    });
  });

  it.each(['file:///etc/passwd', 'ftp://example.org/', 'http://user:secret@example.org/', 'nothing'])(
    'refuses %s',
    async (url) => {
      const fault = await fetcherWith()
        .fetch({ url, signal })
        .catch((error: Error) => error);
      expect(fault).toMatchObject({ kind: 'misconfigured' });
      expect((fault as Error).message).not.toContain('secret');
    },
  );

  it('stops a reply that is too long, also one that is small only while compressed', async () => {
    const server = createServer((_, reply) => {
      reply.setHeader('content-encoding', 'gzip');
      reply.end(gzipSync('x'.repeat(1_000_000)));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    open.push(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(fetcherWith({ maxBytes: 100_000 }).fetch({ url, signal })).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('100000'),
    });
  });

  it.each([
    ['br', brotliCompressSync(Buffer.from('päck')), 'päck'],
    ['gzip', gzipSync('päck'), 'päck'],
  ])('reads %s', async (encoding, body, text) => {
    const server = createServer((_, reply) => reply.setHeader('content-encoding', encoding).end(body));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    open.push(() => server.close());
    expect(
      (await fetcherWith().fetch({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, signal })).text,
    ).toBe(text);
  });

  it('calls a reply malformed that is not compressed as it claims', async () => {
    const server = createServer((_, reply) => reply.setHeader('content-encoding', 'gzip').end('plain'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    open.push(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(fetcherWith().fetch({ url, signal })).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('calls a body that never ends a timeout', async () => {
    const server = createServer((_, reply) => reply.writeHead(200).write('begun'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    open.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(fetcherWith({ timeoutMs: 200 }).fetch({ url, signal })).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('keeps to its own budget for a host and says when the next request may go', async () => {
    const server = await serve(() => ({ body: 'ok' }));
    const fetcher = fetcherWith({ limits: { burst: 2, requestsPerMinute: 6 } });
    await fetcher.fetch({ url: server.url, signal });
    await fetcher.fetch({ url: server.url, signal });
    await expect(fetcher.fetch({ url: server.url, signal })).rejects.toMatchObject({
      kind: 'rate-limited',
      retryAt: testNow + 10_000,
    });
    clock.at += 10_000;
    expect((await fetcher.fetch({ url: server.url, signal })).text).toBe('ok');
    expect(server.requests.length).toBe(3);
  });

  it('pauses when a service says that nothing is left, until its reset', async () => {
    const server = await serve(() => ({
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' },
      body: 'last',
    }));
    const fetcher = fetcherWith();
    expect((await fetcher.fetch({ url: server.url, signal })).text).toBe('last');
    await expect(fetcher.fetch({ url: server.url, signal })).rejects.toMatchObject({
      kind: 'rate-limited',
      retryAt: testNow + 60_000,
    });
    expect(server.requests.length).toBe(1);
  });

  it('leaves a host alone that keeps failing, longer with each failed trial, and comes back', async () => {
    let status = 500;
    const server = await serve(() => ({ status, body: 'broken' }));
    const fetcher = fetcherWith({ limits: { failuresToOpen: 3, openMs: { first: 1_000, longest: 60_000 } } });
    const ask = () =>
      fetcher.fetch({ url: server.url, signal }).then(
        (reply) => reply.text,
        (error) => error,
      );
    for (let tries = 0; tries < 3; tries++) await ask();
    expect(await ask()).toMatchObject({ kind: 'unavailable', retryAt: testNow + 1_000 });
    expect(server.requests.length).toBe(3);
    clock.at += 1_000;
    await ask();
    expect(await ask()).toMatchObject({ retryAt: testNow + 1_000 + 2_000 });
    clock.at += 2_000;
    status = 200;
    expect(await ask()).toBe('broken');
    expect(await ask()).toBe('broken');
  });

  it('shows the beginning of what the service said, on one line and without tags', async () => {
    const server = await serve(() => ({ status: 500, body: `<h1>Down</h1>\n\u0007 for ${'repair '.repeat(100)}` }));
    const fault = await fetcherWith()
      .fetch({ url: server.url, signal })
      .catch((error: Error) => error.message);
    expect(fault).toMatch(/^127\.0\.0\.1:\d+ answered 500: Down for (repair )+/);
    expect((fault as string).length).toBeLessThan(260);
  });
});
