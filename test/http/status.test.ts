import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approveStatement } from '../../src/commands/approve-statement.ts';
import { proposeStatement } from '../../src/commands/propose-statement.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { asOfAt, seed } from './seed.ts';
import { startServer, type TestServer } from './server.ts';

let database: Database;
let server: TestServer;
let folder: string;
let isBroken = false;

/** The database of the server, which can be made to fail. */
function breakable(whole: Database): Database {
  const fails = (name: string) => name === 'query' || name === 'stream';
  return new Proxy(whole, {
    get: (target, name) => {
      if (isBroken && fails(String(name)))
        return () => {
          throw new Error('the database is gone');
        };
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outcry-status-'));
  for (const name of ['index', 'report', 'status'])
    writeFileSync(join(folder, `${name}.html`), '<head><!--head--></head><body><!--body--></body>');
  database = await openTestDatabase();
  await seed(database);
  await database.query('UPDATE transition SET at = (SELECT max(at) FROM transition)');
  server = await startServer(breakable(database), { webDir: folder });
  const acting = { database, clock: { now: () => asOfAt - 5 * 60_000 }, actor: 'test' };
  const words = { kind: 'holding' as const, nextUpdateMinutes: 30, proposedBy: 'Ada' };
  const said = await proposeStatement(acting, 'inc-1', { ...words, en: 'We <b>know</b> of it.', es: 'Lo sabemos.' });
  await proposeStatement(acting, 'inc-1', { ...words, en: 'Nobody approved this.', es: 'Nadie.' });
  await approveStatement(acting, { incidentId: 'inc-1', id: said.id, by: 'Grace' });
});
afterAll(async () => {
  isBroken = false;
  await server.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

const text = async (path: string) => (await server.get(path)).text();

describe('the status page', () => {
  it('is whole without a script: state, sentence, updates, picture, table', async () => {
    const response = await server.get('/status/walmart');
    const page = await response.text();
    expect(response.headers.get('cache-control')).toContain('stale-if-error');
    expect(page).toContain('<title>Walmart status: Confirmed problem</title>');
    expect(page).toContain('400 people against 9.2 expected');
    expect(page).toContain('We &lt;b&gt;know&lt;/b&gt; of it.');
    expect(page).toContain('<p class="said" lang="es">Lo sabemos.</p>');
    expect(page).toContain('120 people');
    expect(page).toMatch(/Next update by <time datetime="2026-11-03T15:25:00.000Z">[^<]*<\/time>, in 25 minutes\./);
    expect(page).not.toMatch(/<script|Nobody approved this|Ada|Grace/);
  });

  it('answers 304 to whoever has it already', async () => {
    const etag = (await server.get('/status/walmart')).headers.get('etag')!;
    expect(
      (await server.get('/status/walmart', { headers: { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' } }))
        .status,
    ).toBe(304);
  });

  it('tells its updates as an Atom feed with stable ids, newest first', async () => {
    const feed = await text('/status/walmart/history.atom');
    const ids = [...feed.matchAll(/<id>([^<]+)<\/id>/g)].map((match) => match[1]);
    const page = `${server.url}/status/walmart`;
    expect(ids).toEqual([page, `${page}#inc-1-said-1`, `${page}#inc-1-2`, `${page}#inc-1-1`]);
    expect(feed).toContain('<updated>2026-11-03T14:55:00.000Z</updated>');
    expect(feed).toContain('We &lt;b&gt;know&lt;/b&gt; of it.\n\nLo sabemos.');
  });

  it('gives aggregators the shape that they read', async () => {
    const summary = JSON.parse(await text('/status/walmart/api/v2/summary.json'));
    expect(summary.page).toMatchObject({ id: 'walmart', name: 'Walmart', time_zone: 'America/Chicago' });
    expect(summary.status).toEqual({ indicator: 'critical', description: 'Confirmed problem' });
    expect(summary.incidents).toHaveLength(1);
    expect(summary.incidents[0]).toMatchObject({
      id: 'inc-1',
      status: 'identified',
      impact: 'critical',
      resolved_at: null,
    });
    expect(summary.incidents[0].incident_updates.map((update: { status: string }) => update.status)).toEqual([
      'identified',
      'identified',
      'investigating',
    ]);
    const calm = JSON.parse(await text('/status/target/api/v2/status.json'));
    expect(calm.status.indicator).toBe('none');
    expect(JSON.parse(await text('/status/walmart/api/v2/incidents.json')).incidents).toHaveLength(1);
  });

  it('goes on with what it knew when the database is gone, and says so', async () => {
    await text('/status/walmart');
    isBroken = true;
    server.setClock(asOfAt + 90_000);
    const page = await text('/status/walmart');
    expect(page).toContain('400 people against 9.2 expected');
    expect(page).toContain('This is not the present');
    isBroken = false;
    server.setClock(asOfAt + 120_000);
    expect(await text('/status/walmart')).not.toContain('This is not the present');
  });
});
