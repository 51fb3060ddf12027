import { beforeEach, describe, expect, it } from 'vitest';
import { issueKey } from '../../src/commands/manage-keys.ts';
import { scoreboard } from '../../src/http/handling-schemas.ts';
import { telemetry, telemetryVerdict } from '../../src/http/telemetry-shapes.ts';
import { enterSignal, readWindows, recordHealth } from '../../src/store/telemetry.ts';
import { useSeededServer } from '../support/seeded-server.ts';
import { asOfAt, insertIncident, onsetMinute, testIncident } from './seed.ts';

const site = useSeededServer();
beforeEach(async () => {
  for (const table of ['telemetry_window', 'telemetry_signal']) await site.database.query(`DELETE FROM ${table}`);
});

const iso = (minute: number) => new Date(minute * 60_000).toISOString();
const push = (body: unknown, headers: Record<string, string> = {}) =>
  site.server.get('/api/v1/telemetry', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const window = (from: number, to: number, state: string, changes: Record<string, unknown> = {}) => ({
  ...{ brand: 'walmart', signal: 'logins', symptom: 'login', state, from: iso(from), to: iso(to) },
  ...changes,
});
const verdict = async () =>
  telemetryVerdict.parse(await (await site.server.get('/api/v1/incidents/inc-1/telemetry')).json());
const overview = async (query = '') =>
  telemetry.parse(await (await site.server.get(`/api/v1/telemetry${query}`)).json());

describe('telemetry over the API', () => {
  it('judges an incident by pushed windows: none, not seen, confirmed with the lead', async () => {
    expect(await verdict()).toMatchObject({ verdict: 'no-telemetry', leadMinutes: null });
    expect((await push(window(onsetMinute - 100, onsetMinute + 20, 'ok'))).status).toBe(201);
    expect((await verdict()).verdict).toBe('not-seen');
    const bad = [
      window(onsetMinute + 7, onsetMinute + 9, 'degraded', { value: 0.97 }),
      window(onsetMinute + 9, onsetMinute + 20, 'down', { value: 0.4 }),
    ];
    expect(await (await push(bad)).json()).toEqual({ windows: 2 });
    expect(await verdict()).toMatchObject({
      verdict: 'confirmed',
      onsetAt: '2026-11-03T14:47:00Z',
      recoveredAt: null,
      leadMinutes: { at: 7, low: 6, high: 9 },
      text: expect.stringContaining('people were 7 minutes ahead (6 to 9 min)'),
    });
  });

  it('says the same in the export and on the scoreboard, and what it said where its windows are gone', async () => {
    const told = async () => {
      const file = await site.server.get(
        '/api/v1/exports?what=incidents&format=ndjson&from=2026-11-03T14:00:00Z&to=2026-11-03T15:00:00Z',
      );
      const row = JSON.parse(await file.text()) as { telemetry: string; telemetry_lead_minutes: number | null };
      const board = scoreboard.parse(await (await site.server.get('/api/v1/scoreboard?brand=walmart')).json());
      const { confirmed, notSeen, leadMinutes } = board.total.telemetry;
      return [(await verdict()).verdict, row.telemetry, row.telemetry_lead_minutes, confirmed, notSeen, leadMinutes?.n];
    };
    await site.server.get('/api/v1/incidents/inc-1/verdicts', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ verdict: 'true', reason: 'it was' }),
    });
    expect(await told()).toEqual(['no-telemetry', 'no-telemetry', null, 0, 0, undefined]);
    // Pushed after the last step.
    await push(window(onsetMinute + 7, onsetMinute + 20, 'down'));
    expect(await told()).toEqual(['confirmed', 'confirmed', 7, 1, 0, 1]);
    const said = { verdict: 'not-seen', onsetAt: null, recoveredAt: null, leadMinutes: null, findings: [] };
    await site.database.query(`UPDATE incident SET body = body || $1::jsonb WHERE id = 'inc-1'`, [
      JSON.stringify({ telemetry: said }),
    ]);
    expect(await told()).toEqual(['confirmed', 'confirmed', 7, 1, 0, 1]);
    for (const table of ['telemetry_window', 'telemetry_signal']) await site.database.query(`DELETE FROM ${table}`);
    expect(await told()).toEqual(['not-seen', 'not-seen', null, 0, 1, undefined]);
    await site.database.query("UPDATE incident SET body = body - 'telemetry' WHERE id = 'inc-1'");
    await site.database.query('DELETE FROM incident_verdict');
  });

  it('puts later windows in place of earlier ones and keeps what lies around', async () => {
    const start = onsetMinute - 60;
    await push(window(start, start + 30, 'ok'));
    await push(window(start + 10, start + 20, 'down'));
    const stored = await readWindows(site.database, { brand: 'walmart', from: 0, to: Number.MAX_SAFE_INTEGER });
    expect(stored.map(({ from, to, state }) => [from / 60_000 - start, to / 60_000 - start, state])).toEqual([
      [0, 10, 'ok'],
      [10, 20, 'down'],
      [20, 30, 'ok'],
    ]);
  });

  it('says of a failing signal that it fails, on the sheet too', async () => {
    const key = { brand: 'walmart', signal: 'sessions' };
    await enterSignal(site.database, {
      ...key,
      symptom: '*',
      surface: '*',
      origin: 'prometheus',
      health: 'starting',
      createdAt: 0,
    });
    const fault = { health: 'failing', message: 'prometheus answered 503', at: asOfAt, readUntil: null } as const;
    await recordHealth(site.database, key, fault);
    expect(await verdict()).toMatchObject({
      verdict: 'failing',
      text: expect.stringContaining('prometheus answered 503'),
    });
    const comms = (await (await site.server.get('/api/v1/incidents/inc-1/comms')).json()) as {
      sheet: { unknown: string[] };
    };
    expect(comms.sheet.unknown.join()).toContain('telemetry is failing');
    expect((await overview()).signals).toMatchObject([{ signal: 'sessions', health: 'failing', state: null }]);
    expect((await push({ ...window(onsetMinute, onsetMinute + 1, 'ok'), signal: 'sessions' })).status).toBe(400);
  });

  it('shows what is bad inside while nobody outside reports it', async () => {
    await push([
      window(onsetMinute + 5, onsetMinute + 20, 'down', { brand: 'target', symptom: '*' }),
      window(onsetMinute + 5, onsetMinute + 20, 'down'),
    ]);
    const { internalOnly, signals } = await overview();
    expect(internalOnly).toMatchObject([
      { brand: 'target', worst: 'down', from: iso(onsetMinute + 5).replace('.000', ''), to: null },
    ]);
    expect(signals.map(({ brand, state }) => [brand, state])).toEqual([
      ['target', 'down'],
      ['walmart', 'down'],
    ]);
    await insertIncident(site.database, testIncident({ id: 'inc-t', brand: 'target', revision: 1 }));
    expect((await overview('?brand=target')).internalOnly).toEqual([]);
    await site.database.query("DELETE FROM incident WHERE id = 'inc-t'");
  });

  it('calls a pushed signal silent once nothing comes any more', async () => {
    await push(window(onsetMinute - 30, onsetMinute - 5, 'ok'));
    expect((await overview()).signals[0]).toMatchObject({ health: 'silent', state: null });
  });

  it.each([
    ['the future', window(onsetMinute, onsetMinute + 60, 'ok')],
    ['no time at all', window(onsetMinute, onsetMinute, 'ok')],
    ['more than a day', window(onsetMinute - 2_000, onsetMinute, 'ok')],
    ['an unknown state', window(onsetMinute, onsetMinute + 1, 'green')],
    ['an unknown field', window(onsetMinute, onsetMinute + 1, 'ok', { note: 'x' })],
    ['an unknown symptom', window(onsetMinute, onsetMinute + 1, 'ok', { symptom: 'vibes' })],
    ['nothing', []],
  ])('refuses %s and stores none of it', async (_, body) => {
    const list = Array.isArray(body) ? body : [window(onsetMinute, onsetMinute + 1, 'ok'), body];
    expect((await push(list)).status).toBe(400);
    expect(await readWindows(site.database, { from: 0, to: Number.MAX_SAFE_INTEGER })).toEqual([]);
  });

  it('refuses a brand that isn’t watched, and names without end', async () => {
    expect((await push(window(onsetMinute, onsetMinute + 1, 'ok', { brand: 'acme' }))).status).toBe(404);
    const names = (from: number, n: number) =>
      Array.from({ length: n }, (_, i) => window(onsetMinute, onsetMinute + 1, 'ok', { signal: `s${from + i}` }));
    expect((await push(names(0, 200))).status).toBe(201);
    expect((await push(names(200, 1))).status).toBe(400);
    expect((await push(names(100, 1))).status).toBe(201);
  });

  it('takes windows from the SRE alone, and shows nothing without a key', async () => {
    const acting = { database: site.database, clock: { now: () => asOfAt }, actor: 'test' };
    const keys = Object.fromEntries(
      await Promise.all(
        (['viewer', 'comms', 'sre'] as const).map(async (role) => [
          role,
          (await issueKey(acting, { role, name: role })).key,
        ]),
      ),
    ) as Record<string, string>;
    const as = (role: string) => ({ authorization: `Bearer ${keys[role]}` });
    site.server.setClock(asOfAt + 60_000);
    expect((await push(window(onsetMinute, onsetMinute + 1, 'ok'), as('comms'))).status).toBe(403);
    expect((await push(window(onsetMinute, onsetMinute + 1, 'ok'), as('sre'))).status).toBe(201);
    for (const path of ['telemetry', 'incidents/inc-1/telemetry']) {
      expect((await site.server.get(`/api/v1/${path}`)).status).toBe(401);
      expect((await site.server.get(`/api/v1/${path}`, { headers: as('viewer') })).status).toBe(200);
    }
  });
});
