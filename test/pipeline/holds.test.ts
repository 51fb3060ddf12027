import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planMaintenance } from '../../src/commands/plan-maintenance.ts';
import { silenceMessages } from '../../src/commands/silence-messages.ts';
import type { MaintenanceWindow } from '../../src/core/words/hold.ts';
import type { ChannelMessage } from '../../src/ports/channel.ts';
import type { Database } from '../../src/ports/database.ts';
import { readDeliveries } from '../../src/store/read/deliveries.ts';
import { noon } from '../support/alerts.ts';
import { openTestDatabase } from '../support/database.ts';
import { type OutageMinutes, outageMinutes } from '../support/outage-minutes.ts';

let database: Database;
let outage: OutageMinutes;
beforeAll(async () => {
  database = await openTestDatabase();
  outage = outageMinutes(database, { channels: ['slack', 'pager'] });
});
afterAll(() => database.close());
beforeEach(() => outage.empty());

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
    await planMaintenance(outage.acting(), half());
    await outage.pass(noon);
    await outage.pass(noon + 5, { years: 40 });
    expect(await outage.sent('slack')).toEqual([]);
    const steps = await database.query<{ to_state: string }>('SELECT to_state FROM transition ORDER BY revision');
    expect(steps.map(({ to_state }) => to_state)).toEqual(['watching', 'probable', 'confirmed']);
    await outage.pass(noon + 29, { years: 50 });
    expect(await outage.sent('slack')).toHaveLength(1);
    const log = await readDeliveries(database, { incidentId: null, limit: 10 });
    expect(log.filter(({ channel }) => channel === 'slack').map(({ state }) => state)).toEqual([
      'delivered',
      'withheld',
      'withheld',
    ]);
    expect(await outage.sent('slack')).toEqual([]);
    const [message] = await outage.sent('pager');
    expect(message!.transition.to).toBe('confirmed');
    expect(message!.words.facts).toContainEqual({
      name: 'Held back',
      text: 'maintenance until 2026-03-10T15:30:00Z: database upgrade (Ada)',
    });
  });

  it('never tells of what began and ended within it', async () => {
    await planMaintenance(outage.acting(), half());
    await outage.pass(noon);
    for (let minute = noon + 3; minute < noon + 20; minute++) await outage.pass(minute, { active: false });
    outage.clock.minute = noon + 31;
    expect(await outage.sent('slack')).toEqual([]);
    const log = await readDeliveries(database, { incidentId: null, limit: 10 });
    expect(new Set(log.map(({ state }) => state))).toEqual(new Set(['withheld']));
  });
});

describe('what nobody heard of', () => {
  it('is not told to be over, after a window in which it burned and faded', async () => {
    await planMaintenance(outage.acting(), half());
    await outage.pass(noon);
    await outage.pass(noon + 27, { active: false });
    outage.clock.minute = noon + 31;
    expect(await outage.sent('slack')).toEqual([]);
    for (let minute = noon + 31; minute < noon + 45; minute++) await outage.pass(minute, { active: false });
    expect(await outage.sent('slack')).toEqual([]);
    const steps = await database.query<{ to_state: string }>('SELECT to_state FROM transition ORDER BY revision');
    expect(steps.at(-1)!.to_state).toBe('closed');
  });

  it('is told when it burns again', async () => {
    await planMaintenance(outage.acting(), half());
    await outage.pass(noon);
    await outage.pass(noon + 27, { active: false });
    outage.clock.minute = noon + 31;
    await outage.sent('slack');
    await outage.pass(noon + 33, { years: 2 });
    expect(states(await outage.sent('slack'))[0]).toBe('watching');
  });
});

describe('a silence', () => {
  it('lets whoever heard of the beginning hear of the end, once it is over', async () => {
    await outage.pass(noon);
    expect(states(await outage.sent('slack'))).toEqual(['watching']);
    const silence = { brand: 'northwind', symptom: null, channel: 'slack', reason: 'known', owner: 'Bob', minutes: 60 };
    await silenceMessages(outage.acting(), silence);
    for (let minute = noon + 3; minute < noon + 20; minute++) await outage.pass(minute, { active: false });
    expect(await outage.sent('slack')).toEqual([]);
    expect(states(await outage.sent('pager'))).toEqual(['watching', 'recovering', 'closed']);
    outage.clock.minute = noon + 62;
    expect(states(await outage.sent('slack'))).toEqual(['closed']);
    expect(await outage.sent('slack')).toEqual([]);
  });
});
