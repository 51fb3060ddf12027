import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFetcher, type Fetcher } from '../../../src/adapters/net/fetcher.ts';
import { openPrometheus } from '../../../src/adapters/telemetry/prometheus.ts';
import { telemetryVerdict } from '../../../src/core/incident/telemetry-verdict.ts';
import type { SignalRule } from '../../../src/core/words/telemetry.ts';
import { enterSignals, pollTelemetry, type TelemetryContext } from '../../../src/pipeline/poll-telemetry.ts';
import type { Database } from '../../../src/ports/database.ts';
import { readTelemetryFacts } from '../../../src/store/read/telemetry-facts.ts';
import { readSignals, readWindows } from '../../../src/store/telemetry.ts';
import { testIncident } from '../../http/seed.ts';
import { openTestDatabase } from '../../support/database.ts';
import { hearEvents } from '../../support/heard-events.ts';
import { hasPrometheus, type PrometheusServer, startPrometheus } from '../../support/prometheus-server.ts';
import { startService } from '../../support/service-server.ts';

const signal = new AbortController().signal;
const minute = 60_000;
const clock = { now: () => Date.now() };
const fetcherFor = () =>
  createFetcher({
    ...{ clock, contact: 'x', version: 'test', allowInside: ['127.0.0.1'] },
    limits: { failuresToOpen: 100 },
  });
const rule = (changes: Partial<SignalRule> = {}): SignalRule => ({
  ...{ brand: 'walmart', signal: 'checkout-success', symptom: 'checkout_payment', surface: '*' },
  query: 'sum(checkout_ok) / sum(checkout_all)',
  ...{ badWhen: 'below', degraded: 0.99, down: 0.9 },
  ...changes,
});

describe.skipIf(!hasPrometheus)('a real Prometheus (needs the Debian package prometheus)', { timeout: 60_000 }, () => {
  let prometheus: PrometheusServer;
  let database: Database;
  let fetcher: Fetcher;
  let now: number;
  let context: TelemetryContext;
  const heard = hearEvents();
  // Checkout breaks at minute 0 and is well again at minute 25; the public's onset is minute 4. All lies an hour back.
  const zero = Math.floor(Date.now() / minute) * minute - 60 * minute;
  const at = (n: number) => zero + n * minute;
  const rules = [
    rule(),
    rule({ signal: 'errors', query: 'max by (pod) (errors)', badWhen: 'above', degraded: 0.01, down: 0.2 }),
    rule({ signal: 'no-traffic', query: 'idle / idle' }),
    rule({ signal: 'misspelled', query: 'checkout_okay' }),
  ];
  const incident = testIncident({
    brand: 'walmart',
    onset: { at: at(4), low: at(2), high: at(6) },
    symptoms: [{ id: 'checkout_payment', share: 0.9 }],
  });

  beforeAll(async () => {
    const every = (from: number, to: number, value: (n: number) => number) =>
      Array.from({ length: (to - from) * 4 }, (_, i) => ({ at: at(from) + i * 15_000, value: value(from + i / 4) }));
    const isDown = (n: number) => n >= 0 && n < 25;
    prometheus = await startPrometheus([
      { name: 'checkout_all', samples: every(-120, 55, () => 200) },
      { name: 'checkout_ok', samples: every(-120, 55, (n) => (isDown(n) ? 90 : 199)) },
      { name: 'errors', labels: { pod: 'a' }, samples: every(-120, 55, () => 0.001) },
      { name: 'errors', labels: { pod: 'b "x"' }, samples: every(-120, 55, (n) => (isDown(n) ? 0.5 : 0.002)) },
      { name: 'idle', samples: every(-120, 55, () => 0) },
    ]);
    database = await openTestDatabase();
    fetcher = fetcherFor();
    const reader = openPrometheus({ url: `${prometheus.url}/`, fetcher });
    context = { database, clock: { now: () => now }, events: heard.events, reader, rules };
    now = at(10) + 20_000;
    await enterSignals(context);
  }, 60_000);
  afterAll(async () => {
    fetcher?.close();
    await prometheus?.close();
    await database?.close();
  });
  const healthOf = async () => new Map((await readSignals(database)).map((one) => [one.signal, one]));
  const verdict = async () => telemetryVerdict(incident, await readTelemetryFacts(database, incident, now), now);
  const windowsOf = async (name: string) =>
    (await readWindows(database, { from: 0, to: now })).filter((one) => one.signal === name);

  it('gives the worst value of a query’s series for each minute; a ratio without traffic is no data', async () => {
    const { samples, warning } = await context.reader.read(
      { text: 'errors', badWhen: 'above' },
      { from: at(-2), to: at(2), stepMs: minute },
      signal,
    );
    expect(samples).toEqual([-1, 0, 1, 2].map((n) => ({ at: at(n), value: n < 0 ? 0.002 : 0.5 })));
    expect(warning).toBe('');
    const idle = await context.reader.read(
      { text: 'idle / idle', badWhen: 'below' },
      { from: at(-2), to: at(2), stepMs: minute },
      signal,
    );
    expect(idle.samples).toEqual([]);
  });

  it('is read into windows while an incident runs, and confirms it with the lead', async () => {
    expect([...(await pollTelemetry(context, signal))]).toEqual(['walmart']);
    const found = await windowsOf('checkout-success');
    expect(found.map(({ state, to }) => [state, to])).toEqual([
      ['ok', at(-1)],
      ['down', at(10)],
    ]);
    expect(found[1]).toMatchObject({ from: at(-1), value: 0.45 });
    const health = await healthOf();
    expect(health.get('checkout-success')).toMatchObject({ health: 'ok', message: '' });
    expect(health.get('no-traffic')!.health).toBe('empty');
    expect(health.get('misspelled')!.message).toMatch(/^the query gives nothing after /);
    expect(await verdict()).toMatchObject({ verdict: 'confirmed', leadMinutes: { at: -5, low: -7, high: -3 } });
  });

  it('is failing while it can’t be reached, never "not seen"; what was missed is read afterwards', async () => {
    await prometheus.stop();
    now = at(20) + 20_000;
    await pollTelemetry(context, signal);
    const { health, message } = (await healthOf()).get('checkout-success')!;
    expect([health, message]).toEqual([
      'failing',
      expect.stringContaining('can’t be reached (ECONNREFUSED)'.replace('’', "'")),
    ]);
    const calm = { ...incident, onset: { at: at(16), low: at(15), high: at(17) } };
    const other = { ...context, rules: [rules[1]!] };
    await database.query("DELETE FROM telemetry_window WHERE state <> 'ok'");
    expect(telemetryVerdict(calm, await readTelemetryFacts(database, calm, now), now).verdict).toBe('failing');
    await prometheus.restart();
    now = at(40) + 20_000;
    await pollTelemetry(context, signal);
    expect((await healthOf()).get('checkout-success')!.health).toBe('ok');
    const found = await windowsOf('checkout-success');
    expect(found.at(-1)).toMatchObject({ state: 'ok', to: at(40) });
    expect(found.at(-2)).toMatchObject({ state: 'down', to: at(24) });
    expect(await pollTelemetry(other, signal)).toEqual(new Set());
  });

  it('tells a wrong query in Prometheus’ own words', async () => {
    const wrong = context.reader.read(
      { text: 'sum(', badWhen: 'below' },
      { from: at(0), to: at(1), stepMs: minute },
      signal,
    );
    await expect(wrong).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('parse error'),
    });
  });

  it('forgets a signal that is configured no more, but not what it said', async () => {
    await enterSignals({ ...context, rules: [rule()] });
    expect((await readSignals(database)).map((one) => one.signal)).toEqual(['checkout-success']);
    expect((await windowsOf('errors')).length).toBeGreaterThan(0);
  });
});

