import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/adapters/databases/open-database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { enterSignal, replaceWindows } from '../../src/store/telemetry.ts';
import { insertIncident, onsetMinute, testIncident } from '../http/seed.ts';
import { runOutcry } from '../support/cli-run.ts';
import { type ServiceServer, startService } from '../support/service-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-telemetry-cli-'));
const dataDir = join(folder, 'var');
const minute = 60_000;
const at = (n: number) => (onsetMinute + n) * minute;

let service: ServiceServer;
let env: Record<string, string>;
beforeAll(async () => {
  const rules = [
    { signal: 'logins', query: 'logins', badWhen: 'below', degraded: 0.99, down: 0.9 },
    { signal: 'misspelled', query: 'nothing', badWhen: 'below', degraded: 0.99 },
    { signal: 'wrong', query: 'sum(', badWhen: 'below', degraded: 0.99 },
  ];
  writeFileSync(join(folder, 'walmart.json'), JSON.stringify(rules));
  service = await startService(({ body }) => {
    const asked = new URLSearchParams(body);
    if (asked.get('query') === 'sum(')
      return { status: 400, body: { status: 'error', error: 'parse error at char 5' } };
    const values = asked.get('query') === 'logins' ? [[Number(asked.get('end')), '0.5']] : [];
    return { body: { status: 'success', data: { resultType: 'matrix', result: values.length ? [{ values }] : [] } } };
  });
  env = {
    ...{ OUTCRY_PROMETHEUS_URL: service.url, OUTCRY_TELEMETRY_DIR: folder, OUTCRY_ALLOW_INSIDE: '127.0.0.1' },
    ...{ OUTCRY_DATA_DIR: dataDir },
  };
  const database = await openDatabase({ databaseUrl: null, dataDir });
  await migrate(database);
  await insertIncident(database, testIncident({ closedAt: at(60) }));
  const key = { brand: 'walmart', signal: 'logins' };
  const scope = { symptom: 'login', surface: '*' } as const;
  await enterSignal(database, { ...key, ...scope, origin: 'pushed', health: 'ok', createdAt: at(-100) });
  const down = (from: number, to: number) => ({
    ...key,
    ...scope,
    from: at(from),
    to: at(to),
    state: 'down' as const,
    value: 0.5,
  });
  await replaceWindows(database, key, { from: at(-3_000), to: at(50), windows: [down(-3_000, -2_980), down(4, 50)] });
  await database.close();
}, 60_000);
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

const range = ['--from', new Date(at(-4_000)).toISOString(), '--to', new Date(at(100)).toISOString()];

describe('outcry telemetry', () => {
  it('checks each configured signal and says what is wrong', async () => {
    const { status, out } = await runOutcry(['telemetry', 'check'], { env });
    expect(status).toBe(1);
    expect(out).toMatch(/^walmart\/logins +ok .*1 of 60 minutes, now down \(0\.5\)$/m);
    expect(out).toMatch(/^walmart\/misspelled +empty .*\n {2}the query gives nothing for the last hour$/m);
    expect(out).toMatch(/^walmart\/wrong +failing .*\n {2}.*parse error at char 5.*\(misconfigured\)$/m);
    const one = await runOutcry(['telemetry', 'check', '--only', 'walmart/logins', '--json'], { env });
    expect(one.status).toBe(0);
    expect(JSON.parse(one.out)).toMatchObject({ id: 'walmart/logins', state: 'down', value: 0.5 });
  });

  it('tells verdicts with the lead, and what was bad inside alone', async () => {
    const text = (await runOutcry(['telemetry', 'verdicts', ...range], { env })).out;
    expect(text).toContain('confirmed by 1 of 1 signals (logins down)');
    expect(text).toContain('people were 4 minutes ahead (3 to 6 min)');
    expect(text).toMatch(/walmart {2}internal-only: logins down from \S+ to \S+Z/);
    expect(text).toContain('above 0 people were first');
    const markdown = (await runOutcry(['telemetry', 'verdicts', ...range, '--format', 'markdown'], { env })).out;
    expect(markdown).toMatch(
      /^\| inc-1 \| 2026-11-03T14:40:00Z \| 2026-11-03T14:44:00Z \| confirmed \| people were 4 minutes ahead/m,
    );
    const json = (await runOutcry(['telemetry', 'verdicts', ...range, '--format', 'json'], { env })).out;
    expect(
      json
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { verdict: string }).verdict),
    ).toEqual(['confirmed', 'internal-only']);
  });

  it.each([
    [['telemetry'], /the verbs are/],
    [['telemetry', 'verdicts', '--format', 'xml'], /--format must be/],
    [['telemetry', 'verdicts', '--brand', 'A B'], /--brand/],
    [['telemetry', 'check'], /set OUTCRY_PROMETHEUS_URL/],
  ])('refuses %j', async (argv, message) => {
    const { status, err } = await runOutcry(argv, { env: { OUTCRY_DATA_DIR: dataDir } });
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});
