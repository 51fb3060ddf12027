import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alertmanager } from '../../src/adapters/channels/alertmanager.ts';
import { acknowledgeIncident } from '../../src/commands/acknowledge-incident.ts';
import { mergeTwo, unmerge } from '../../src/commands/merge-incidents.ts';
import { splitOff } from '../../src/commands/split-incident.ts';
import type { Tracked } from '../../src/core/incident/incident-step.ts';
import { mergeIncidents } from '../../src/core/incident/merge-incidents.ts';
import type { ChannelMessage } from '../../src/ports/channel.ts';
import type { Database } from '../../src/ports/database.ts';
import { readAcknowledgments } from '../../src/store/read/handling.ts';
import { readIncident, readIncidents, readTransitions } from '../../src/store/read/incidents.ts';
import { noon } from '../support/alerts.ts';
import { openTestDatabase } from '../support/database.ts';
import { type OutageMinutes, outageMinutes } from '../support/outage-minutes.ts';

let database: Database;
let outage: OutageMinutes;
const routes = new Map([['pager', { from: 'confirmed' as const, brands: null }]]);
beforeAll(async () => {
  database = await openTestDatabase();
  outage = outageMinutes(database, { channels: ['slack', 'pager'], routes });
});
afterAll(() => database.close());
beforeEach(() => outage.empty());

const words = { name: 'Ada', reason: 'the same deploy' };
const said = (messages: ChannelMessage[]) => messages.map(({ transition: t }) => `${t.incidentId} ${t.to}`);
const idsNow = async () => (await readIncidents(database, { limit: 9 })).map(({ id }) => id);
const trackedOf = async (id: string) =>
  (
    await database.query<{ body: Tracked['incident']; memory: Tracked['memory'] }>(
      'SELECT body, memory FROM incident WHERE id = $1',
      [id],
    )
  ).map(({ body, memory }): Tracked => ({ incident: body, memory }))[0]!;

/** An outage that only the talk saw, closed for longer than it could reopen, and a later one that is confirmed. */
async function twoIncidents(): Promise<[elder: string, younger: string]> {
  await outage.pass(noon, { years: 1.5 });
  for (let minute = noon + 1; minute < noon + 13; minute++) await outage.pass(minute, { active: false });
  await outage.pass(noon + 90, { years: 50, alert: { id: 'a2', onset: onsetAt(noon + 85) } });
  const [younger, elder] = await idsNow();
  return [elder!, younger!];
}
const onsetAt = (minute: number) => ({ at: minute * 60_000, low: minute * 60_000, high: minute * 60_000 });

