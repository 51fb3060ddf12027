import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededStore } from '../support/seeded-store.ts';

const store = seededStore('holds');
beforeAll(() => store.fill(), 120_000);
afterAll(() => store.remove());

const plan = [
  ...['plan', '--brand', 'walmart', '--zone', 'America/Chicago', '--first-start', '2026-11-08T01:00'],
  ...['--duration-minutes', '180', '--reason', 'upgrades'],
];

describe('outcry holds', { timeout: 180_000 }, () => {
  it('plans, silences, lists and lifts', async () => {
    const planned = await store.run(...plan, '--repeat', 'weekly', '--weekdays', '0,3', '--owner', 'Ada');
    expect(planned.lines).toMatchObject([{ kind: 'maintenance', weekdays: [0, 3], owner: 'Ada', lastDay: null }]);
    const silenced = await store.run('silence', '--minutes', '60', '--reason', 'known', '--symptom', 'login');
    expect(silenced.lines).toMatchObject([{ kind: 'silence', brand: null, symptom: 'login', owner: 'command line' }]);
    expect((await store.run('list')).lines.map(({ kind, id }) => [kind, id])).toEqual([
      ['maintenance', 1],
      ['silence', 1],
    ]);
    expect((await store.run('lift', '--window', '1')).lines).toEqual([{ lifted: 1, kind: 'maintenance' }]);
    expect((await store.run('lift', '--window', '1')).err).toContain('no maintenance 1 is in force');
    expect((await store.run('list')).lines).toHaveLength(1);
  });

  it.each([
    ['a brand that isn’t watched', plan.with(2, 'acme'), /no watched brand "acme"/],
    ['a zone that isn’t one', plan.with(4, 'Mars/Base'), /--zone/],
    ['a window without a beginning', ['plan', '--brand', 'walmart', '--zone', 'UTC', '--reason', 'x'], /--first-start/],
    ['a silence without end', ['silence', '--reason', 'x'], /--minutes/],
    ['two numbers', ['lift', '--window', '1', '--silence', '1'], /one of --window N and --silence N/],
  ])('refuses %s with status 2', async (_what, argv, message) => {
    const { status, err } = await store.run(...argv);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});
