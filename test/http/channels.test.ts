import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { previewDigest } from '../../src/commands/preview-digest.ts';
import { channel, channelTrial, delivery, digest, settings } from '../../src/http/setting-schemas.ts';
import { ChannelError, type ChannelMessage } from '../../src/ports/channel.ts';
import type { Database } from '../../src/ports/database.ts';
import { readAudit } from '../../src/store/read/audit.ts';
import { writeWatchdogFaults } from '../../src/store/watchdog-faults.ts';
import { openTestDatabase } from '../support/database.ts';
import { asOfAt, seed } from './seed.ts';
import { pack, startServer, type TestServer } from './server.ts';

let database: Database;
let server: TestServer;
const sent: ChannelMessage[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
  const taking = { id: 'desk', kind: 'webhook', send: async (message: ChannelMessage) => void sent.push(message) };
  const refusing = {
    ...{ id: 'on-call', kind: 'pagerduty' },
    send: async () => {
      throw new ChannelError('rejected', 'the key is not known');
    },
  };
  const route = { from: 'probable' as const, brands: ['walmart'] };
  const plans = new Map([['desk', { at: '08:00', zone: 'America/Chicago', weekdays: [] }]]);
  const packs = new Map([['walmart', pack('walmart')]]);
  const audience = { channels: ['desk'] };
  const digests = { database, clock: { now: () => asOfAt }, packs, audience, plans, link: 'http://here/' };
  server = await startServer(database, {
    digestOf: (id) => previewDigest(digests, id),
    channels: [taking, refusing],
    audience: { channels: ['desk', 'on-call'], routes: new Map([['on-call', route]]) },
  });
  await database.query(
    `INSERT INTO outbox (key, incident_id, revision, channel, due_at, state, message, delivered_at) VALUES
     ('a', 'inc-1', 1, 'desk', $1, 'delivered', '', $1), ('b', 'inc-1', 2, 'desk', $1, 'waiting', 'HTTP 503', NULL),
     ('c', 'inc-1', 1, 'desk', $2, 'delivered', '', $2)`,
    [asOfAt - 60_000, asOfAt - 30 * 86_400_000],
  );
});
afterAll(async () => {
  await server.close();
  await database.close();
});

const trial = async (id: string) => server.get(`/api/v1/channels/${id}/trials`, { method: 'POST' });

describe('channels over the API', () => {
  it('tell whom they tell of what, and what became of it', async () => {
    const { items } = (await (await server.get('/api/v1/channels')).json()) as { items: unknown[] };
    expect(items.map((item) => channel.strict().parse(item))).toMatchObject([
      { id: 'desk', from: 'watching', brands: null, waiting: 1, delivered: 1, failed: 0, lastFault: 'HTTP 503' },
      { id: 'on-call', from: 'probable', brands: ['walmart'], waiting: 0, delivered: 0, lastDeliveredAt: null },
    ]);
  });

  it('show what keeps the watchdog’s messages away, until a message arrives', async () => {
    const faultsAt = (at: number) => ({ desk: { at, message: 'HTTP 404' }, 'on-call': { at, message: 'key unknown' } });
    const told = async () => {
      const { items } = (await (await server.get('/api/v1/channels')).json()) as { items: { lastFault: string }[] };
      return items.map(({ lastFault }) => lastFault);
    };
    await writeWatchdogFaults(database, faultsAt(asOfAt - 30_000));
    expect(await told()).toEqual([
      'HTTP 503; the watchdog’s last message: HTTP 404',
      'the watchdog’s last message: key unknown',
    ]);
    await writeWatchdogFaults(database, faultsAt(asOfAt - 90_000));
    expect(await told()).toEqual(['HTTP 503', 'the watchdog’s last message: key unknown']);
    await writeWatchdogFaults(database, {});
    expect(await told()).toEqual(['HTTP 503', '']);
  });

  it('have a log of what was sent, page by page, of one channel or incident', async () => {
    const ask = async (query: string) =>
      (await (await server.get(`/api/v1/deliveries?${query}`)).json()) as { items: unknown[]; next?: string };
    const first = await ask('channel=desk&limit=2');
    const second = await ask(`channel=desk&limit=2&cursor=${first.next}`);
    const items = [...first.items, ...second.items].map((item) => delivery.strict().parse(item));
    expect(items.map(({ key, state, message }) => [key, state, message])).toEqual([
      ['b', 'waiting', 'HTTP 503'],
      ['c', 'delivered', ''],
      ['a', 'delivered', ''],
    ]);
    expect(second.next).toBeUndefined();
    expect((await ask('incident=inc-9')).items).toEqual([]);
  });

  it('show the digest as it would be now, and which channels have none', async () => {
    const answer = digest.strict().parse(await (await server.get('/api/v1/channels/desk/digest')).json());
    expect(answer).toMatchObject({ channel: 'desk', at: '08:00', zone: 'America/Chicago', weekdays: [] });
    expect(Date.parse(answer.to) - Date.parse(answer.from)).toBe(86_400_000);
    expect(Date.parse(answer.next)).toBeGreaterThan(Date.parse(answer.to));
    expect(answer.text).toContain('Walmart');
    expect((await server.get('/api/v1/channels/on-call/digest')).status).toBe(404);
  });

  it('are tried with two messages that say so, and who did it is kept', async () => {
    const answer = channelTrial.strict().parse(await (await trial('desk')).json());
    expect(answer).toMatchObject({ id: 'desk', state: 'ok' });
    expect(sent.map(({ words }) => words.title)).toEqual(['Outcry: trial (watching)', 'Outcry: trial (closed)']);
    expect(await readAudit(database, { limit: 1 })).toMatchObject([{ action: 'channel-tried' }]);
  });

  it('that refuse are told as failing, with what to do', async () => {
    const answer = channelTrial.parse(await (await trial('on-call')).json());
    expect(answer.state).toBe('failing');
    expect(answer.message).toContain('correct the address or the secret');
    expect((await trial('nobody')).status).toBe(404);
  });
});

describe('settings over the API', () => {
  it('name what judging depends on and the packs', async () => {
    const answer = settings.strict().parse(await (await server.get('/api/v1/settings')).json());
    expect(answer.judging.falseAlarmBudgetDays).toBe(1_000);
    expect(answer.packs.map(({ id, demo }) => [id, demo])).toEqual([
      ['walmart', false],
      ['target', false],
      ['brightcart', true],
    ]);
  });
});
