import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { command } from '../../src/cli/channels.ts';
import { channelWishes, incidentLink } from '../../src/config/channel-wishes.ts';
import { loadConfig } from '../../src/config/load.ts';
import { type ServiceServer, startService } from '../support/service-server.ts';

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function receiver(status = 204): Promise<ServiceServer> {
  const server = await startService(() => ({ status }));
  open.push(server.close);
  return server;
}

async function run(argv: string[], env: Record<string, string>) {
  const stdout = new PassThrough();
  const streams = { stdin: new PassThrough(), stdout, stderr: new PassThrough() };
  const status = await command.run(argv, { ...streams, env, cwd: '/', signal: new AbortController().signal });
  return { status, text: String(stdout.read() ?? '') };
}

const environment = (url: string) => ({
  OUTCRY_WEBHOOK_URL: `${url}/hook`,
  OUTCRY_WEBHOOK_SECRET: secret,
  OUTCRY_ALLOW_INSIDE: '127.0.0.1',
});

describe('outcry channels', () => {
  it('checks whether the address can be reached, and sends nothing there', async () => {
    const server = await receiver(404);
    const { status, text } = await run(['check'], environment(server.url));
    expect({ status, text }).toEqual({
      status: 0,
      text: expect.stringMatching(/^webhook +webhook +ok .*nothing was sent/),
    });
    expect(server.requests.map(({ method, url }) => [method, url.pathname])).toEqual([['GET', '/']]);
  });

  it('sends a trial of two messages', async () => {
    const server = await receiver();
    const { status, text } = await run(['test', '--json'], environment(server.url));
    expect({ status, state: JSON.parse(text).state }).toEqual({ status: 0, state: 'ok' });
    expect(server.requests.map(({ body }) => JSON.parse(body).type)).toEqual(['incident.watching', 'incident.closed']);
    expect(server.requests.every(({ body }) => body.includes('trial'))).toBe(true);
  });

  it('prints what a digest would say now, and sends nothing', async () => {
    const server = await receiver();
    const folder = mkdtempSync(join(tmpdir(), 'outcry-digest-'));
    open.push(() => rmSync(folder, { recursive: true }));
    const env = { ...environment(server.url), OUTCRY_DATA_DIR: folder, OUTCRY_BRANDS: 'walmart,aws' };
    await expect(run(['digest'], env)).rejects.toThrow('OUTCRY_DIGEST_AT');
    const { text } = await run(['digest'], { ...env, OUTCRY_DIGEST_AT: '08:00', OUTCRY_DIGEST_ZONE: 'Europe/Berlin' });
    expect(text).toMatch(/^webhook: next \d{4}-.*Z \(08:00 Europe\/Berlin\)\n\nOutcry digest: no incidents\n/);
    expect(text).toContain('Walmart: 0 (still learning)');
    expect(server.requests).toEqual([]);
  }, 180_000);

  it('tells what is wrong and what to do, and goes on with the other channels', async () => {
    const server = await receiver(403);
    const other = await startService(() => ({ status: 200, body: 'ok' }));
    open.push(other.close);
    const { status, text } = await run(['test'], { ...environment(server.url), OUTCRY_SLACK_WEBHOOK_URL: other.url });
    expect(status).toBe(1);
    const [webhook, slack] = text.trim().split('\n');
    expect(webhook).toMatch(/^webhook .*failing .*answered 403 \(rejected\): correct the address or the secret/);
    expect(slack).toMatch(/^slack .* ok /);
  });

  it('names a private address that is not allowed, and a secret that is none', async () => {
    const server = await receiver();
    const { OUTCRY_ALLOW_INSIDE: _, ...closed } = environment(server.url);
    expect((await run(['check'], closed)).text).toMatch(/failing .*allowInside/);
    const wrong = await run(['check'], { ...environment(server.url), OUTCRY_WEBHOOK_SECRET: 'hunter2' });
    expect(wrong).toEqual({ status: 1, text: expect.stringMatching(/channel webhook: .*must be whsec_/s) });
    expect(wrong.text).not.toContain('hunter2');
    expect(server.requests).toEqual([]);
  });

  it('says so when nothing is configured, or not that one', async () => {
    await expect(run(['check'], {})).rejects.toThrow(/no channel is configured/);
    await expect(run(['check', '--only', 'fax'], environment('http://127.0.0.1:1'))).rejects.toThrow(
      /there are webhook/,
    );
    await expect(run(['ring'], {})).rejects.toThrow(/"check", "test", "digest" and "list"/);
  });

  it('lists every kind with its settings', async () => {
    const { text } = await run(['list'], {});
    for (const kind of ['alertmanager', 'pagerduty', 'slack', 'teams', 'webhook']) expect(text).toContain(`${kind}\n`);
  });
});

describe('the configuration of channels', () => {
  const fromFile = (content: unknown, env: Record<string, string> = {}) => {
    const folder = mkdtempSync(join(tmpdir(), 'outcry-config-'));
    open.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'config.json');
    writeFileSync(file, JSON.stringify(content));
    return loadConfig(env, file);
  };

  it('takes a list from the file and one of each kind from plain settings; of one id the file counts', () => {
    const channels = [
      {
        ...{ id: 'on-call', kind: 'pagerduty', settings: { routingKey: 'x' }, from: 'confirmed', brands: ['walmart'] },
        ...{ symptoms: ['checkout_payment'], areas: ['US-TX'] },
      },
      { id: 'slack', kind: 'slack', settings: { url: 'https://hooks.example.org/a' } },
    ];
    const config = fromFile(
      { channels },
      { OUTCRY_SLACK_WEBHOOK_URL: 'https://hooks.example.org/b', OUTCRY_PAGERDUTY_ROUTING_KEY: 'y' },
    );
    const defaults = { digest: null, severity: 'info', escalateAfter: null, throttle: null };
    expect(channelWishes(config)).toEqual([
      { ...channels[0], ...defaults },
      { ...channels[1], ...defaults, from: 'watching', brands: null, symptoms: null, areas: null },
      { id: 'pagerduty', kind: 'pagerduty', settings: { routingKey: 'y' }, from: 'probable', brands: null },
    ]);
  });

  it('takes two secrets while one replaces the other', () => {
    const config = loadConfig({ OUTCRY_WEBHOOK_URL: 'https://example.org', OUTCRY_WEBHOOK_SECRET: 'a, b' });
    expect(channelWishes(config)[0]!.settings).toEqual({ url: 'https://example.org', secrets: ['a', 'b'] });
  });

  it('refuses two channels of one id, and an id that can’t stand in a key', () => {
    const one = { id: 'a', kind: 'slack', settings: {} };
    expect(() => fromFile({ channels: [one, one] })).toThrow(/two channels have the same id/);
    expect(() => fromFile({ channels: [{ ...one, id: 'a.b:c' }] })).toThrow(/up to 40 of a-z/);
  });

  it('links to the page under the public address, or the one that is listened on', () => {
    expect(incidentLink(loadConfig({}), 'a b')).toBe('http://127.0.0.1:8300/#/incident/a%20b');
    expect(incidentLink(loadConfig({ OUTCRY_PUBLIC_URL: 'https://outcry.example.org/x/' }), 'a')).toBe(
      'https://outcry.example.org/x/#/incident/a',
    );
  });
});
