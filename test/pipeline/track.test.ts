import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { messageWords } from '../../src/core/incident/message.ts';
import type { Transition } from '../../src/core/words/incident.ts';
import { track } from '../../src/pipeline/track.ts';
import type { Database } from '../../src/ports/database.ts';
import { upsertAlerts } from '../../src/store/detection.ts';
import { enterSignal, replaceWindows } from '../../src/store/telemetry.ts';
import { brandAlert, detailOf, noon, rules, yearMinutes } from '../support/alerts.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { insertOwnPost } from '../support/own-post.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  for (const table of ['outbox', 'transition', 'incident', 'alert', 'report', 'post', 'stratum_count'])
    await database.query(`DELETE FROM ${table}`);
});

const pack = brandPack({ timeZone: 'UTC' });
const context = { rules, watched: new Set(['northwind']), channels: ['slack'] };

async function pass(minute: number, { active = true, years = 1.5 } = {}): Promise<Transition[]> {
  const recurrenceIntervalMinutes = years * yearMinutes;
  await upsertAlerts(database, [
    brandAlert({ minute, active, recurrenceIntervalMinutes, detail: detailOf({ authors: 20 }) }),
  ]);
  return (await database.transaction((tx) => track(tx, pack, { minute, context }))).transitions;
}

const factIn = (transition: Transition, fact: string) =>
  messageWords(transition, pack, { link: 'http://here' }).facts.find(({ name }) => name === fact)?.text;
const wordIn = (transition: Transition) => factIn(transition, 'The brand’s own word');
const telemetryIn = (transition: Transition) => factIn(transition, 'Own telemetry');

describe('track', () => {
  it('lets each message say how long the brand has been silent, its first word, and its all-clear', async () => {
    const [opened] = await pass(noon);
    // The onset lies four minutes before noon, a step is dated at the end of its minute.
    expect(wordIn(opened!)).toBe('none for 5 minutes since the onset');
    await insertOwnPost(database, { minute: noon + 8, kind: 'ack', brand: 'northwind' });
    // Written later than the step: it must not be known to it.
    await insertOwnPost(database, { minute: noon + 30, kind: 'resolved', brand: 'northwind' });
    const [, confirmed] = await pass(noon + 10, { years: 40 });
    expect(confirmed!.to).toBe('confirmed');
    expect(wordIn(confirmed!)).toBe('first 12 minutes after the onset');
    const [recovering] = await pass(noon + 40, { active: false });
    expect(wordIn(recovering!)).toBe('first 12 minutes after the onset; all-clear 34 minutes after the onset');
  });

  it('lets each message say what the brand’s own telemetry sees at that time', async () => {
    const key = { brand: 'northwind', signal: 'logins' };
    const scope = { symptom: 'login', surface: '*' } as const;
    const window = {
      ...key,
      ...scope,
      from: (noon + 6) * 60_000,
      to: (noon + 12) * 60_000,
      state: 'down' as const,
      value: 0,
    };
    const calm = { ...window, from: (noon - 60) * 60_000, to: window.from, state: 'ok' as const };
    await enterSignal(database, { ...key, ...scope, origin: 'pushed', health: 'ok', createdAt: calm.from });
    await replaceWindows(database, key, { from: calm.from, to: window.to, windows: [calm, window] });
    const [opened] = await pass(noon);
    expect(telemetryIn(opened!)).toBe('not seen: 1 of 1 signals were calm');
    const [, confirmed] = await pass(noon + 10, { years: 40 });
    expect(telemetryIn(confirmed!)).toMatch(
      /^confirmed by 1 of 1 signals \(logins down\) since .*: people were 10 minutes ahead/,
    );
    await database.query('DELETE FROM telemetry_signal');
    await database.query('DELETE FROM telemetry_window');
  });

  it('goes on telling a channel that has heard of an incident, though its symptom is no longer among the first', async () => {
    const routes = new Map([['slack', { from: 'watching' as const, brands: null, symptoms: ['login'] }]]);
    const step = async (minute: number, symptom: string, years: number) => {
      const symptoms = [{ id: symptom, observed: 20, expected: 0, recurrenceIntervalMinutes: 0 }];
      const detail = detailOf({ authors: 20, symptoms });
      await upsertAlerts(database, [brandAlert({ minute, recurrenceIntervalMinutes: years * yearMinutes, detail })]);
      await database.transaction((tx) => track(tx, pack, { minute, context: { ...context, routes } }));
      return (await database.query('SELECT key FROM outbox')).length;
    };
    expect(await step(noon, 'login', 1.5)).toBe(1);
    expect(await step(noon + 5, 'pickup', 40)).toBe(3);
  });

  it('tells channels once, as an update of the same state, that it has become known where', async () => {
    const region = { name: 'Dallas–Fort Worth', areaIds: ['US-TX:19100'], center: null, radiusKm: 60 };
    const known = { scope: 'regional' as const, region: { ...region, observed: 18, expected: 1 } };
    const steps: Transition[] = [];
    for (let minute = noon; minute < noon + 20; minute++) {
      const detail = detailOf({ authors: 20, ...(minute < noon + 3 ? {} : known) });
      await upsertAlerts(database, [brandAlert({ minute, recurrenceIntervalMinutes: 40 * yearMinutes, detail })]);
      steps.push(...(await database.transaction((tx) => track(tx, pack, { minute, context }))).transitions);
    }
    expect(steps.slice(3).map(({ from, to, revision, at }) => [from, to, revision, at / 60_000 - noon])).toEqual([
      ['confirmed', 'confirmed', 4, 8],
    ]);
    expect(messageWords(steps[3]!, pack, { link: 'http://here' })).toMatchObject({
      title: 'Northwind: confirmed, mainly in Dallas–Fort Worth',
      reasons: expect.arrayContaining(['it has become known where: Dallas–Fort Worth']),
    });
    expect(await database.query('SELECT revision FROM outbox ORDER BY revision')).toHaveLength(4);
  });

  it('does not close a small incident whose reports go on behind a lull, nor open a second one', async () => {
    const steps: string[] = [];
    const tell = (transitions: Transition[], minute: number) =>
      steps.push(...transitions.map(({ from, to }) => `${from}>${to}@${minute - noon}`));
    // Half a report a minute for an hour; then the alarm goes, and so do the reports for eight minutes only.
    for (let minute = noon; minute < noon + 100; minute++) {
      const active = minute < noon + 60 || minute >= noon + 95;
      if (minute % 2 === 0 && (minute < noon + 60 || minute >= noon + 68))
        await database.query("INSERT INTO stratum_count VALUES ('northwind', '*', '*', '*', $1, 1)", [minute]);
      await upsertAlerts(database, [
        brandAlert({
          minute,
          active,
          observed: 30,
          recurrenceIntervalMinutes: 40 * yearMinutes,
          detail: detailOf({ authors: 20 }),
        }),
      ]);
      tell((await database.transaction((tx) => track(tx, pack, { minute, context }))).transitions, minute);
    }
    expect(steps.slice(3)).toEqual(['confirmed>recovering@60', 'recovering>confirmed@95']);
    // Once there is none any more, it ends.
    for (let minute = noon + 100; minute < noon + 130; minute++) {
      await upsertAlerts(database, [
        brandAlert({ minute, active: false, observed: 45, recurrenceIntervalMinutes: 40 * yearMinutes }),
      ]);
      tell((await database.transaction((tx) => track(tx, pack, { minute, context }))).transitions, minute);
    }
    expect(steps.slice(5)).toEqual(['confirmed>recovering@100', 'recovering>closed@120']);
  });
});
