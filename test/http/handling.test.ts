import { beforeEach, describe, expect, it } from 'vitest';
import { issueKey } from '../../src/commands/manage-keys.ts';
import type { IncidentState } from '../../src/core/words/incident.ts';
import type { Role } from '../../src/core/words/role.ts';
import { handling, missedOutage, scoreboard } from '../../src/http/handling-schemas.ts';
import { enterSteps } from '../support/outbox-steps.ts';
import { poster } from '../support/post-json.ts';
import { useSeededServer } from '../support/seeded-server.ts';
import { asOfAt, insertIncident, onsetMinute, testIncident } from './seed.ts';

const site = useSeededServer();
beforeEach(async () => {
  for (const table of ['acknowledgment', 'incident_verdict', 'missed_outage', 'audit', 'api_key'])
    await site.database.query(`DELETE FROM ${table}`);
});

const post = poster(() => site.server);
const read = async (path: string) => (await site.server.get(`/api/v1/${path}`)).json();
const handlingOf = async (id: string) => handling.parse(await read(`incidents/${id}/handling`));
const actions = async () =>
  (await site.database.query<{ action: string }>('SELECT action FROM audit ORDER BY id')).map(({ action }) => action);

/** A step of an incident as track writes it. */
async function step(id: string, revision: number, to: IncidentState): Promise<void> {
  const incident = testIncident({ id, state: to, revision, closedAt: to === 'closed' ? asOfAt : null });
  await site.database.query('UPDATE incident SET state = $2, revision = $3, body = $4::jsonb WHERE id = $1', [
    id,
    to,
    revision,
    JSON.stringify(incident),
  ]);
  await site.database.query("INSERT INTO transition VALUES ($1, $2, $3, 'confirmed', $4, $5::jsonb)", [
    id,
    revision,
    asOfAt,
    to,
    JSON.stringify(incident),
  ]);
}

describe('an acknowledgment', () => {
  it('stands with name and note, tells pages, and leaves a trace', async () => {
    const events = await site.server.get('/api/v1/events');
    const made = await post('incidents/inc-1/acknowledgments', { name: 'Ada', note: 'on it' });
    expect(made.status).toBe(201);
    expect(await made.json()).toEqual({ at: '2026-11-03T15:00:30Z', name: 'Ada', note: 'on it', standing: true });
    expect((await handlingOf('inc-1')).acknowledged).toMatchObject({ name: 'Ada', note: 'on it' });
    expect(await actions()).toEqual(['incident-acknowledged']);
    const reader = events.body!.getReader();
    let heard = '';
    while (!heard.includes('event: changed')) heard += new TextDecoder().decode((await reader.read()).value);
    expect(heard).toContain('"what":["incidents"],"brands":["walmart"]');
    await reader.cancel();
  });

  it('ends when the incident closes, and a relapse must be taken on anew', async () => {
    await insertIncident(site.database, testIncident({ id: 'inc-ends' }));
    await post('incidents/inc-ends/acknowledgments', { name: 'Ada' });
    await step('inc-ends', 3, 'recovering');
    expect((await handlingOf('inc-ends')).acknowledged).not.toBeNull();
    await step('inc-ends', 4, 'closed');
    expect(await handlingOf('inc-ends')).toMatchObject({ acknowledged: null, acknowledgments: [{ standing: false }] });
    const late = await post('incidents/inc-ends/acknowledgments', { name: 'Bob' });
    expect([late.status, ((await late.json()) as { code: string }).code]).toEqual([409, 'incident-over']);
    await step('inc-ends', 5, 'confirmed');
    expect((await handlingOf('inc-ends')).acknowledged).toBeNull();
    await post('incidents/inc-ends/acknowledgments', { name: 'Bob' });
    expect((await handlingOf('inc-ends')).acknowledged).toMatchObject({ name: 'Bob' });
  });

  it('is nothing for an incident that is not there, nor a text that the database can’t hold', async () => {
    expect((await post('incidents/none/acknowledgments', { name: 'Ada' })).status).toBe(404);
    expect((await post('incidents/inc-1/acknowledgments', { note: 'a\u0000b' })).status).toBe(400);
    expect(await actions()).toEqual([]);
  });
});

describe('a verdict', () => {
  it('needs a reason; the latest holds and the earlier stays', async () => {
    expect((await post('incidents/inc-1/verdicts', { verdict: 'true', reason: ' ' })).status).toBe(400);
    expect((await post('incidents/inc-1/verdicts', { verdict: 'perhaps', reason: 'x' })).status).toBe(400);
    await post('incidents/inc-1/verdicts', { name: 'Ada', verdict: 'unsure', reason: 'no telemetry yet' });
    await post('incidents/inc-1/verdicts', {
      verdict: 'true',
      reason: 'logins failed',
      realOnsetAt: '2026-11-03T14:38:00Z',
    });
    const { judged, judgments } = await handlingOf('inc-1');
    expect(judged).toMatchObject({ verdict: 'true', name: 'local', realOnsetAt: '2026-11-03T14:38:00Z' });
    expect(judgments.map(({ verdict }) => verdict)).toEqual(['true', 'unsure']);
    expect(await actions()).toEqual(['incident-judged', 'incident-judged']);
  });
});

