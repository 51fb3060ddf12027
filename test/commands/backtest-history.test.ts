import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backtestHistory, type HistoryRequest } from '../../src/commands/backtest-history.ts';
import { createBacktestJobs } from '../../src/commands/backtest-jobs.ts';
import { incidentRules } from '../../src/pipeline/cycle-settings.ts';
import type { Database } from '../../src/ports/database.ts';
import { corridorContext, openCorridor } from '../support/corridor.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { startMinute } from '../support/ingest-world.ts';
import { madePosts, ordinary, outage } from '../support/made-posts.ts';

const pack = brandPack({ mentionsPerDay: 1_000 });
const learned = 720;
const onset = learned + 300;
const end = onset + 40 + 90;
const rules = { falseAlarmBudgetDays: 365, leastExcessShare: 0.35, resolveDelayMinutes: 10, reopenMinutes: 60 };

let history: Database;
let recorded: { id: string; detectedAt: number }[];
beforeAll(async () => {
  history = await openTestDatabase();
  const corridor = openCorridor(history, [pack]);
  const posts = madePosts([...ordinary(0, end), ...outage(onset, onset + 40)], 21);
  for (let minute = 60; minute <= end; minute += 60)
    await corridor.advance(
      posts.filter(({ createdAt }) => {
        const at = createdAt / 60_000 - startMinute;
        return at >= minute - 60 && at < minute;
      }),
      startMinute + minute,
    );
  recorded = await history.query('SELECT id, detected_at AS "detectedAt" FROM incident');
}, 60_000);
afterAll(() => history.close());

const tools = () => ({
  history,
  openScratch: openTestDatabase,
  cycleOf: (changes: Record<string, unknown>, scratch: Database) => {
    const context = corridorContext(scratch, [pack]);
    const wished = { ...rules, ...changes };
    return {
      ...context,
      settings: { ...context.settings, budgetMinutes: wished.falseAlarmBudgetDays * 1440 },
      track: { ...context.track, rules: incidentRules(wished) },
    };
  },
});

const request = (changes: HistoryRequest['changes'], more: Partial<HistoryRequest> = {}): HistoryRequest => ({
  brands: ['northwind'],
  told: { from: startMinute + learned, to: startMinute + end - 30 },
  learnDays: 1,
  changes,
  outages: [],
  ...more,
});

describe('a backtest of stored history', { timeout: 120_000 }, () => {
  it('finds what was found when it happened, and nothing else without a change', async () => {
    const result = await backtestHistory(tools(), request({}));
    expect(recorded).toHaveLength(1);
    expect(result).toMatchObject({ appeared: [], vanished: [], changed: [], same: 1 });
    const [rate] = result.falseAlarms.before;
    expect(rate).toMatchObject({ brand: 'northwind', alarms: 1, incidents: 1, kept: false });
    expect(rate!.budgetPerMonth).toBeCloseTo(30 / 365, 9);
  });

  it('tells that a strict budget delays the incident, that what is known to be broken is no false alarm, and writes nothing', async () => {
    const outages = [{ brand: 'northwind', from: startMinute + onset, to: startMinute + onset + 40 }];
    const result = await backtestHistory(tools(), request({ falseAlarmBudgetDays: 36_500 }, { outages }));
    expect(result.changed).toHaveLength(1);
    expect(result.changed[0]!.detectedMinutes).toBeGreaterThan(0);
    expect(result.changed[0]!.before.incident).toMatchObject({
      id: recorded[0]!.id,
      detectedAt: recorded[0]!.detectedAt,
    });
    expect(result.falseAlarms.before[0]).toMatchObject({ alarms: 0, incidents: 0, kept: true });
    expect(await history.query('SELECT id FROM incident')).toHaveLength(1);
  });

  it('tells that an incident vanishes under a budget that nothing reaches', async () => {
    const strict = await backtestHistory(tools(), request({ falseAlarmBudgetDays: 1e12 }));
    expect(strict.vanished.map(({ incident }) => incident.id)).toEqual([recorded[0]!.id]);
    expect(strict.falseAlarms.after[0]).toMatchObject({ alarms: 0, incidents: 0 });
  });

  it('takes a person’s verdict for what was broken', async () => {
    await history.query(
      "INSERT INTO incident_verdict (incident_id, at, verdict, reason, name, actor) VALUES ($1, 0, 'false-alarm', '', 'a', 'a'), ($1, 1, 'true', '', 'a', 'a')",
      [recorded[0]!.id],
    );
    const judged = await backtestHistory(tools(), request({}));
    expect(judged.falseAlarms.before[0]).toMatchObject({ alarms: 0, incidents: 0, kept: true });
  });

  it('runs one job at a time and keeps its result; a stop ends it', async () => {
    const jobs = createBacktestJobs({ ...tools(), clock: { now: () => 1_000 }, failed: () => {} });
    const job = jobs.begin(request({}))!;
    expect(job.state).toBe('running');
    expect(jobs.begin(request({}))).toBeNull();
    await expect.poll(() => jobs.find(job.id)?.state, { timeout: 60_000 }).toBe('done');
    expect(jobs.find(job.id)!.result!.same).toBe(1);
    const second = jobs.begin(request({}))!;
    await jobs.close();
    expect(second).toMatchObject({ state: 'failed', message: 'the server was stopped' });
    expect(jobs.list().map(({ id }) => id)).toEqual([second.id, job.id]);
  });
});