describe('a merge', () => {
  it('makes the younger part of the elder, which the tracker goes on with; each channel hears of it once', async () => {
    const [elder, younger] = await twoIncidents();
    await outage.sent('slack');
    await outage.sent('pager');
    await acknowledgeIncident(outage.acting(), { incidentId: younger, name: 'Bob', note: '' });
    const merged = await mergeTwo(outage.hands(), { ids: [younger, elder], ...words });
    expect(merged).toEqual({ done: true, brand: 'northwind', elder, younger });
    // Slack had heard of both, the pager of the younger alone: its alert ends, and the elder's begins.
    for (const channel of ['pager', 'slack'])
      expect(said(await outage.sent(channel)).sort()).toEqual([`${elder} confirmed`, `${younger} closed`]);
    expect(await idsNow()).toEqual([elder]);
    expect((await readIncident(database, younger))!.mergedInto).toBe(elder);
    expect((await readTransitions(database, younger)).map(({ to }) => to)).toEqual([
      ...['watching', 'probable', 'confirmed', 'closed'],
    ]);
    expect(await readAcknowledgments(database, elder)).toMatchObject([{ name: 'Bob', standing: true }]);
    for (let minute = noon + 91; minute < noon + 105; minute++)
      await outage.pass(minute, { active: false, alert: { id: 'a2' } });
    const steps = await readTransitions(database, elder);
    expect(steps.map(({ to }) => to).slice(3)).toEqual(['confirmed', 'recovering', 'closed']);
    expect(steps.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await readTransitions(database, younger)).length).toBe(4);
    const [trace] = await database.query("SELECT detail FROM audit WHERE action = 'incidents-merged'");
    expect(trace!.detail).toMatchObject({ incident: elder, younger, name: 'Ada', reason: 'the same deploy' });
  });

  it('can be replayed from its record to the letter', async () => {
    const [elder, younger] = await twoIncidents();
    await mergeTwo(outage.hands(), { ids: [elder, younger], ...words });
    const step = (await readTransitions(database, elder)).at(-1)!;
    const [record] = (await trackedOf(elder)).memory.takenIn!;
    const { by, reason } = step.change!;
    const again = mergeIncidents(record!.elder, record!.younger, { at: step.at, by, reason });
    expect(JSON.parse(JSON.stringify(again.elder.transitions))).toEqual([step]);
    expect(JSON.parse(JSON.stringify(again.younger.transitions))).toEqual([
      (await readTransitions(database, younger)).at(-1),
    ]);
  });

  it('is taken back: the younger burns on by itself, the elder is as over as it was', async () => {
    const [elder, younger] = await twoIncidents();
    const before = await trackedOf(elder);
    await mergeTwo(outage.hands(), { ids: [elder, younger], ...words });
    await outage.sent('slack');
    expect(await unmerge(outage.hands(), { id: elder, part: younger, name: 'Bob', reason: 'no' })).toMatchObject({
      done: true,
    });
    expect(said(await outage.sent('slack')).sort()).toEqual([`${elder} closed`, `${younger} confirmed`].sort());
    const { revision: _, reasons: __, updatedAt: ___, ...now } = (await trackedOf(elder)).incident;
    expect(before.incident).toMatchObject(now);
    await outage.pass(noon + 92, { years: 60, alert: { id: 'a2', onset: onsetAt(noon + 85) } });
    expect((await readIncident(database, younger))!.evidence.recurrenceIntervalMinutes).toBe(60 * 525_600);
    expect(await idsNow()).toEqual([younger, elder]);
    const twice = await unmerge(outage.hands(), { id: elder, part: younger, ...words });
    expect(twice).toMatchObject({ done: false, reason: 'refused' });
  });

  it('is refused for one incident, for two brands and for what is part of another already', async () => {
    const [elder, younger] = await twoIncidents();
    const tried = async (a: string, b: string) =>
      (await mergeTwo(outage.hands(), { ids: [a, b], ...words })) as { detail?: string };
    expect((await tried(elder, elder)).detail).toContain('itself');
    expect((await tried(elder, 'none')).detail).toContain('There is no incident');
    await tried(elder, younger);
    expect((await tried(elder, younger)).detail).toBe(`Already merged: ${younger} is part of ${elder}.`);
    expect(await database.query('SELECT id FROM audit')).toHaveLength(1);
  });

  it('ends the alert of the younger in Alertmanager, under its own labels', async () => {
    const [elder, younger] = await twoIncidents();
    await outage.sent('slack');
    await mergeTwo(outage.hands(), { ids: [elder, younger], ...words });
    const bodies: string[] = [];
    const fetcher = {
      fetch: async ({ body }: { body: string }) => ({ status: bodies.push(body) && 200, text: '', headers: {} }),
    };
    const settings = alertmanager.settings.parse({});
    const channel = alertmanager.create(settings, { id: 'am', fetcher: fetcher as never, clock: outage.clock });
    for (const message of await outage.sent('slack')) await channel.send(message, new AbortController().signal);
    const alerts = bodies.map((body) => JSON.parse(body)[0] as { labels: { incident: string }; endsAt: string });
    const ended = alerts.find(({ labels }) => labels.incident === younger)!;
    expect(alerts).toHaveLength(2);
    expect(Date.parse(ended.endsAt)).toBe(outage.clock.now());
  });
});

