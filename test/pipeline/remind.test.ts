import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acknowledgeIncident } from '../../src/commands/acknowledge-incident.ts';
import { approveStatement } from '../../src/commands/approve-statement.ts';
import { proposeStatement } from '../../src/commands/propose-statement.ts';
import { silenceMessages } from '../../src/commands/silence-messages.ts';
import type { Route } from '../../src/core/incident/route.ts';
import { remind } from '../../src/pipeline/remind.ts';
import type { ChannelMessage } from '../../src/ports/channel.ts';
import type { Database } from '../../src/ports/database.ts';
import { readIncidents } from '../../src/store/read/incidents.ts';
import { noon } from '../support/alerts.ts';
import { openTestDatabase } from '../support/database.ts';
import { type OutageMinutes, outageMinutes } from '../support/outage-minutes.ts';

let database: Database;
let outage: OutageMinutes;
const route = { from: 'watching' as const, brands: null };
const audience = {
  channels: ['team', 'managers'],
  routes: new Map<string, Route>([
    ['team', { ...route, throttle: { messages: 3, minutes: 60 } }],
    ['managers', { ...route, escalateAfter: 2 }],
  ]),
};
beforeAll(async () => {
  database = await openTestDatabase();
  outage = outageMinutes(database, audience);
});
afterAll(() => database.close());
beforeEach(() => outage.empty());

/** Two workers look at once, as two programs on one database would; then the channel is asked. */
async function at(minute: number, channel: string): Promise<string[]> {
  outage.clock.minute = minute;
  const context = { database, clock: outage.clock, audience, packs: new Map(), everyMinutes: 30 };
  await Promise.all([remind(context), remind(context)]);
  return (await outage.sent(channel)).map(textOf);
}
const textOf = ({ words, transition }: ChannelMessage) =>
  words.facts.find(({ name }) => name === 'Reminder')?.text.split(':')[0] ?? transition.to;
const open = async () => (await readIncidents(database, { limit: 1 }))[0]!.id;

describe('reminders', () => {
  it('come at growing distances and reach a wider circle, each once, however often it is looked', async () => {
    await outage.pass(noon);
    expect(await at(noon + 20, 'team')).toEqual(['watching']);
    expect(await at(noon + 31, 'team')).toEqual(['number 1']);
    expect(await at(noon + 60, 'team')).toEqual([]);
    expect(await at(noon + 60, 'managers')).toEqual([]);
    expect(await at(noon + 91, 'team')).toEqual(['number 2']);
    expect(await at(noon + 92, 'managers')).toEqual(['number 2']);
    const keys = await database.query<{ key: string }>('SELECT key FROM outbox ORDER BY key');
    expect(new Set(keys.map(({ key }) => key)).size).toBe(4);
  });

  it('tell what the brand has said by then', async () => {
    const word = async (minute: number) => {
      outage.clock.minute = minute;
      await remind({ database, clock: outage.clock, audience, packs: new Map(), everyMinutes: 30 });
      const [message] = await outage.sent('team');
      return message!.words.facts.find(({ name }) => name === 'The brand’s own word')!.text;
    };
    await outage.pass(noon);
    await at(noon + 1, 'team');
    expect(await word(noon + 31)).toMatch(/^none for 3\d minutes since the onset$/);
    const acting = { ...outage.acting(), clock: { now: () => (noon + 40) * 60_000 } };
    const said = { kind: 'holding' as const, en: 'x', es: 'y', nextUpdateMinutes: null, proposedBy: 'Ada' };
    const { id } = await proposeStatement(acting, await open(), said);
    await approveStatement(acting, { incidentId: await open(), id, by: 'Bob' });
    expect(await word(noon + 91)).toMatch(/^first 4\d minutes after the onset$/);
  });

  it('are told once for all that a stop of the program left out, and begin anew when it worsens', async () => {
    await outage.pass(noon);
    await at(noon + 1, 'team');
    expect(await at(noon + 500, 'team')).toEqual(['number 4']);
    await outage.pass(noon + 501, { years: 40 });
    await at(noon + 503, 'team');
    expect(await at(noon + 533, 'team')).toEqual(['number 1']);
  });

  it('stop once somebody has taken it on, also one that waits', async () => {
    await outage.pass(noon);
    await at(noon + 1, 'team');
    outage.clock.minute = noon + 31;
    await remind({ database, clock: outage.clock, audience, packs: new Map(), everyMinutes: 30 });
    await acknowledgeIncident(outage.acting(), { incidentId: await open(), name: 'Ada', note: '' });
    expect(await at(noon + 32, 'team')).toEqual([]);
    expect(await at(noon + 400, 'team')).toEqual([]);
  });

  it('wait while a silence holds, and come after it', async () => {
    await outage.pass(noon);
    await at(noon + 1, 'team');
    const all = { brand: null, symptom: null, channel: null, reason: 'known', owner: 'Bob', minutes: 60 };
    await silenceMessages(outage.acting(), all);
    expect(await at(noon + 40, 'team')).toEqual([]);
    expect(await at(noon + 63, 'team')).toEqual(['number 1']);
  });

  it('are none for what is over', async () => {
    await outage.pass(noon);
    for (let minute = noon + 1; minute < noon + 14; minute++) await outage.pass(minute, { active: false });
    await at(noon + 15, 'team');
    expect(await at(noon + 90, 'team')).toEqual([]);
  });
});

describe('a throttle', () => {
  const steps = async (channel: string) => (await outage.sent(channel)).map(({ transition }) => transition.to);

  it('makes one of what is too much, and lets the end and another incident through', async () => {
    await outage.pass(noon, { years: 50 });
    expect(await steps('team')).toEqual(['watching', 'probable', 'confirmed']);
    for (let minute = noon + 1; minute < noon + 4; minute++) await outage.pass(minute, { active: false });
    await outage.pass(noon + 4, { years: 60 });
    expect(await steps('team')).toEqual([]);
    // The newest of what was held, once the hour is over.
    outage.clock.minute = noon + 63;
    expect(await steps('team')).toEqual(['confirmed']);
    const held = await database.query("SELECT held_by FROM outbox WHERE held_by LIKE 'throttle%'");
    expect(held).toHaveLength(2);
  });

  it('never holds the first message of an incident', async () => {
    await outage.pass(noon, { years: 50 });
    await steps('team');
    for (let minute = noon + 1; minute < noon + 14; minute++) await outage.pass(minute, { active: false });
    // Its end is told although the channel had its fill.
    expect(await steps('team')).toContain('closed');
    await database.query('UPDATE incident SET closed_at = closed_at - 7200000');
    const onset = { at: (noon + 20) * 60_000, low: (noon + 20) * 60_000, high: (noon + 20) * 60_000 };
    await outage.pass(noon + 25, { alert: { id: 'a2', onset } });
    expect(await steps('team')).toEqual(['watching']);
  });
});
