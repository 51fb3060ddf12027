import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pagerduty } from '../../src/adapters/channels/pagerduty.ts';
import { notify } from '../../src/pipeline/notify.ts';
import { relateBrands, relateReached, writeRelated } from '../../src/pipeline/relate-brands.ts';
import { track } from '../../src/pipeline/track.ts';
import type { ChannelMessage } from '../../src/ports/channel.ts';
import type { Database } from '../../src/ports/database.ts';
import { upsertAlerts } from '../../src/store/detection.ts';
import { readIncidents } from '../../src/store/read/incidents.ts';
import { writeStagePositions } from '../../src/store/stage-positions.ts';
import { brandAlert, detailOf, noon, rules, yearMinutes } from '../support/alerts.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const brands = ['a', 'b', 'c'];
const packs = brands.map((id) => brandPack({ id, name: id.toUpperCase(), dependencies: ['cloud'] }));
const context = { rules, watched: new Set(brands), channels: ['pager'] };

/** A minute of the three brands, each in trouble or not. */
async function pass(minute: number, inTrouble: string[]): Promise<string[]> {
  const steps: string[] = [];
  await follow(minute, inTrouble);
  const { transitions } = await database.transaction((tx) => relateBrands(tx, packs, { minute, context }));
  for (const { incident, to, change } of transitions)
    steps.push(`${incident.brand} ${to} ${change?.kind ?? ''}`.trim());
  return steps;
}

async function follow(minute: number, inTrouble: string[]): Promise<void> {
  for (const pack of packs) {
    const active = inTrouble.includes(pack.id);
    const stratum = { brand: pack.id, symptom: '*', surface: '*', area: '*' };
    const figures = { id: `al-${pack.id}`, stratum, minute, active, recurrenceIntervalMinutes: 50 * yearMinutes };
    if (active || minute > noon)
      await upsertAlerts(database, [brandAlert({ ...figures, detail: detailOf({ authors: 20 }) })]);
    await database.transaction((tx) => track(tx, pack, { minute, context }));
  }
}

/** What a pager is sent, as its own events. */
async function paged(): Promise<string[]> {
  const messages: ChannelMessage[] = [];
  const send = async (message: ChannelMessage) => void messages.push(message);
  const events = { messageDelivered: () => {}, messageFailed: () => {} };
  const clock = { now: () => (noon + 60) * 60_000 };
  const told = { database, clock, random: () => 0.5, events, packs: new Map(packs.map((one) => [one.id, one])) };
  const how = { ...told, linkTo: () => 'http://here', owner: 'w' };
  await notify({ id: 'pager', kind: 'test', send }, how, new AbortController().signal);
  const bodies: string[] = [];
  const fetch = async ({ body }: { body: string }) => ({
    status: bodies.push(body) && 202,
    text: '{"status":"success"}',
    headers: {},
  });
  const settings = pagerduty.settings.parse({ routingKey: 'x'.repeat(32) });
  const channel = pagerduty.create(settings, { id: 'pager', fetcher: { fetch } as never, clock });
  for (const message of messages) await channel.send(message, new AbortController().signal);
  return bodies.map((body) => {
    const { event_action, dedup_key } = JSON.parse(body) as { event_action: string; dedup_key: string };
    return `${dedup_key.split('-')[0]} ${event_action}`;
  });
}

describe('a failure that three brands share', () => {
  it('is one parent that is told instead of them: their alerts end, its own begins and ends', async () => {
    expect(await pass(noon, ['a', 'b'])).toEqual([]);
    expect((await paged()).filter((event) => event.endsWith('resolve'))).toEqual([]);
    expect(await pass(noon + 1, brands)).toEqual([
      ...['shared confirmed took-in', 'a confirmed joined', 'b confirmed joined', 'c confirmed joined'],
    ]);
    const events = await paged();
    // The third brand had been told by the time that the parent was found; each ends, and one alert stands.
    expect(events.filter((event) => event.endsWith('resolve')).sort()).toEqual(['a resolve', 'b resolve', 'c resolve']);
    expect(events.filter((event) => event.startsWith('shared'))).toEqual(['shared trigger']);
    for (let minute = noon + 2; minute < noon + 14; minute++) await pass(minute, []);
    expect(await paged()).toEqual(['shared trigger', 'shared resolve']);
    const incidents = await readIncidents(database, { limit: 9 });
    expect(incidents.map(({ state }) => state)).toEqual(['closed', 'closed', 'closed', 'closed']);
    const shared = incidents.find(({ brand }) => brand === 'shared')!;
    expect(
      incidents
        .filter(({ parent }) => parent === shared.id)
        .map(({ brand }) => brand)
        .sort(),
    ).toEqual(brands);
  });

  it('is left by a brand that burns again afterwards', async () => {
    expect(await pass(noon + 20, ['b'])).toEqual([]);
    expect((await readIncidents(database, { brand: 'b', limit: 1 }))[0]).toMatchObject({ state: 'confirmed' });
    expect(await paged()).toEqual(['b trigger']);
  });

  it('ends in the minute in which the last of them is over, though the brands have gone on since, as other workers do', async () => {
    const isOver = async () => {
      const last = await Promise.all(brands.map((brand) => readIncidents(database, { brand, limit: 1 })));
      return last.every(([one]) => one!.state === 'closed');
    };
    for (let minute = noon + 21; minute < noon + 100; minute++) await pass(minute, []);
    expect(await isOver()).toBe(true);
    let minute = noon + 300;
    await pass(minute++, ['a', 'b']);
    await pass(minute++, brands);
    while (true) {
      await follow(minute, []);
      if (await isOver()) break;
      await database.transaction((tx) => relateBrands(tx, packs, { minute, context }));
      minute++;
    }
    for (let later = minute + 1; later < minute + 10; later++) await follow(later, []);
    await writeStagePositions(database, 'detect', new Map(brands.map((id) => [id, minute + 10])));
    await writeRelated(database, minute - 1);
    await relateReached({ database, packs, track: context });
    const [shared] = await readIncidents(database, { brand: 'shared', limit: 1 });
    expect(shared).toMatchObject({ state: 'closed', closedAt: (minute + 1) * 60_000 });
  });
});
