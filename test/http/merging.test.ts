import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueKey } from '../../src/commands/manage-keys.ts';
import { handling } from '../../src/http/handling-schemas.ts';
import { incidentDetail } from '../../src/http/incident-detail-schemas.ts';
import { comms } from '../../src/http/statement-shapes.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { poster } from '../support/post-json.ts';
import { asOfAt, insertIncident, seed, testIncident } from './seed.ts';
import { startServer, type TestServer } from './server.ts';

let database: Database;
let server: TestServer;
const at = asOfAt - 60_000;
beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
  server = await startServer(database);
  await insertIncident(database, testIncident({ id: 'inc-2', state: 'probable', onset: { at, low: at, high: at } }));
  await insertIncident(database, testIncident({ id: 'inc-other', brand: 'target' }));
});
afterAll(async () => {
  await server.close();
  await database.close();
});

const post = poster(() => server);
const detail = async (id: string) => incidentDetail.parse(await (await server.get(`/api/v1/incidents/${id}`)).json());
const refusal = async (path: string, body: unknown) => {
  const answer = await post(path, body);
  return [answer.status, ((await answer.json()) as { code: string }).code];
};

describe('merging and splitting over the API', () => {
  it('merges into the elder, whose history tells of it, and takes it back', async () => {
    const answer = await post('incidents/inc-2/merge', { with: 'inc-1', name: 'Ada', reason: 'one deploy' });
    expect([answer.status, await answer.json()]).toEqual([200, { elder: 'inc-1', younger: 'inc-2' }]);
    expect((await detail('inc-1')).transitions.at(-1)!.change).toEqual({ kind: 'took-in', other: 'inc-2' });
    expect(await detail('inc-2')).toMatchObject({ mergedInto: 'inc-1', state: 'closed' });
    const list = (await (await server.get('/api/v1/incidents?brand=walmart')).json()) as { items: { id: string }[] };
    expect(list.items.map(({ id }) => id)).toEqual(['inc-1']);
    const { changes } = handling.parse(await (await server.get('/api/v1/incidents/inc-1/handling')).json());
    expect(changes).toMatchObject([{ kind: 'took-in', by: 'Ada', reason: 'one deploy' }]);
    // What people write is for people with a key.
    expect(await (await server.get('/api/v1/incidents/inc-1')).text()).not.toContain('one deploy');
    await post('incidents/inc-1/split', { incident: 'inc-2', reason: 'two causes' });
    expect(await detail('inc-2')).toMatchObject({ mergedInto: null, state: 'probable' });
  });

  it('keeps what was said to customers of either, for approval and in public, and drafts for the whole alone', async () => {
    const sheet = async (id: string) => comms.parse(await (await server.get(`/api/v1/incidents/${id}/comms`)).json());
    const feed = async () => (await server.get('/status/walmart/history.atom')).text();
    const propose = async (en: string) => {
      const words = { en, es: 'Lo estamos viendo.', nextUpdateMinutes: 30 };
      return ((await (await post('incidents/inc-2/statements', words)).json()) as { id: number }).id;
    };
    const [said, waiting] = [await propose('Payments fail.'), await propose('Still failing.')];
    expect((await post(`incidents/inc-2/statements/${said}/approval`, {})).status).toBe(200);
    const entry = /<id>[^<]*inc-2-said-[^<]*<\/id>/;
    expect(await feed()).toMatch(entry);
    await post('incidents/inc-2/merge', { with: 'inc-1', reason: 'one deploy' });
    server.setClock(asOfAt + 10_000);
    expect((await sheet('inc-1')).statements.map(({ en }) => en)).toEqual(['Still failing.', 'Payments fail.']);
    expect(await feed()).toContain('Payments fail.');
    expect(await feed()).toMatch(entry);
    expect((await post(`incidents/inc-1/statements/${waiting}/approval`, {})).status).toBe(200);
    expect(await sheet('inc-2')).toMatchObject({ draft: null, allClear: { isMet: false } });
    // Who said it on the status page has broken the silence.
    expect((await detail('inc-1')).official).toMatchObject({ silentMinutes: null, firstWordUrl: null });
    await post('incidents/inc-1/split', { incident: 'inc-2', reason: 'two causes' });
    server.setClock(asOfAt);
    expect((await sheet('inc-1')).statements).toEqual([]);
    expect((await detail('inc-1')).official.firstWordAt).toBeNull();
  });

  it('splits a symptom off, with an incident that says what it follows', async () => {
    const { younger } = (await (
      await post('incidents/inc-1/split', { symptom: 'checkout_payment', reason: 'the card network' })
    ).json()) as { younger: string };
    expect(await detail(younger)).toMatchObject({
      follows: { symptom: 'checkout_payment', area: null },
      symptoms: [{ id: 'checkout_payment' }],
      revision: 1,
      evidence: { authors: 160 },
    });
    expect((await detail('inc-1')).symptoms.map(({ id }) => id)).toEqual(['login']);
  });

  it('refuses what makes no sense, with a code, and roles that may not', async () => {
    const reason = 'x';
    expect(await refusal('incidents/inc-1/merge', { with: 'inc-other', reason })).toEqual([409, 'change-refused']);
    expect(await refusal('incidents/inc-1/merge', { with: 'none', reason })).toEqual([404, 'incident-unknown']);
    expect(await refusal('incidents/inc-1/merge', { with: 'inc-2' })).toEqual([400, 'invalid-request']);
    expect(await refusal('incidents/inc-1/split', { reason })).toEqual([400, 'invalid-request']);
    expect(await refusal('incidents/inc-1/split', { symptom: 'login', area: 'US-TX', reason })).toEqual([
      ...[400, 'invalid-request'],
    ]);
    const clock = { now: () => asOfAt };
    const { key } = await issueKey({ database, clock, actor: 'test' }, { name: 'Ann', role: 'analyst' });
    server.setClock(asOfAt + 60_000);
    const asked = await post('incidents/inc-1/merge', { with: 'inc-2', reason }, { Authorization: `Bearer ${key}` });
    expect(asked.status).toBe(403);
  });
});
