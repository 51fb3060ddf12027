import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSubmit } from '../../src/commands/submit-posts.ts';
import { loadConfig } from '../../src/config/load.ts';
import { webSettings } from '../../src/config/web-settings.ts';
import { aggregate } from '../../src/pipeline/aggregate.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { hearEvents } from '../support/heard-events.ts';
import { currentByMinute, emptyTables, ingestSettings, startAt, testKnowledge } from '../support/ingest-world.ts';
import { startServer, type TestServer } from './server.ts';

const salt = 'test';
const set = { OUTCRY_ADDRESS_SECRET: '0123456789abcdef0123456789abcdef' };
const pack = brandPack();

let database: Database;
const servers: TestServer[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyTables(database));
afterEach(async () => {
  for (const { close } of servers.splice(0)) await close();
});

/** An API worker as an environment makes it, on the database that all share. */
async function worker(environment: Record<string, string>): Promise<TestServer> {
  const clock = { now: () => startAt };
  const tools = { knowledge: testKnowledge([pack]), settings: ingestSettings, clock, events: hearEvents().events };
  const settings = webSettings(loadConfig(environment));
  const submit = createSubmit({ ...tools, database });
  const server = await startServer(database, { ...settings, brands: [pack], salt, submit });
  server.setClock(startAt);
  servers.push(server);
  return server;
}

async function report(server: TestServer): Promise<void> {
  const answer = await server.get('/api/v1/brands/northwind/reports', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ symptoms: ['login'] }),
  });
  expect(answer.status).toBe(202);
}

async function counted(): Promise<Record<number, number>> {
  await aggregate(database, { authorWindowMinutes: ingestSettings.authorWindowMinutes });
  return currentByMinute(database);
}

describe('who reports over the form', () => {
  it('is not found by trying addresses with all that a backup holds', async () => {
    await report(await worker({}));
    const [row] = await database.query<{ author_key: string }>("SELECT author_key FROM post WHERE source = 'form'");
    const keyed = (text: string) => createHmac('sha256', salt).update(text).digest('base64url');
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '::/64', '::ffff:0:0/64']) {
      const tried = [address, `address:${address}`].flatMap((text) => [text, keyed(text), keyed(text).slice(0, 22)]);
      for (const sender of tried) expect(keyed(`form\u0000${sender}`).slice(0, 16)).not.toBe(row!.author_key);
    }
  });

  it('is one voice, however often, also over a restart and several workers that are given one secret', async () => {
    const [first, second] = [await worker(set), await worker(set)];
    for (const server of [first, second, first]) await report(server);
    expect(await counted()).toEqual({ 0: 1 });
  });

  it('is one voice in a process without a secret, and a new one in the next', async () => {
    const first = await worker({});
    await report(first);
    await report(first);
    expect(await counted()).toEqual({ 0: 1 });
    await report(await worker({}));
    expect(await counted()).toEqual({ 0: 2 });
  });

  it('is not hidden under a secret that could be guessed', () => {
    expect(() => loadConfig({ OUTCRY_ADDRESS_SECRET: 'short' })).toThrow('32 characters');
  });
});