describe('a split', () => {
  const symptoms = [
    { id: 'login', observed: 15, expected: 0.1, recurrenceIntervalMinutes: 0 },
    { id: 'pharmacy', observed: 9, expected: 0.1, recurrenceIntervalMinutes: 0 },
  ];
  /** So many reports of login, and of the pharmacy, in a minute. */
  async function count(minute: number, login: number, pharmacy: number): Promise<void> {
    for (const [symptom, n] of [
      ['*', login + pharmacy],
      ['login', login],
      ['pharmacy', pharmacy],
    ] as const)
      await database.query("INSERT INTO stratum_count VALUES ('northwind', $1, '*', '*', $2, $3)", [
        symptom,
        minute,
        n,
      ]);
  }
  async function split(): Promise<[whole: string, part: string]> {
    await count(noon, 10, 9);
    await outage.pass(noon, { years: 50, detail: { symptoms } });
    const [whole] = await idsNow();
    const result = await splitOff(outage.hands(), { id: whole!, follows: { symptom: 'pharmacy' }, ...words });
    return [whole!, (result as { younger: string }).younger];
  }

  it('gives the part an evidence, a message and an end of its own; the rest goes on without it', async () => {
    const [whole, part] = await split();
    expect(said(await outage.sent('pager'))).toEqual([`${whole} confirmed`, `${part} confirmed`]);
    expect((await outage.sent('slack')).map(({ words: { sentence } }) => sentence).at(-1)).toContain('pharmacy');
    // The pharmacy is repaired; logins go on failing.
    for (let minute = noon + 1; minute <= noon + 51; minute += 5) {
      await count(minute, 10, 0);
      await outage.pass(minute, { years: 50, detail: { symptoms } });
    }
    expect(await readIncident(database, part)).toMatchObject({
      state: 'closed',
      symptoms: [{ id: 'pharmacy' }],
      evidence: { observed: 9 },
    });
    expect((await readIncident(database, whole))!).toMatchObject({ state: 'confirmed', symptoms: [{ id: 'login' }] });
    expect(said(await outage.sent('pager'))).toEqual([`${part} recovering`, `${part} closed`]);
  });

  it('lets the rest end while the part burns, and merging makes them one again', async () => {
    const [whole, part] = await split();
    for (let minute = noon + 1; minute <= noon + 51; minute += 5) {
      await count(minute, 0, 10);
      await outage.pass(minute, { years: 50, detail: { symptoms } });
    }
    expect((await readIncident(database, whole))!.state).toBe('closed');
    expect((await readIncident(database, part))!.state).toBe('confirmed');
    expect(await mergeTwo(outage.hands(), { ids: [part, whole], ...words })).toMatchObject({
      elder: whole,
      younger: part,
    });
    await outage.pass(noon + 52, { years: 50, detail: { symptoms } });
    const together = (await readIncident(database, whole))!;
    expect(together.state).toBe('confirmed');
    expect(together.symptoms.map(({ id }) => id)).toEqual(['login', 'pharmacy']);
  });

  it('by area sticks as later minutes come in: each incident follows its own areas to its own end', async () => {
    const areas = [
      { id: 'US-TX', name: 'Texas', observed: 9, expected: 0.1 },
      { id: 'US-OH', name: 'Ohio', observed: 12, expected: 0.1 },
    ];
    /** So many reports in a minute from Texas, and from Ohio. */
    const countIn = async (minute: number, texas: number, ohio: number) => {
      for (const [area, n] of [
        ['*', texas + ohio],
        ['US-TX', texas],
        ['US-OH', ohio],
      ] as const)
        await database.query("INSERT INTO stratum_count VALUES ('northwind', '*', '*', $1, $2, $3)", [area, minute, n]);
    };
    await countIn(noon, 9, 12);
    await outage.pass(noon, { years: 50, detail: { areas } });
    const [whole] = await idsNow();
    const result = await splitOff(outage.hands(), { id: whole!, follows: { area: 'US-TX' }, ...words });
    const part = (result as { younger: string }).younger;
    const shownIn = async (id: string) => (await readIncident(database, id))!.areas.map(({ id: area }) => area);
    // Both burn on, and what the scan finds has both: neither takes the other's area back.
    for (let minute = noon + 1; minute <= noon + 16; minute += 5) {
      await countIn(minute, 9, 12);
      await outage.pass(minute, { years: 50, detail: { areas } });
      expect(await shownIn(part)).toEqual(['US-TX']);
      expect(await shownIn(whole!)).toEqual(['US-OH']);
    }
    // Texas is repaired; Ohio goes on, and ends later.
    for (let minute = noon + 21; minute <= noon + 76; minute += 5) {
      await countIn(minute, 0, 12);
      await outage.pass(minute, { years: 50, detail: { areas } });
    }
    expect(await readIncident(database, part)).toMatchObject({ state: 'closed', follows: { area: 'US-TX' } });
    expect(await readIncident(database, whole!)).toMatchObject({ state: 'confirmed', areas: [{ id: 'US-OH' }] });
    for (let minute = noon + 81; minute <= noon + 101; minute += 5)
      await outage.pass(minute, { active: false, detail: { areas } });
    expect((await readIncident(database, whole!))!.state).toBe('closed');
    expect(await idsNow()).toHaveLength(2);
  });

  it('is refused for what the incident doesn’t show, for the same part twice, and for a part', async () => {
    const [whole, part] = await split();
    const tried = async (id: string, symptom: string) =>
      ((await splitOff(outage.hands(), { id, follows: { symptom }, ...words })) as { detail?: string }).detail;
    expect(await tried(whole, 'pickup')).toBe('Pickup is not among what it shows.');
    expect(await tried(whole, 'pharmacy')).toBe('Pharmacy is already an incident of its own.');
    expect(await tried(part, 'login')).toBe('It was split off itself.');
  });
});
