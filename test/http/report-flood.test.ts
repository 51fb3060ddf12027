import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findProof } from '../../src/core/text/proof-of-work.ts';
import type { Post } from '../../src/core/words/post.ts';
import type { Challenge } from '../../src/http/report-admission.ts';
import type { Database } from '../../src/ports/database.ts';
import { openCorridor } from '../support/corridor.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { emptyTables, startAt, startMinute } from '../support/ingest-world.ts';
import { madePosts, ordinary } from '../support/made-posts.ts';
import { startServer, type TestServer } from './server.ts';

const pack = brandPack({ mentionsPerDay: 1_000 });
const learned = 1_440;
const floodMinutes = 10;
const perMinute = 15;

let database: Database;
let server: TestServer;
beforeAll(async () => {
  database = await openTestDatabase();
  server = await startServer(database, { brands: [pack] });
});
afterAll(async () => {
  await server.close();
  await database.close();
});
beforeEach(() => emptyTables(database));

/** A script that pays every proof it is asked for. */
async function flood(): Promise<Post[]> {
  for (let i = 0; i < floodMinutes * perMinute; i++) {
    server.setClock(startAt + (learned + Math.floor(i / perMinute)) * 60_000 + i);
    const { challenge, bits } = (await (await server.get('/api/v1/report-challenge')).json()) as Challenge;
    const nonce = findProof(challenge, bits, { from: 0, tries: 1e8 });
    const response = await server.get('/api/v1/brands/northwind/reports', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ symptoms: ['login'], proof: { challenge, nonce } }),
    });
    expect(response.status).toBe(202);
  }
  return server.submitted.splice(0);
}

async function incidentsAfter(reports: Post[]): Promise<string[]> {
  const corridor = openCorridor(database, [pack]);
  const quiet = madePosts(ordinary(0, learned + 20), 5);
  const posts = [...quiet, ...reports].sort((a, b) => a.createdAt - b.createdAt);
  const told: string[] = [];
  for (let minute = 360; minute <= learned + 20; minute += minute < learned ? 360 : 1) {
    const upTo = startAt + minute * 60_000;
    const next = posts.findIndex(({ createdAt }) => createdAt >= upTo);
    const steps = await corridor.advance(posts.splice(0, next < 0 ? posts.length : next), startMinute + minute);
    told.push(...steps.map(({ to }) => to));
  }
  return told;
}

describe('a script that floods the report form from one address', { timeout: 60_000 }, () => {
  it('raises no incident, whatever it pays; as many people would', async () => {
    const reports = await flood();
    expect(reports).toHaveLength(floodMinutes * perMinute);
    expect(await incidentsAfter(reports)).toEqual([]);
    await emptyTables(database);
    const people = reports.map((report, i) => ({ ...report, author: `person-${i}` }));
    expect(await incidentsAfter(people)).toContain('watching');
  });
});
