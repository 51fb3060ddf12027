import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issueKey } from '../../src/commands/manage-keys.ts';
import type { Role } from '../../src/core/words/role.ts';
import { type LabelAnswer, type LabelBody, label } from '../../src/http/label-schemas.ts';
import { listOf, report } from '../../src/http/schemas.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { asOfAt, seed } from './seed.ts';
import { startServer, type TestServer } from './server.ts';

let database: Database;
let server: TestServer;

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  server = await startServer(database);
});
afterEach(async () => {
  await server.close();
  await database.query('DELETE FROM api_key');
});

const told: LabelBody = { brand: 'walmart', kind: 'none', reason: 'a question' };
const send = (body: unknown, id = 'bluesky:005', headers: Record<string, string> = {}) =>
  server.get(`/api/v1/reports/${encodeURIComponent(id)}/labels`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const withdraw = (id: number) => server.get(`/api/v1/labels/${id}`, { method: 'DELETE' });
const answered = async (response: Response): Promise<LabelAnswer> => label.strict().parse(await response.json());
const reportOf = async (id: string, kind: string) => {
  const page = await (await server.get(`/api/v1/reports?brand=walmart&limit=500&kind=${kind}`)).json();
  return listOf(report)
    .parse(page)
    .items.find((one) => one.id === id);
};

describe('POST /reports/{id}/labels', () => {
  it('corrects a report, shows by whom, and takes it back', async () => {
    const response = await send(told);
    expect(response.status).toBe(201);
    const made = await answered(response);
    expect(made).toMatchObject({ report: 'bluesky:005', by: 'local', at: '2026-11-03T15:00:30Z', kind: 'none' });
    expect(made.old).toMatchObject({ kind: 'current', pCurrent: 0.93, symptoms: ['login'], model: 'kind@1' });
    expect(await reportOf('bluesky:005', 'none')).toMatchObject({
      model: 'person',
      symptoms: [],
      label: { id: made.id, by: 'local', reason: 'a question', oldKind: 'current' },
    });
    expect(await reportOf('bluesky:005', 'current')).toBeUndefined();
    const [touched] = await database.query("SELECT * FROM touched_minute WHERE brand = 'walmart'");
    expect(touched).toMatchObject({ minute: Math.floor(Date.parse('2026-11-03T14:45:00Z') / 60_000) });
    expect((await answered(await withdraw(made.id))).withdrawnBy).toBe('local');
    expect(await reportOf('bluesky:005', 'current')).toMatchObject({ model: 'kind@1', label: null });
    expect((await withdraw(made.id)).status).toBe(404);
  });

  it('names the key’s holder on the report and its id in the list', async () => {
    const { key, id } = await issueKey(
      { database, clock: { now: () => asOfAt }, actor: 't' },
      { name: 'Ann', role: 'comms' },
    );
    const auth = { Authorization: `Bearer ${key}` };
    const made = await answered(await send(told, 'bluesky:006', auth));
    expect(made.by).toBe(id);
    const list = await (await server.get('/api/v1/labels?brand=walmart', { headers: auth })).json();
    expect(
      listOf(label)
        .parse(list)
        .items.map((one) => one.id),
    ).toEqual([made.id]);
    const page = await (await server.get('/api/v1/reports?kind=none', { headers: auth })).json();
    expect(listOf(report).parse(page).items[0]!.label).toMatchObject({ by: 'Ann' });
  });

  it.each(['viewer', 'sre', 'intake'] satisfies Role[])('is refused to role %s', async (role) => {
    const { key } = await issueKey({ database, clock: { now: () => asOfAt }, actor: 't' }, { name: 'x', role });
    const response = await send(told, 'bluesky:007', { Authorization: `Bearer ${key}` });
    expect(response.status).toBe(403);
    expect(((await response.json()) as { detail: string }).detail).toContain('comms or analyst');
  });

  it.each([
    [{ ...told, kind: 'broken' }, 'bluesky:005', 400, 'invalid-request'],
    [{ ...told, symptoms: ['Login!'] }, 'bluesky:005', 400, 'invalid-request'],
    [{ ...told, surfaces: ['moon'] }, 'bluesky:005', 400, 'invalid-request'],
    [{ ...told, more: 1 }, 'bluesky:005', 400, 'invalid-request'],
    [{ ...told, brand: 'wallmart' }, 'bluesky:005', 404, 'brand-unknown'],
    [told, 'bluesky:nobody', 404, 'report-unknown'],
    [{ ...told, brand: 'target' }, 'bluesky:005', 404, 'report-unknown'],
  ])('refuses %j on %s', async (body, id, status, code) => {
    const response = await send(body, id);
    expect({ status: response.status, code: ((await response.json()) as { code: string }).code }).toEqual({
      status,
      code,
    });
  });

  it('tells other pages', async () => {
    const stream = await server.get('/api/v1/events');
    const reader = stream.body!.getReader();
    const made = await answered(await send(told, 'bluesky:008'));
    let text = '';
    while (!text.includes('"reports"')) text += new TextDecoder().decode((await reader.read()).value);
    expect(text).toContain('"walmart"');
    await reader.cancel();
    await withdraw(made.id);
  });
});

describe('GET /feedback', () => {
  it('is labeled posts, one a line, without who wrote them', async () => {
    const made = await answered(
      await send({ ...told, kind: 'current', symptoms: ['cart'], surfaces: ['app'] }, 'bluesky:009'),
    );
    const response = await server.get('/api/v1/feedback?brand=walmart');
    expect(response.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
    const text = await response.text();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual({
      text: 'walmart app login is down, try 9',
      lang: 'en',
      report: 'current',
      symptoms: ['cart'],
      surfaces: ['app'],
      brand: 'Walmart',
      industry: 'retail',
    });
    expect(text).not.toContain('author');
    await withdraw(made.id);
  });
});
