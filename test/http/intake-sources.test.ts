import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createSubmit } from '../../src/commands/submit-posts.ts';
import type { IntakeAnswer } from '../../src/http/access-schemas.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { hearEvents } from '../support/heard-events.ts';
import { emptyTables, ingestSettings, startAt, testKnowledge } from '../support/ingest-world.ts';
import { startServer, type TestServer } from './server.ts';

const pack = brandPack();
let database: Database;
let server: TestServer;
beforeAll(async () => {
  database = await openTestDatabase();
  const clock = { now: () => startAt + 3_600_000 };
  const tools = { knowledge: testKnowledge([pack]), settings: ingestSettings, clock, events: hearEvents().events };
  server = await startServer(database, { brands: [pack], submit: createSubmit({ ...tools, database }) });
});
afterAll(async () => {
  await server.close();
  await database.close();
});
beforeEach(() => emptyTables(database));

const said = (id: string, more: object = {}) => ({
  ...{ id, author: '77', text: `northwind login is down (${id})`, createdAt: startAt },
  ...more,
});

async function handIn(...posts: object[]): Promise<IntakeAnswer['items']> {
  const response = await server.get('/api/v1/intake', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(posts),
  });
  return ((await response.json()) as IntakeAnswer).items;
}

const stored = () =>
  database.query<{ id: string; text: string; author_key: string; deleted: boolean }>(
    'SELECT id, text, author_key, deleted_at IS NOT NULL AS deleted FROM post ORDER BY id',
  );

it('keeps posts with one id apart by the sources that they are said to be of, and their authors too', async () => {
  const items = await handIn(
    said('1001', { source: 'mastodon' }),
    said('1001', { source: 'reddit', text: 'northwind checkout fails' }),
    said('1001', { text: 'northwind app is down' }),
  );
  expect(items).toEqual([1, 2, 3].map((line) => ({ line, id: '1001', accepted: true })));
  const rows = await stored();
  expect(rows.map(({ id, text }) => [id, text])).toEqual([
    ['intake:1001', 'northwind app is down'],
    ['intake:mastodon/1001', 'northwind login is down (1001)'],
    ['intake:reddit/1001', 'northwind checkout fails'],
  ]);
  expect(new Set(rows.map(({ author_key }) => author_key)).size).toBe(3);
});

it('changes and deletes the one that has the same source', async () => {
  await handIn(said('1', { source: 'mastodon' }), said('1', { source: 'reddit' }));
  const again = { editedAt: startAt + 60_000, text: 'northwind login works again' };
  await handIn(said('1', { source: 'reddit', ...again }));
  await handIn(said('1', { source: 'mastodon', text: '', deleted: true }));
  expect((await stored()).map(({ id, text, deleted }) => [id, text, deleted])).toEqual([
    ['intake:mastodon/1', '', true],
    ['intake:reddit/1', 'northwind login works again', false],
  ]);
});

it('still knows a brand’s own account by its name', async () => {
  const word = { source: 'mastodon', author: '@NorthwindHelp', fromBrand: true, text: "We're aware of an issue" };
  await handIn(said('1', word));
  expect(await database.query('SELECT brand FROM report')).toEqual([{ brand: 'northwind' }]);
});
