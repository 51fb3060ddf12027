import { afterAll, beforeAll, expect, it } from 'vitest';
import { clusters } from '../../src/http/cluster-schemas.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { seed } from './seed.ts';
import { startServer, type TestServer } from './server.ts';

let database: Database;
let server: TestServer;
beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
  await database.query(
    "UPDATE report SET symptoms = ARRAY['other'] WHERE kind = 'current' AND post_id > 'bluesky:010'",
  );
  await database.query("UPDATE post SET text = 'walmart gift card balance is empty' WHERE id > 'bluesky:010'");
  server = await startServer(database);
});
afterAll(async () => {
  await server.close();
  await database.close();
});

it('GET /clusters groups the last day’s unexplained complaints, with words, people and what to add to the pack', async () => {
  const answer = clusters.strict().parse(await (await server.get('/api/v1/clusters?brand=walmart')).json());
  expect(answer).toMatchObject({
    from: '2026-11-02T15:01:00Z',
    to: '2026-11-03T15:01:00Z',
    unexplained: { n: 17, of: 28 },
  });
  const [found] = answer.items;
  expect(found).toMatchObject({ posts: 17, authors: 17, usual: null });
  expect(found!.samples).toHaveLength(5);
  expect(found!.samples[0]!.author).toMatch(/^[0-9a-f]{12}$/);
  expect(Object.values(found!.symptom.symptomWords)[0]).toContain('gift card');
});

it.each([
  ['brand=wallmart', 404],
  ['', 400],
  ['brand=walmart&least=1', 400],
  ['brand=walmart&from=2026-11-03&to=2026-11-02', 400],
  ['brand=walmart&from=2026-01-01&to=2026-11-02', 400],
])('GET /clusters?%s is refused', async (query, status) =>
  expect((await server.get(`/api/v1/clusters?${query}`)).status).toBe(status),
);
