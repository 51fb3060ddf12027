import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HistoryRequest } from '../../src/commands/backtest-history.ts';
import type { BacktestJob } from '../../src/commands/backtest-jobs.ts';
import * as schemas from '../../src/http/backtest-schemas.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { asOfAt, seed, testIncident } from './seed.ts';
import { startServer, type TestServer } from './server.ts';

let database: Database;
let server: TestServer;
const jobs: BacktestJob[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
  server = await startServer(database, {
    backtests: {
      begin(request: HistoryRequest) {
        if (jobs.some(({ state }) => state === 'running')) return null;
        const id = 'a1b2c3d4e5f6';
        jobs.push({ id, askedAt: asOfAt, endedAt: null, request, state: 'running', result: null, message: null });
        return jobs[0]!;
      },
      find: (id) => jobs.find((job) => job.id === id) ?? null,
      list: () => jobs,
    },
  });
});
afterAll(async () => {
  await server.close();
  await database.close();
});

const post = (body: unknown) =>
  server.get('/api/v1/backtests', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const asked = { brand: 'walmart', from: '2026-11-01', to: '2026-12-01', settings: { falseAlarmBudgetDays: 30 } };

describe('backtests', () => {
  it('refuse wrong settings, ranges and brands', async () => {
    expect((await post({ ...asked, settings: { port: 1 } })).status).toBe(400);
    expect((await post({ ...asked, settings: { reopenMinutes: -1 } })).status).toBe(400);
    expect((await post({ ...asked, from: '2026-12-01', to: '2026-11-01' })).status).toBe(400);
    expect((await post({ ...asked, from: '2020-01-01' })).status).toBe(400);
    expect((await post({ ...asked, brand: 'nobody' })).status).toBe(404);
    expect((await server.get('/api/v1/backtests/ffffffffffff')).status).toBe(404);
    expect(jobs).toEqual([]);
  });

  it('begin, end at what is judged so far, run one at a time, and answer when they are done', async () => {
    const begun = await post(asked);
    expect(begun.status).toBe(202);
    const job = schemas.backtest.strict().parse(await begun.json());
    expect(job).toMatchObject({
      state: 'running',
      brands: ['walmart'],
      from: '2026-11-01T00:00:00Z',
      to: '2026-11-03T15:00:00Z',
      learnDays: 28,
      settings: { falseAlarmBudgetDays: 30 },
      result: null,
    });
    expect((await post(asked)).status).toBe(429);
    const rate = {
      ...{ brand: 'walmart', calmDays: 2.62500001, alarms: 1, incidents: 0, alarmsPerMonth: 11.4, kept: true },
      ...{ interval: { low: 0.1, high: 60 }, budgetPerMonth: 1 },
    };
    const incident = { incident: testIncident(), peak: 'confirmed' as const };
    Object.assign(jobs[0]!, {
      state: 'done',
      endedAt: asOfAt,
      result: { appeared: [incident], vanished: [], changed: [], same: 0, falseAlarms: { before: [], after: [rate] } },
    });
    const done = schemas.backtest.strict().parse(await (await server.get(`/api/v1/backtests/${job.id}`)).json());
    expect(done.result!.appeared[0]).toMatchObject({
      id: 'inc-1',
      peak: 'confirmed',
      symptoms: ['login', 'checkout_payment'],
    });
    expect(done.result!.falseAlarms.after[0]!.calmDays).toBe(2.625);
    const list = schemas.backtestList.strict().parse(await (await server.get('/api/v1/backtests')).json());
    expect(list.items.map(({ id, state }) => [id, state])).toEqual([[job.id, 'done']]);
  });
});
