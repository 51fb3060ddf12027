import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BacktestResult } from '../../src/http/backtest-schemas.ts';
import { runOutcry } from '../support/cli-run.ts';
import { scenarioLines } from '../support/scenario.ts';

let folder: string;
let archive: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'outcry-backtest-'));
  archive = join(folder, 'archive.ndjson');
  writeFileSync(archive, scenarioLines('national', { quietDays: 0, mentionsPerDay: 300 }).join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const backtest = (...argv: string[]) => runOutcry(['backtest', ...argv]);

describe('outcry backtest', { timeout: 600_000 }, () => {
  it('tells what a changed setting does to an archive, as JSON', async () => {
    const outages = join(folder, 'outages.csv');
    // The scripted outage.
    writeFileSync(outages, 'brand,from,to\nbrightcart,2026-03-03T14:30Z,2026-03-03T20:00Z\n');
    const changes = ['--set', 'falseAlarmBudgetDays=2000', '--set', 'resolveDelayMinutes=30'];
    const run = await backtest(
      '--in',
      archive,
      '--brand',
      'brightcart',
      ...changes,
      '--outages',
      outages,
      '--format',
      'json',
    );
    expect(run).toMatchObject({ status: 0, err: '' });
    const result = JSON.parse(run.out) as BacktestResult;
    expect(result.same + result.changed.length).toBe(1);
    expect(result.changed[0]!.closedMinutes).toBeGreaterThan(0);
    expect(result.changed[0]!.before.peak).toBe('confirmed');
    expect(result.falseAlarms.before).toHaveLength(1);
    expect(result.falseAlarms.before[0]).toMatchObject({ brand: 'brightcart', alarms: 0, incidents: 0, kept: true });
    expect(result.falseAlarms.after[0]!.budgetPerMonth).toBeLessThan(result.falseAlarms.before[0]!.budgetPerMonth);
  });

  it.each([
    [['--in', 'nowhere.ndjson', '--set', 'reopenMinutes=5'], /there is no file nowhere\.ndjson/],
    [['--in', 'package.json'], /at least one changed setting/],
    [['--in', 'package.json', '--set', 'reopenMinutes'], /must be NAME=VALUE/],
    [['--in', 'package.json', '--set', 'port=1'], /port: can't be changed here/],
    [['--in', 'package.json', '--set', 'reopenMinutes=-1'], /reopenMinutes: /],
    [['--set', 'reopenMinutes=5'], /--in FILE, or a range/],
    [['--set', 'reopenMinutes=5', '--from', '2026-03-02', '--to', '2026-03-01'], /--from must lie before --to/],
  ])('refuses %j', async (argv, message) => {
    const run = await backtest(...argv);
    expect(run.status).toBe(2);
    expect(run.err).toMatch(message);
  });
});
