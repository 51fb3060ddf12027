import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planMaintenance } from '../../src/commands/plan-maintenance.ts';
import { silenceMessages } from '../../src/commands/silence-messages.ts';
import type { MaintenanceWindow } from '../../src/core/words/hold.ts';
import { notify } from '../../src/pipeline/notify.ts';
import { releaseHeld } from '../../src/pipeline/release-held.ts';
import { track } from '../../src/pipeline/track.ts';
import type { ChannelMessage } from '../../src/ports/channel.ts';
import type { Database } from '../../src/ports/database.ts';
import { upsertAlerts } from '../../src/store/detection.ts';
import { readDeliveries } from '../../src/store/outbox.ts';
import { brandAlert, detailOf, noon, rules, yearMinutes } from '../support/alerts.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  clock.minute = noon;
  for (const table of ['outbox', 'transition', 'incident', 'alert', 'maintenance_window', 'silence'])
    await database.query(`DELETE FROM ${table}`);
});

const pack = brandPack({ timeZone: 'UTC' });
const clock = { minute: noon, now: () => clock.minute * 60_000 };
const acting = () => ({ database, clock, actor: 'test' });
const context = { rules, watched: new Set(['northwind']), channels: ['slack', 'pager'] };

/** A minute of the outage, or after it. */
async function pass(minute: number, { active = true, years = 1.5 } = {}): Promise<void> {
  clock.minute = minute + 1;
  const recurrenceIntervalMinutes = years * yearMinutes;
  const detail = detailOf({ authors: 20 });
  await upsertAlerts(database, [brandAlert({ minute, active, recurrenceIntervalMinutes, detail })]);
  await database.transaction((tx) => track(tx, pack, { minute, context }));
}

async function sent(channel: string): Promise<ChannelMessage[]> {
  await releaseHeld(database, clock);
  const taken: ChannelMessage[] = [];
  const send = async (message: ChannelMessage) => void taken.push(message);
  const events = { messageDelivered: () => {}, messageFailed: () => {} };
  const packs = new Map([[pack.id, pack]]);
  const told = { database, clock, random: () => 0.5, events, packs, linkTo: () => 'http://here', owner: 'w' };
  await notify({ id: channel, kind: 'test', send }, told, new AbortController().signal);
  return taken;
}
const states = (messages: ChannelMessage[]) => messages.map(({ transition }) => transition.to);

/** 15:00 to 15:30, by the wall clock of Chicago: 10:00. */
const half = (): Omit<MaintenanceWindow, 'id'> => ({
  brand: 'northwind',
  reason: 'database upgrade',
  owner: 'Ada',
  zone: 'America/Chicago',
  firstStart: '2026-03-10T10:00',
  durationMinutes: 30,
  repeat: 'weekly',
  weekdays: [],
  lastDay: null,
});

describe('a maintenance window', () => {
  it('holds back the messages, not the steps; what burns at its end is told once, and says so', async () => {
    await planMaintenance(acting(), half());
    await pass(noon);
    await pass(noon + 5, { years: 40 });
    expect(await sent('slack')).toEqual([]);
    const steps = await database.query<{ to_state: string }>('SELECT to_state FROM transition ORDER BY revision');
    expect(steps.map(({ to_state }) => to_state)).toEqual(['watching', 'probable', 'confirmed']);
    await pass(noon + 29, { years: 50 });
    expect(await sent('slack')).toHaveLength(1);
    const log = await readDeliveries(database, { incidentId: null, limit: 10 });
    expect(log.filter(({ channel }) => channel === 'slack').map(({ state }) => state)).toEqual([
      'delivered',
      'withheld',
      'withheld',
    ]);
    expect(await sent('slack')).toEqual([]);
    const [message] = await sent('pager');
    expect(message!.transition.to).toBe('confirmed');
    expect(message!.words.facts).toContainEqual({
      name: 'Held back',
      text: 'maintenance until 2026-03-10T15:30:00Z: database upgrade (Ada)',
    });
  });

  it('never tells of what began and ended within it', async () => {
    await planMaintenance(acting(), half());
    await pass(noon);
    for (let minute = noon + 3; minute < noon + 20; minute++) await pass(minute, { active: false });
    clock.minute = noon + 31;
    expect(await sent('slack')).toEqual([]);
    const log = await readDeliveries(database, { incidentId: null, limit: 10 });
    expect(new Set(log.map(({ state }) => state))).toEqual(new Set(['withheld']));
  });
});

describe('a silence', () => {
  it('lets whoever heard of the beginning hear of the end, once it is over', async () => {
    await pass(noon);
    expect(states(await sent('slack'))).toEqual(['watching']);
    const silence = { brand: 'northwind', symptom: null, channel: 'slack', reason: 'known', owner: 'Bob', minutes: 60 };
    await silenceMessages(acting(), silence);
    for (let minute = noon + 3; minute < noon + 20; minute++) await pass(minute, { active: false });
    expect(await sent('slack')).toEqual([]);
    expect(states(await sent('pager'))).toEqual(['watching', 'recovering', 'closed']);
    clock.minute = noon + 62;
    expect(states(await sent('slack'))).toEqual(['closed']);
    expect(await sent('slack')).toEqual([]);
  });
});
