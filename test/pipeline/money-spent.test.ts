import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { x } from '../../src/adapters/sources/x.ts';
import type { List, SourceAnswer } from '../../src/http/schemas.ts';
import { type PollContext, pollSource } from '../../src/pipeline/poll-source.ts';
import { recheckSource } from '../../src/pipeline/recheck-source.ts';
import type { Database } from '../../src/ports/database.ts';
import { registerSource } from '../../src/store/sources.ts';
import { service } from '../fixtures/sources/x/service.ts';
import { startServer, type TestServer } from '../http/server.ts';
import { openTestDatabase } from '../support/database.ts';
import { testNow } from '../support/fake-service.ts';
import { hearEvents } from '../support/heard-events.ts';
import { emptyTables, ingestSettings, testKnowledge } from '../support/ingest-world.ts';
import { startService } from '../support/service-server.ts';
import { sourceUnderTest } from '../support/source-under-test.ts';

const signal = new AbortController().signal;
const april = Date.parse('2026-04-01T00:00:00Z');

let database: Database;
let site: TestServer;
const open: (() => Promise<void>)[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
  site = await startServer(database);
});
afterAll(async () => {
  await site.close();
  await database.close();
});
beforeEach(() => emptyTables(database));
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** X, asked anew as after a restart: of what was spent it knows what the database does. */
async function pollX(atMs: number, { monthlyBudgetUsd = 100, posts = 8, again = false } = {}): Promise<void> {
  const held = service.items.slice(0, posts).map(({ body }) => body);
  const server = await startService((request) => service.respond!(held, request), { https: true });
  open.push(server.close);
  const settings = (url: string) => ({ ...service.settings(url), unitPriceUsd: 0.005, monthlyBudgetUsd });
  const { source, clock, close } = sourceUnderTest(x, { ...service, settings }, server.url);
  open.push(close);
  clock.at = atMs;
  site.setClock(atMs);
  await registerSource(database, { id: source.id, kind: source.kind, atMs });
  const parts = { knowledge: testKnowledge(service.brands), settings: ingestSettings, random: () => 0.5 };
  const { events } = hearEvents();
  const context: PollContext = { ...parts, clock, events, database, queue: inProcessQueue };
  await pollSource(source, context, signal);
  if (again) await recheckSource(source, context, signal);
}

async function xOnApi(): Promise<SourceAnswer> {
  const { items } = (await (await site.get('/api/v1/sources')).json()) as List<SourceAnswer>;
  return items.find(({ kind }) => kind === 'x')!;
}

describe('what a source has cost', () => {
  it('is told by the API: eight posts bought at half a cent', async () => {
    await pollX(testNow);
    expect(await xOnApi()).toMatchObject({ posts: 8, spentUsd: 0.04 });
  });

  it('goes on from there after a restart, and begins anew with the month', async () => {
    await pollX(testNow);
    await pollX(testNow + 120_000);
    expect((await xOnApi()).spentUsd).toBe(0.04);
    site.setClock(april);
    expect((await xOnApi()).spentUsd).toBe(0);
    await pollX(april, { posts: 2 });
    expect((await xOnApi()).spentUsd).toBe(0.01);
  });

  it('stands while the budget is spent', async () => {
    // X sells no fewer than ten posts: of the nine tenths that are for searching what is left pays for eight.
    await pollX(testNow, { monthlyBudgetUsd: 0.09 });
    await pollX(testNow + 120_000, { monthlyBudgetUsd: 0.09 });
    expect(await xOnApi()).toMatchObject({ state: 'limited', spentUsd: 0.04 });
  });

  it('counts looks at stored posts too, whose part of the budget is their own', async () => {
    // Eight posts bought, eight looked at again, and one of these bought in its edited form.
    await pollX(testNow, { again: true });
    expect((await xOnApi()).spentUsd).toBe(0.085);
    await pollX(testNow + 120_000);
    expect((await xOnApi()).spentUsd).toBe(0.085);
    site.setClock(april);
    expect((await xOnApi()).spentUsd).toBe(0);
  });
});