describe('the scoreboard', () => {
  it('follows the verdicts and the misses that were told', async () => {
    await enterSteps(site.database, { id: 'inc-2', steps: 3, channels: [], brand: 'target' });
    await enterSteps(site.database, { id: 'inc-demo', steps: 3, channels: [], brand: 'brightcart' });
    await post('incidents/inc-1/verdicts', { verdict: 'true', reason: 'yes', realOnsetAt: '2026-11-03T14:38:00Z' });
    await post('incidents/inc-2/verdicts', { verdict: 'false-alarm', reason: 'a joke' });
    await post('incidents/inc-demo/verdicts', { verdict: 'true', reason: 'scripted' });
    const told = await post('missed-outages', { brand: 'walmart', beganAt: '2026-10-20T08:00:00Z', note: 'pharmacy' });
    expect(missedOutage.parse(await told.json())).toMatchObject({ brand: 'walmart', name: 'local' });
    const word = { firstWordAt: onsetMinute * 60_000 + 720_000, firstWordUrl: null, allClearAt: null };
    const telemetry = { verdict: 'confirmed', leadMinutes: { at: 3, low: 1, high: 5 }, findings: [] };
    await site.database.query("UPDATE incident SET body = body || $1::jsonb WHERE id = 'inc-1'", [
      JSON.stringify({ official: word, telemetry }),
    ]);
    const board = scoreboard.parse(await read('scoreboard'));
    expect(board.brands[0]!.score).toMatchObject({
      telemetry: { confirmed: 1, notSeen: 0, leadMinutes: { n: 1, ahead: 1, median: 3 } },
      officialLeadMinutes: { n: 1, median: 12 },
    });
    expect(board.total).toMatchObject({
      true: 1,
      falseAlarms: 1,
      missed: 1,
      precision: { of: 2 },
      recall: { n: 1, of: 2 },
    });
    expect(board.brands.map(({ brand }) => brand)).toEqual(['walmart', 'target']);
    const walmart = board.brands[0]!.score;
    // Watching came four minutes after the estimated onset and one after; a person knows that it began at 14:38.
    const reachedAt = onsetMinute * 60_000 + 240_000 + 60_000;
    expect(walmart.delayMinutes!.median).toBe((reachedAt - Date.UTC(2026, 10, 3, 14, 38)) / 60_000);
    expect(walmart.watchedDays).toBeCloseTo(6 / 24, 2);
    expect(scoreboard.parse(await read('scoreboard?rung=confirmed&brand=walmart')).total).toMatchObject({ true: 1 });
    expect(scoreboard.parse(await read('scoreboard?to=2026-11-01&brand=walmart')).total).toMatchObject({
      incidents: 0,
      missed: 1,
      falseAlarmsPerMonth: null,
    });
    expect((await site.server.get('/api/v1/scoreboard?brand=nobody')).status).toBe(404);
    expect(((await read('missed-outages?brand=target')) as { items: unknown[] }).items).toEqual([]);
    const toCome = await post('missed-outages', { brand: 'walmart', beganAt: '2031-10-20T08:00:00Z', note: 'x' });
    expect([toCome.status, ((await toCome.json()) as { detail: string }).detail]).toEqual([
      400,
      'body.beganAt: lies in the future; tell of an outage that has begun.',
    ]);
    expect((await post('missed-outages', { brand: 'nobody', beganAt: '2026-10-20', note: 'x' })).status).toBe(404);
  });
});

describe('the audit', () => {
  it('pages through what was done, newest first, by whom', async () => {
    const issue = async (role: Role) =>
      (await issueKey({ database: site.database, clock: { now: () => asOfAt }, actor: 'test' }, { name: role, role }))
        .key;
    const headers = { Authorization: `Bearer ${await issue('comms')}` };
    const admin = { headers: { Authorization: `Bearer ${await issue('admin')}` } };
    site.server.setClock(asOfAt + 60_000);
    for (const note of ['one', 'two', 'three']) await post('incidents/inc-1/acknowledgments', { note }, headers);
    type Page = { items: { actor: string; action: string; detail: { note?: string; name?: string } }[]; next?: string };
    const first = (await (await site.server.get('/api/v1/audit?limit=2', admin)).json()) as Page;
    expect(first.items.map(({ detail }) => detail.note)).toEqual(['three', 'two']);
    expect(first.items[0]).toMatchObject({ actor: headers.Authorization.slice(10, 18), detail: { name: 'comms' } });
    const rest = (await (await site.server.get(`/api/v1/audit?cursor=${first.next}`, admin)).json()) as Page;
    expect(rest.items.map(({ action }) => action)).toEqual(['incident-acknowledged', 'key-issued', 'key-issued']);
    const own = (await (await site.server.get('/api/v1/audit?incident=inc-1', admin)).json()) as Page;
    expect(own.items).toHaveLength(3);
  });
});
