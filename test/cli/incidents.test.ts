import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { openStore } from '../../src/config/open-store.ts';
import { insertIncident, onsetMinute, testIncident } from '../http/seed.ts';
import { seededStore } from '../support/seeded-store.ts';

const store = seededStore('incidents', { OUTCRY_SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/x' });
const { env, run } = store;
const at = (onsetMinute + 5) * 60_000;

beforeAll(async () => {
  await store.fill();
  const { database } = await openStore(loadConfig(env));
  await insertIncident(database, testIncident({ id: 'inc-2', onset: { at, low: at, high: at } }));
  await database.close();
}, 120_000);
afterAll(() => store.remove());

describe('outcry incidents', { timeout: 120_000 }, () => {
  it('lists, takes on, judges, merges and splits', async () => {
    expect((await run('list')).lines.map(({ id, state }) => [id, state])).toEqual([
      ['inc-2', 'confirmed'],
      ['inc-1', 'confirmed'],
    ]);
    const { lines: guesses } = await run('components', 'inc-1');
    expect(guesses[0]).toMatchObject({
      id: 'identity',
      reasons: expect.arrayContaining(['80 % of the reporters name login']),
    });
    expect((await run('components', 'inc-9')).status).toBe(2);
    expect((await run('acknowledge', 'inc-1', '--name', 'Ada', '--note', 'on it')).lines).toMatchObject([
      { incident: 'inc-1', name: 'Ada', note: 'on it', standing: true },
    ]);
    const judged = await run(
      'judge',
      'inc-1',
      '--verdict',
      'true',
      '--reason',
      'logins',
      '--real-onset-at',
      '2026-11-03T14:38:00Z',
    );
    expect(judged.lines).toMatchObject([
      { verdict: 'true', name: 'command line', realOnsetAt: '2026-11-03T14:38:00Z' },
    ]);
    expect((await run('merge', 'inc-2', '--with', 'inc-1', '--reason', 'same')).lines).toEqual([
      { elder: 'inc-1', younger: 'inc-2' },
    ]);
    expect((await run('list', '--all')).lines).toHaveLength(1);
    expect((await run('split', 'inc-1', '--incident', 'inc-2', '--reason', 'not the same')).status).toBe(0);
    const { lines } = await run('split', 'inc-1', '--symptom', 'login', '--reason', 'apart');
    expect(lines[0].younger).toMatch(/^walmart-/);
    // The open part is told to the channel that the settings name.
    const { database } = await openStore(loadConfig(env));
    const told = await database.query<{ channel: string }>('SELECT channel FROM outbox WHERE incident_id = $1', [
      lines[0].younger,
    ]);
    await database.close();
    expect(told).toEqual([{ channel: 'slack' }]);
  });

  it.each([
    ['no verb', [], /say "list"/],
    ['an unknown verb', ['close', 'inc-1'], /no verb "close"/],
    ['a merge without a reason', ['merge', 'inc-1', '--with', 'inc-2'], /--reason/],
    [
      'an incident that isn’t there',
      ['merge', 'inc-1', '--with', 'none', '--reason', 'x'],
      /There is no incident "none"/,
    ],
    ['a foreign flag', ['acknowledge', 'inc-1', '--verdict', 'true'], /verdict/],
    [
      'a bad instant',
      ['judge', 'inc-1', '--verdict', 'true', '--reason', 'x', '--real-onset-at', 'noon'],
      /--real-onset-at/,
    ],
  ])('refuses %s with status 2', async (_what, argv, message) => {
    const { status, err } = await run(...argv);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});
