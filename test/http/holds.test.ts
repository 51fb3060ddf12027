import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { handling } from '../../src/http/handling-schemas.ts';
import { maintenanceWindow, silenceAnswer } from '../../src/http/hold-shapes.ts';
import { useSeededServer } from '../support/seeded-server.ts';

const site = useSeededServer();

const ask = (path: string, method = 'GET', body?: unknown) =>
  site.server.get(`/api/v1/${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const heldBy = async () => handling.parse(await (await ask('incidents/inc-1/handling')).json()).held;
const listed = async (path: string, item: z.ZodType) =>
  z.object({ items: z.array(item) }).parse(await (await ask(path)).json()).items;

const window = {
  brand: 'walmart',
  reason: 'database upgrade',
  zone: 'America/Chicago',
  firstStart: '2026-10-27T08:30',
  durationMinutes: 60,
  repeat: 'weekly',
};

describe('maintenance windows over the API', () => {
  it('are planned with their next occurrence, hold, and are taken back; the audit knows both', async () => {
    const made = await ask('maintenance-windows', 'POST', { owner: 'Ada', ...window });
    expect(made.status).toBe(201);
    const planned = maintenanceWindow.parse(await made.json());
    // The test's present is 9:00 in Chicago, after the clock was put back.
    expect(planned).toMatchObject({
      owner: 'Ada',
      now: { from: '2026-11-03T14:30:00Z', to: '2026-11-03T15:30:00Z' },
      next: { from: '2026-11-10T14:30:00Z' },
    });
    expect(await heldBy()).toMatchObject([{ kind: 'maintenance', owner: 'Ada', until: '2026-11-03T15:30:00Z' }]);
    expect(await listed('maintenance-windows', maintenanceWindow)).toHaveLength(1);
    expect((await ask(`maintenance-windows/${planned.id}`, 'DELETE')).status).toBe(200);
    expect((await ask(`maintenance-windows/${planned.id}`, 'DELETE')).status).toBe(404);
    expect(await heldBy()).toEqual([]);
    const audit = (await (await ask('audit')).json()) as { items: { action: string }[] };
    expect(audit.items.map(({ action }) => action)).toEqual(['maintenance-lifted', 'maintenance-planned']);
  });

  it.each([
    ['a zone that is none', { zone: 'Mars/Olympus' }],
    ['a day that the calendar lacks', { firstStart: '2026-02-30T08:00' }],
    ['no length', { durationMinutes: 0 }],
    ['no reason', { reason: '' }],
    ['an eighth weekday', { weekdays: [7] }],
  ])('refuse %s', async (_what, changes) => {
    expect((await ask('maintenance-windows', 'POST', { ...window, ...changes })).status).toBe(400);
  });

  it('refuse a brand that is not watched', async () => {
    expect((await ask('maintenance-windows', 'POST', { ...window, brand: 'nobody' })).status).toBe(404);
  });
});

describe('silences over the API', () => {
  it('have owner, reason and an end, and can be taken back', async () => {
    expect((await ask('silences', 'POST', { brand: 'walmart', reason: 'known', minutes: 0 })).status).toBe(400);
    expect((await ask('silences', 'POST', { brand: 'walmart', minutes: 5 })).status).toBe(400);
    const made = await ask('silences', 'POST', { brand: 'walmart', reason: 'known', minutes: 30 });
    const silence = silenceAnswer.parse(await made.json());
    expect(silence).toMatchObject({ owner: 'local', symptom: null, expiresAt: '2026-11-03T15:30:30Z' });
    expect(await heldBy()).toMatchObject([{ kind: 'silence', reason: 'known' }]);
    expect((await ask(`silences/${silence.id}`, 'DELETE')).status).toBe(200);
    expect(await listed('silences', silenceAnswer)).toEqual([]);
  });
});
