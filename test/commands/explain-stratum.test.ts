import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explanationText } from '../../src/cli/explain-lines.ts';
import { explainStratum, type StratumExplanation } from '../../src/commands/explain-stratum.ts';
import { explanationAnswer } from '../../src/http/answers/explanation-answer.ts';
import { explanation } from '../../src/http/explain-schemas.ts';
import type { Database } from '../../src/ports/database.ts';
import { recordGap } from '../../src/store/sources.ts';
import { startServer } from '../http/server.ts';
import { corridorContext, openCorridor } from '../support/corridor.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { startMinute } from '../support/ingest-world.ts';
import { madePosts, ordinary, outage } from '../support/made-posts.ts';

const pack = brandPack({ mentionsPerDay: 1_000 });
const onset = 840;
const outageEnd = onset + 40;
const end = outageEnd + 60;

let database: Database;
let why: (
  minute: number,
  stratum?: { symptom?: string; surface?: string; area?: string },
) => Promise<StratumExplanation>;
beforeAll(async () => {
  database = await openTestDatabase();
  for (const source of ['bluesky', 'reddit'])
    await recordGap(database, { source, from: startMinute + 600, to: startMinute + 630, reason: 'down' });
  const corridor = openCorridor(database, [pack]);
  const silent = ({ createdAt }: { createdAt: number }) => {
    const minute = Math.floor(createdAt / 60_000) - startMinute;
    return minute < 600 || minute >= 630;
  };
  const posts = madePosts([...ordinary(0, end), ...outage(onset, outageEnd)], 21).filter(silent);
  let taken = 0;
  for (let minute = 60; minute <= end; minute += 60) {
    const until = posts.findIndex(({ createdAt }) => createdAt >= (startMinute + minute) * 60_000);
    const next = until < 0 ? posts.length : until;
    await corridor.advance(posts.slice(taken, next), startMinute + minute);
    taken = next;
  }
  const context = corridorContext(database, [pack]);
  why = (minute, { symptom = '*', surface = '*', area = '*' } = {}) =>
    explainStratum(context, { pack, symptom, surface, area, minute: startMinute + minute });
}, 120_000);
afterAll(() => database.close());

const alerts = () =>
  database.query<{ symptom: string; first: number }>(
    `SELECT symptom, first_minute - ${startMinute} AS first FROM alert WHERE area = '*' ORDER BY symptom, first`,
  );

describe('why did it, or didn’t it, fire', { timeout: 120_000 }, () => {
  it('fired exactly from the minute on in which the alarm was raised when it happened', async () => {
    const first = (await alerts()).find(({ symptom }) => symptom === 'login')!.first;
    const before = await why(first - 1, { symptom: 'login' });
    const then = await why(first, { symptom: 'login' });
    expect(before).toMatchObject({
      verdict: 'quiet',
      rule: expect.stringMatching(
        /^(below its budget|other series carry the alarm): .* 1\.5 % of the budget of 365 days, that of all .* together once in /,
      ),
    });
    expect(before.intervalMinutes).toBeLessThan(before.budgetMinutes);
    expect(then).toMatchObject({ verdict: 'fired', budgetShare: 0.015 });
    // Named beside the whole brand, so that half of its budget is enough.
    expect(then.intervalMinutes).toBeGreaterThanOrEqual(then.budgetMinutes / 2);
    expect(then.together.intervalMinutes).toBeGreaterThanOrEqual(then.budgetMinutes);
    expect(then.together.strongest.map(({ symptom }) => symptom)).toContain('login');
    expect(then.alarms.map(({ symptom }) => symptom)).toContain('login');
    expect(then.observed).toBeGreaterThan(0);
  });

  it('tells inputs, expectation and evidence, and they hang together', async () => {
    const { evidence, intervalMinutes, budgetShare } = await why(onset + 15);
    expect(evidence!.rate).toBeCloseTo(evidence!.level * evidence!.shape * evidence!.local, 9);
    expect(evidence!.evidence.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(evidence!.recurrenceIntervalMinutes * budgetShare).toBeCloseTo(intervalMinutes, 6);
    expect(evidence!.band.mean).toBeLessThan(0.2);
    expect(Math.abs(evidence!.onset!.minute - startMinute - onset)).toBeLessThan(6);
  });

  it('tells the conditions, the rules in their order, and the incident that was open', async () => {
    const told = await why(onset + 30);
    expect(told.rules.map(({ rule, passed }) => `${rule} ${passed}`)).toEqual([
      'budget true',
      'reports-drive-the-rise true',
      'second-evidence true',
      'many-voices true',
      'authors true',
    ]);
    expect(told.conditions.find(({ kind }) => kind === 'sources')!.reason).toBe('2 sources agree: bluesky, reddit');
    expect(told.incident).toMatchObject({ state: 'confirmed' });
    expect((await why(onset - 30)).incident).toBeNull();
  });

  it('is quiet before, says what would hold it back, and knows gaps, youth and what was never seen', async () => {
    const calm = await why(onset - 30);
    expect(calm).toMatchObject({ verdict: 'quiet', alarms: [], incident: null });
    expect(calm.rules.find(({ rule }) => rule === 'budget')!.passed).toBe(false);
    expect(await why(610)).toMatchObject({ verdict: 'gap', exposure: 0 });
    expect(await why(5)).toMatchObject({ verdict: 'learning' });
    expect(await why(onset, { symptom: 'pharmacy' })).toMatchObject({ verdict: 'unseen', evidence: null });
    expect(await why(-5)).toMatchObject({ verdict: 'unseen' });
  });

  it('writes nothing', async () => {
    const before = await database.query('SELECT * FROM alert ORDER BY id');
    await why(onset + 30);
    expect(await database.query('SELECT * FROM alert ORDER BY id')).toEqual(before);
  });

  it('is answered by the API as its schema says, and readable as text', async () => {
    const told = await why(onset + 20, { symptom: 'login' });
    const text = explanationText(explanationAnswer(told));
    expect(text).toMatch(/login, everywhere, .*FIRED\n/);
    expect(text).toMatch(/evidence by multiplier: ×1\.5 /);
    expect(text).toMatch(/all series together .* of 525600 min: .*login, everywhere /);
    const server = await startServer(database, { brands: [pack], explain: async () => told });
    try {
      const at = new Date((startMinute + onset + 20) * 60_000).toISOString();
      const response = await server.get(`/api/v1/explain?brand=northwind&symptom=login&at=${at}`);
      const answer = explanation.strict().parse(await response.json());
      expect(answer).toMatchObject({ verdict: 'fired', symptom: 'login', area: '*' });
      expect((await server.get('/api/v1/explain?brand=northwind&at=2026-12-01')).status).toBe(400);
      expect((await server.get('/api/v1/explain?brand=northwind&area=US-TX:19100')).status).toBe(400);
      const unwatched = '/api/v1/explain?brand=northwind&surface=ios&area=US-TX';
      expect((await server.get(unwatched)).status).toBe(400);
      expect((await server.get('/api/v1/explain?brand=nobody')).status).toBe(404);
    } finally {
      await server.close();
    }
  });
});