describe('what stands in Prometheus’ place', () => {
  const ask = async (body: unknown, status = 200, bearerToken?: string) => {
    const service = await startService(() => ({ status, body }));
    const fetcher = fetcherFor();
    try {
      const reader = openPrometheus({ url: service.url, bearerToken, fetcher });
      const range = { from: 60_000, to: 180_000, stepMs: minute };
      const answer = await reader.read({ text: 'a{b="c&d"}', badWhen: 'below' }, range, signal).catch((error) => error);
      return { answer, request: service.requests[0]! };
    } finally {
      fetcher.close();
      await service.close();
    }
  };
  const matrix = (...result: unknown[]) => ({ status: 'success', data: { resultType: 'matrix', result } });

  it('is asked by POST with the token, for steps that end within the range', async () => {
    const { request } = await ask(matrix(), 200, 'secret');
    expect([request.method, request.url.pathname]).toEqual(['POST', '/api/v1/query_range']);
    expect(request.headers.authorization).toBe('Bearer secret');
    expect(Object.fromEntries(new URLSearchParams(request.body))).toEqual({
      ...{ query: 'a{b="c&d"}', start: '120', end: '180', step: '60' },
    });
  });

  it('may give infinities, NaN and warnings', async () => {
    const values = [
      [60, '+Inf'],
      [120, 'NaN'],
      [180, '-Inf'],
    ];
    const { answer } = await ask({ ...matrix({ metric: {}, values }), warnings: ['a shard is gone'] });
    expect(answer).toEqual({
      samples: [
        { at: 60_000, value: Infinity },
        { at: 180_000, value: -Infinity },
      ],
      warning: 'a shard is gone',
    });
  });

  it.each([
    ['a page', '<html>sign in</html>', 200, 'malformed'],
    ['another shape', { status: 'success', data: { resultType: 'vector', result: [] } }, 200, 'malformed'],
    ['no token', 'who are you?', 401, 'unauthorized'],
    ['trouble', { status: 'error', errorType: 'timeout' }, 503, 'unavailable'],
  ])('is a fault with %s', async (_, body, status, kind) => {
    expect((await ask(body, status)).answer).toMatchObject({ name: 'SourceError', kind });
  });
});
