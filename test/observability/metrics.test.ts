import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubmit } from '../../src/commands/submit-posts.ts';
import { createEvents } from '../../src/observability/events.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import type { Database } from '../../src/ports/database.ts';
import { asOfAt, seed } from '../http/seed.ts';
import { pack, startServer, type TestServer } from '../http/server.ts';
import { openTestDatabase } from '../support/database.ts';
import { ingestSettings, testKnowledge } from '../support/ingest-world.ts';
import { isInstalled } from '../support/local-program.ts';

let database: Database;
let server: TestServer;
const clock = { now: () => asOfAt };
beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
  const metrics = createMetrics();
  const events = createEvents(createLogger({ level: 'fatal' }), metrics);
  const submit = createSubmit({ database, knowledge: testKnowledge(), settings: ingestSettings, clock, events });
  server = await startServer(database, { metrics, events, submit, clock, brands: [pack('walmart'), pack('target')] });
  events.started({ version: '1', database: 'x', brands: 2, roles: [], sources: [], channels: [{ id: 'slack' }] });
  events.pageIngested({
    ...{ source: 'bluesky', outcomes: { kept: 1 }, malformed: 1 },
    delaysMs: [9],
    at: 9,
  });
  events.sourceFailed({ source: 'reddit', kind: 'timeout', message: '', retryAt: null, state: 'failing' });
  events.stageRan({ stage: 'cycle', items: 1, durationMs: 5 });
  events.telemetryFailed({ brand: 'walmart', signal: 'logins', kind: 'timeout', message: '' });
});
afterAll(async () => {
  await server.close();
  await database.close();
});

const scrape = async () => (await server.get('/metrics')).text();
const series = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const namesOf = (text: string) =>
  [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => ({ name: name!, type: type! }));
const post = (path: string, body: unknown) =>
  server.get(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('the metrics', () => {
  it('have one prefix, base units, and _total on counters alone', async () => {
    for (const { name, type } of namesOf(await scrape())) {
      expect(name).toMatch(/^outcry_[a-z0-9]+(_[a-z0-9]+)*$/);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      expect(name).not.toMatch(/_(ms|milliseconds|minutes|hours|kb|mb|percent)(_|$)/);
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
  });

  it.skipIf(!isInstalled('promtool'))('pass promtool (needs the Debian package prometheus)', async () => {
    expect(execFileSync('promtool', ['check', 'metrics'], { input: await scrape() }).toString()).toBe('');
  });

  it('tell what stands: sources, open incidents, messages that wait', async () => {
    await database.query(
      "INSERT INTO outbox (key, incident_id, revision, channel, due_at) VALUES ('k', 'inc-1', 1, 'slack', 0)",
    );
    const lines = series(await scrape());
    expect(lines).toContain('outcry_incidents_open{brand="walmart"} 1');
    expect(lines).toContain('outcry_incidents_open{brand="target"} 0');
    expect(lines).toContain('outcry_source_up{source="bluesky"} 1');
    expect(lines).toContain('outcry_source_up{source="reddit"} 0');
    expect(lines).toContain('outcry_messages_waiting{channel="slack"} 1');
    expect(lines).toContain('outcry_deliveries_total{channel="slack",result="failed"} 0');
    expect(lines.find((line) => line.startsWith('outcry_messages_oldest_waiting_seconds{channel="slack"}'))).toMatch(
      / \d+$/,
    );
    await database.query('DELETE FROM outbox');
    expect(series(await scrape()).some((line) => line.startsWith('outcry_messages_waiting'))).toBe(false);
  });

  it('don’t grow with what strangers send: addresses, brands, sources, symptoms, signals, keys', async () => {
    const attack = async (round: number) => {
      const odd = `x${round}-"\\\n{}`;
      const iso = (minutes: number) => new Date(asOfAt + minutes * 60_000).toISOString();
      const paths = [
        `/${odd}`,
        `/api/v1/${odd}`,
        `/api/v1/brands/${odd}`,
        `/api/v1/incidents/${odd}`,
        `/report/${odd}`,
      ];
      for (const path of [...paths, `/api/v1/timeline?brand=${odd}`, `/api/v1/reports?symptom=${odd}&source=${odd}`])
        await (await server.get(encodeURI(path))).arrayBuffer();
      await (await server.get('/api/v1/brands', { headers: { authorization: `Bearer oc_${round}` } })).arrayBuffer();
      await (
        await server.get('/api/v1/brands', { method: ['PURGE', 'DELETE', 'PUT', 'PATCH'][round % 4]! })
      ).arrayBuffer();
      // One with a line break is refused, one without is taken.
      const spoken = { text: `walmart app is down, cannot log in ${round}`, createdAt: iso(-1) };
      for (const name of [odd, odd.replace('\n', '')])
        await post('/api/v1/intake', [{ ...spoken, author: name, id: name, source: name }]);
      await post('/api/v1/brands/walmart/reports', { symptoms: [odd], text: odd });
      const window = { brand: 'walmart', from: iso(-2), to: iso(-1), state: 'down' };
      await post('/api/v1/telemetry', { ...window, signal: `s${round}`, symptom: `own:s${round}` });
      await post('/api/v1/telemetry', { ...window, brand: odd });
      await post('/api/v1/markers', { brand: 'walmart', kind: 'deploy', note: odd });
    };
    // Long enough for the limits on the number of requests to have been met too.
    for (let round = 0; round < 24; round++) await attack(round);
    const before = series(await scrape()).map((line) => line.replace(/ \S+$/, ''));
    for (let round = 24; round < 48; round++) await attack(round);
    const after = series(await scrape()).map((line) => line.replace(/ \S+$/, ''));
    expect(after.filter((line) => !before.includes(line))).toEqual([]);
    expect(after.join('\n')).not.toMatch(/x\d+-|own:s|"s\d+"/);
    expect(
      series(await scrape()).some((line) =>
        /^outcry_posts_total\{source="intake",outcome="[a-z-]+"\} [1-9]/.test(line),
      ),
    ).toBe(true);
    expect(before.length).toBeLessThan(2_000);
  });
});
