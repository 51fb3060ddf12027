import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { symptomGrid } from '../../src/http/grid-schemas.ts';
import { incidentDetail } from '../../src/http/incident-detail-schemas.ts';
import * as placeSchemas from '../../src/http/place-schemas.ts';
import * as schemas from '../../src/http/schemas.ts';
import { source } from '../../src/http/source-schemas.ts';
import type { Database } from '../../src/ports/database.ts';
import { useSeededServer } from '../support/seeded-server.ts';
import { asOfAt, asOfMinute, hostileText, insertIncident, onsetMinute, testIncident } from './seed.ts';
import { pack, startServer } from './server.ts';

const site = useSeededServer();

/** Fetches and checks against the published schema, to which nothing may be added. */
async function answer<Schema extends z.ZodObject>(path: string, schema: Schema): Promise<z.output<Schema>> {
  const response = await site.server.get(`/api/v1${path}`);
  const body = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  return schema.strict().parse(body) as z.output<Schema>;
}

const asOf = '2026-11-03T15:00:00Z';

describe('brands', () => {
  it('tells the state of each with its last hour', async () => {
    const { items, ...age } = await answer('/brands', schemas.listOf(schemas.brandSummary.strict()));
    expect(age).toEqual({ asOf, stale: false });
    expect(items.map(({ id, state, demo }) => [id, state, demo])).toEqual([
      ['walmart', 'confirmed', false],
      ['target', 'learning', false],
      ['brightcart', 'learning', true],
    ]);
    const [walmart, target, demo] = items;
    expect(walmart).toMatchObject({
      incidentId: 'inc-1',
      since: '2026-11-03T14:40:00Z',
      lastHour: { observed: 120 },
      sources: { up: 1, of: 2 },
    });
    expect(walmart!.spark.observed).toHaveLength(60);
    expect(walmart!.spark.observed.slice(-20).reduce((a, b) => a! + b!, 0)).toBe(120);
    expect(walmart!.sentence).toBe(
      'Login and checkout are failing for customers of Walmart on web and app, nationwide, since Nov 3, 8:40 AM CST; 400 people against 9.2 expected.',
    );
    expect(target!.sentence).toBe('Still learning what is normal for Target: 0 reports in the last hour.');
    expect(demo!.sources).toEqual({ up: 1, of: 1 });
  });

  it('does not take the demonstration’s time for that of a brand that nobody judged yet', async () => {
    const brands = [pack('kroger'), pack('brightcart', { demonstration: true })];
    const other = await startServer(site.database, { brands });
    const { items } = schemas.listOf(schemas.brandSummary).parse(await (await other.get('/api/v1/brands')).json());
    await other.close();
    expect(items.map(({ id, asOf, stale }) => [id, asOf, stale])).toEqual([
      ['kroger', '2026-11-03T15:00:30Z', true],
      ['brightcart', '2026-11-03T15:00:00Z', false],
    ]);
  });

  it('gives one brand and names those there are when asked for another', async () => {
    expect((await answer('/brands/walmart', schemas.brandSummary)).id).toBe('walmart');
    const response = await site.server.get('/api/v1/brands/wallmart');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({
      code: 'brand-unknown',
      status: 404,
      detail: expect.stringContaining('walmart, target'),
    });
  });

  it('reads the overview anew as soon as something changes', async () => {
    const state = async () => (await answer('/brands/target', schemas.brandSummary)).state;
    expect(await state()).toBe('learning');
    await insertIncident(site.database, testIncident({ id: 'inc-t', brand: 'target', state: 'watching' }));
    site.server.change({ what: ['incidents'], brands: ['target'] });
    expect(await state()).toBe('watching');
    await site.database.query("DELETE FROM incident WHERE brand = 'target'");
    site.server.change({ what: ['incidents'], brands: ['target'] });
    expect(await state()).toBe('learning');
  });

  it('is stale three minutes after the detector stopped', async () => {
    site.server.setClock(asOfAt + 181_000);
    expect((await answer('/brands', schemas.listOf(schemas.brandSummary))).stale).toBe(true);
    site.server.setClock(asOfAt + 30_000);
  });
});

describe('timeline', () => {
  const question = `/timeline?brand=walmart&from=2026-11-03T14:30:00Z&to=2026-11-03T15:00:00Z`;

  it('gives count, expectation, band, excess and exposure per bucket', async () => {
    const { items } = await answer(`${question}&bucket=5m`, schemas.timeline);
    expect(items).toHaveLength(6);
    expect(items[0]).toMatchObject({ at: '2026-11-03T14:30:00Z', observed: 0, mentions: 0 });
    expect(items[2]).toMatchObject({ at: '2026-11-03T14:40:00Z', observed: 30, mentions: 50 });
    // 10 of the 30 minutes lie before the onset; reddit is down in all of them, bluesky in two.
    expect(items.map(({ exposure }) => exposure)).toEqual([0.5, 0.5, 0.5, 0.5, 0.3, 0.5]);
    // Expected 0.5 a minute at half exposure: 1.25 in five minutes; D = 0.2·Σm²/M² = 0.04.
    expect(items[2]).toMatchObject({ expected: 1.25, excess: 28.75, lower: 0, upper: 4 });
  });

  it('adds up to the same over every bucket width and zone', async () => {
    for (const bucket of ['1m', '5m', '15m', '1h', '1d'])
      for (const tz of ['UTC', 'America/Chicago', 'Asia/Kolkata']) {
        const { items } = await answer(`${question}&bucket=${bucket}&tz=${tz}`, schemas.timeline);
        const inside = items.filter(({ at }) => at < '2026-11-03T15:00:00Z');
        expect(inside.reduce((sum, { observed }) => sum + (observed ?? 0), 0)).toBe(120);
      }
  });

  it('begins days at midnight of the zone', async () => {
    const { items } = await answer(
      '/timeline?brand=walmart&from=2026-11-03&to=2026-11-04&bucket=1d&tz=America/Chicago',
      schemas.timeline,
    );
    expect(items.map(({ at }) => at)).toEqual(['2026-11-02T06:00:00Z', '2026-11-03T06:00:00Z']);
  });

  it('knows a symptom and an area', async () => {
    expect((await answer(`${question}&bucket=1h&symptom=login`, schemas.timeline)).items[0]).toMatchObject({
      observed: 80,
      expected: null,
    });
    expect((await answer(`${question}&bucket=1h&area=US-TX`, schemas.timeline)).items[0]).toMatchObject({
      observed: 60,
    });
  });

  it('shows the last six hours, no further than is judged', async () => {
    const { items, to } = await answer('/timeline?brand=walmart', schemas.timeline);
    expect(items).toHaveLength(360);
    expect(to).toBe(asOf);
    const beyond = await answer(
      '/timeline?brand=walmart&from=2026-11-03T14:55:00Z&to=2026-11-03T16:00:00Z',
      schemas.timeline,
    );
    expect(beyond.items).toHaveLength(5);
  });

  it('refuses more buckets than anyone can read', async () => {
    const response = await site.server.get('/api/v1/timeline?brand=walmart&from=2026-01-01&to=2026-11-01');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'range-too-large' });
  });
});

describe('breakdown and areas', () => {
  it.each([
    ['symptom', 'login', 25],
    ['surface', 'app', 25],
    ['source', 'bluesky', 25],
    ['kind', 'current', 25],
  ])('by %s', async (by, key, observed) => {
    const { items } = await answer(`/breakdown?brand=walmart&by=${by}`, schemas.listOf(schemas.breakdownRow));
    expect(items.find((item) => item.key === key)?.observed).toBe(observed);
  });

  it('crosses symptoms with surfaces: an app is an app, whatever it runs on', async () => {
    await site.database.query("UPDATE report SET surfaces = '{ios}' WHERE post_id IN ('bluesky:002', 'bluesky:004')");
    await site.database.query("UPDATE report SET surfaces = '{}' WHERE post_id = 'bluesky:005'");
    const grid = await answer('/symptom-grid?brand=walmart', symptomGrid);
    const web = (symptom: string) =>
      grid.items.find((cell) => cell.symptom === symptom && cell.surface === 'web')?.observed;
    expect([web('login'), web('checkout_payment')]).toEqual([23, 12]);
    expect(grid.items.find(({ symptom, surface }) => symptom === 'login' && surface === 'app')?.observed).toBe(24);
    // One person who names no surface is too few to be shown.
    expect(grid.items.find(({ surface }) => surface === 'unknown')).toMatchObject({ observed: null, suppressed: true });
    expect(grid.symptoms[0]).toEqual({ key: 'login', observed: 25 });
    expect(grid.surfaces.map(({ key }) => key)).toEqual(['app', 'web', 'unknown']);
    expect([grid.people, grid.k]).toEqual([25, 5]);
    await site.database.query("UPDATE report SET surfaces = '{web,app}'");
    expect((await answer('/symptom-grid?brand=target', symptomGrid)).items).toEqual([]);
  });

  it('withholds a quarter of an hour for the sake of another, also where that isn’t asked for', async () => {
    const { items } = await answer(
      '/timeline?brand=walmart&area=US-VT&bucket=15m&from=2026-11-03T14:45:00Z&to=2026-11-03T15:00:00Z',
      schemas.timeline,
    );
    expect(items).toMatchObject([{ at: '2026-11-03T14:45:00Z', observed: null, suppressed: true }]);
  });

  it('suppresses small cells', async () => {
    const { items } = await answer('/breakdown?brand=walmart&by=area', schemas.listOf(schemas.breakdownRow));
    expect(items).toEqual([
      { key: 'US-TX', name: 'Texas', observed: 12, share: 0.48, suppressed: false },
      // Virginia has no reports: it stands beside Vermont so that the sum doesn't tell Vermont's.
      { key: 'US-VA', name: 'US-VA', observed: null, share: null, suppressed: true },
      { key: 'US-VT', name: 'US-VT', observed: null, share: null, suppressed: true },
    ]);
    const map = await answer('/areas?brand=walmart', placeSchemas.areas);
    expect(map.k).toBe(5);
    expect(map.located).toEqual({ n: 80, of: 120 });
    expect(map.items).toEqual([
      {
        ...{ id: 'US-TX', name: 'Texas', level: 'state', center: { lat: 31, lon: -97 } },
        ...{ observed: 60, expected: 3, relative: 20, suppressed: false },
      },
      {
        id: 'US-TX:19100',
        name: 'US-TX:19100',
        level: 'metro',
        center: { lat: 32.8, lon: -97 },
        observed: 40,
        // A quarter of the state's people: a quarter of its expectation.
        expected: 0.75,
        relative: 53.3333,
        suppressed: false,
      },
      ...['US-VA', 'US-VT'].map((id) => ({
        ...{ id, name: id, level: 'state', center: null },
        ...{ observed: null, expected: null, relative: null, suppressed: true },
      })),
    ]);
  });
});

describe('stores', () => {
  it('come as the list has them, or nearest first', async () => {
    const ids = async (query: string) =>
      (await answer(`/stores?brand=walmart${query}`, schemas.listOf(placeSchemas.store))).items.map(({ id, km }) => [
        id,
        km,
      ]);
    expect(await ids('')).toEqual([
      ['1183', null],
      ['42', null],
    ]);
    expect(await ids('&zip=77002')).toEqual([
      ['42', 1.5],
      ['1183', 385],
    ]);
    expect(await ids('&lat=33&lon=-96.7&limit=1')).toEqual([['1183', 2.2]]);
    expect((await answer('/stores?brand=target', schemas.listOf(placeSchemas.store))).items).toEqual([]);
  });

  it('are refused for a ZIP code that is none, and for half a point', async () => {
    expect((await site.server.get('/api/v1/stores?brand=walmart&zip=00000')).status).toBe(400);
    expect((await site.server.get('/api/v1/stores?brand=walmart&lat=33')).status).toBe(400);
  });
});

describe('incidents and alerts', () => {
  it('lists incidents by state and brand', async () => {
    const list = schemas.listOf(schemas.incident.strict());
    expect((await answer('/incidents?state=open', list)).items.map(({ id }) => id)).toEqual(['inc-1']);
    expect((await answer('/incidents?state=closed', list)).items).toEqual([]);
    expect((await answer('/incidents?brand=target', list)).items).toEqual([]);
    expect((await answer('/incidents?from=2026-11-04', list)).items).toHaveLength(1);
    expect((await answer('/incidents?to=2026-11-03', list)).items).toEqual([]);
  });

  it('tells an incident with its steps and alerts', async () => {
    const found = await answer('/incidents/inc-1', incidentDetail);
    expect(found.components[0]).toMatchObject({ id: 'identity', name: 'Login and identity' });
    expect(found.components[0]!.reasons).toContain('80 % of the reporters name login');
    expect(found.onset).toEqual({
      at: '2026-11-03T14:40:00Z',
      low: '2026-11-03T14:38:00Z',
      high: '2026-11-03T14:41:00Z',
    });
    expect(found.transitions.map(({ from, to }) => [from, to])).toEqual([
      [null, 'watching'],
      ['watching', 'confirmed'],
    ]);
    expect(found.alerts.map(({ id }) => id)).toEqual(['alert-1']);
    expect((await site.server.get('/api/v1/incidents/nope')).status).toBe(404);
  });

  it('lists alerts', async () => {
    const list = schemas.listOf(schemas.alert.strict());
    const { items } = await answer('/alerts?brand=walmart&active=true&method=temporal', list);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ firstAt: '2026-11-03T14:43:00Z', areaName: 'everywhere', reasons: ['far above'] });
    expect((await answer('/alerts?active=false', list)).items).toEqual([]);
  });

  it('pages through all incidents without losing or repeating one, also at equal onsets', async () => {
    const ids = ['page-a', 'page-b', 'page-c', 'page-d', 'page-e'];
    const at = Date.UTC(2025, 0, 1);
    for (const id of ids)
      await insertIncident(
        site.database,
        testIncident({ id, brand: 'target', state: 'closed', closedAt: at + 60_000, onset: { at, low: at, high: at } }),
      );
    const seen: string[] = [];
    let next: string | undefined = '';
    while (next !== undefined) {
      const page: schemas.List<schemas.IncidentAnswer> = await answer(
        `/incidents?brand=target&limit=2${next && `&cursor=${next}`}`,
        schemas.listOf(schemas.incident),
      );
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(seen.sort()).toEqual(ids);
    await site.database.query("DELETE FROM incident WHERE brand = 'target'");
  });
});

describe('reports', () => {
  const list = schemas.listOf(schemas.report.strict());

  it('gives the text as it is, only web addresses, a pseudonym and no key of the author', async () => {
    const { items } = await answer('/reports?brand=walmart&order=oldest&limit=500', list);
    expect(items).toHaveLength(29);
    const first = items.find(({ id }) => id === 'bluesky:000')!;
    expect(first.text).toBe(hostileText);
    expect(first.copies).toBe(2);
    expect(items.find(({ id }) => id === 'bluesky:001')!.url).toBeNull();
    expect(JSON.stringify(items)).not.toContain('author-key');
    const byAuthor = (id: string) => items.find((item) => item.id === `bluesky:${id}`)!.author;
    expect(byAuthor('000')).toBe(byAuthor('025'));
    expect(byAuthor('000')).not.toBe(byAuthor('001'));
  });

  it('leaves deleted posts out', async () => {
    const { items } = await answer('/reports?limit=500', list);
    expect(items.map(({ id }) => id)).not.toContain('bluesky:029');
  });

  it.each([
    ['kind=resolved', 1],
    ['symptom=checkout_payment', 15],
    ['surface=web', 29],
    ['surface=ios', 0],
    ['area=US', 15],
    ['area=US-TX', 12],
    ['area=US-TX:19100', 12],
    ['area=US-TX:99999', 0],
    ['area=*&symptom=*', 29],
    ['source=reddit', 0],
    ['from=2026-11-03T14:40:00Z&to=2026-11-03T14:41:00Z', 2],
  ])('filters by %s', async (filter, n) => {
    expect((await answer(`/reports?${filter}&limit=500`, list)).items).toHaveLength(n);
  });

  it('puts harm first, then reach', async () => {
    await site.database.query("UPDATE post SET reach = 1024 WHERE id IN ('bluesky:003', 'bluesky:008')");
    await site.database.query("UPDATE report SET symptoms = '{pharmacy}' WHERE post_id = 'bluesky:005'");
    const { items } = await answer('/reports?order=harm&limit=500', list);
    const paying = items.map(({ symptoms }) => symptoms.includes('checkout_payment'));
    expect(items[0]).toMatchObject({ id: 'bluesky:005', reach: null });
    expect(items[1]).toMatchObject({ id: 'bluesky:008', reach: 1_024 });
    expect(paying.slice(1, 16).every(Boolean)).toBe(true);
    expect(items[16]!.id).toBe('bluesky:003');
    expect(items).toHaveLength(29);
    await site.database.query("UPDATE report SET symptoms = '{login}' WHERE post_id = 'bluesky:005'");
  });

  it.each(['newest', 'oldest', 'harm'])('pages %s first', async (order) => {
    const whole = (await answer(`/reports?order=${order}&limit=500`, list)).items.map(({ id }) => id);
    const paged: string[] = [];
    let next: string | undefined = '';
    while (next !== undefined) {
      const page: schemas.List<schemas.ReportAnswer> = await answer(
        `/reports?order=${order}&limit=7${next && `&cursor=${next}`}`,
        list,
      );
      paged.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(paged).toEqual(whole);
  });

  it('refuses a cursor of another list', async () => {
    const { next } = await answer('/reports?limit=2', list);
    for (const cursor of [next, 'x', 'e30'])
      expect(await (await site.server.get(`/api/v1/incidents?cursor=${cursor}`)).json()).toMatchObject({
        code: 'invalid-cursor',
      });
  });
});

describe('sources', () => {
  it('tells health and gaps', async () => {
    const { items } = await answer('/sources', schemas.listOf(source.strict()));
    expect(items.map(({ id, state }) => [id, state])).toEqual([
      ['bluesky', 'ok'],
      ['demo', 'ok'],
      ['reddit', 'failing'],
    ]);
    expect(items[2]!.gaps).toEqual([{ from: '2026-11-03T14:30:00Z', to: null, reason: 'unreachable' }]);
    expect(items[2]!.message).toContain('refused');
  });
});

describe('questions that can’t be answered', () => {
  it.each([
    ['/timeline', 'query.brand'],
    ['/timeline?brand=walmart&from=yesterday', 'query.from'],
    ['/timeline?brand=walmart&from=2026-02-31', 'query.from'],
    ['/timeline?brand=walmart&from=2026-11-03T10:00:00', 'query.from'],
    ['/timeline?brand=walmart&bucket=7m', 'query.bucket'],
    ['/timeline?brand=walmart&tz=Mars/Olympus', 'query.tz'],
    ['/timeline?brand=walmart&area=Texas', 'query.area'],
    ['/timeline?brand=Wal%20Mart', 'query.brand'],
    ['/reports?symptom=logn', 'query.symptom'],
    ['/reports?limit=0', 'query.limit'],
    ['/reports?limit=501', 'query.limit'],
    ['/reports?limit=ten', 'query.limit'],
    ['/reports?brand=walmart&brand=target', 'query.brand'],
    ['/breakdown?brand=walmart&by=color', 'query.by'],
  ])('%s names %s', async (path, where) => {
    const response = await site.server.get(`/api/v1${path}`);
    expect(response.status).toBe(400);
    const body = schemas.problem.parse(await response.json());
    expect(body.code).toBe('invalid-request');
    expect(body.errors!.map((error) => error.path)).toContain(where);
  });

  it('refuses parameters that it doesn’t know', async () => {
    const response = await site.server.get('/api/v1/reports?brnad=walmart');
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain('brnad');
  });

  it('refuses a range that ends before it begins', async () => {
    for (const path of [
      '/timeline?brand=walmart&from=2026-11-03&to=2026-11-02',
      '/areas?brand=walmart&from=2027-01-01',
    ])
      expect((await site.server.get(`/api/v1${path}`)).status).toBe(400);
  });

  it('tells unknown addresses from wrong methods', async () => {
    expect(await (await site.server.get('/api/v1/nothing')).json()).toMatchObject({ code: 'not-found' });
    const wrong = await site.server.get('/api/v1/brands', { method: 'POST' });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('GET');
  });
});

describe('the edges', () => {
  it('answers unchanged things with 304', async () => {
    const first = await site.server.get('/api/v1/brands');
    const etag = first.headers.get('etag')!;
    expect(etag).toBeTruthy();
    // Without its own Cache-Control fetch would add `no-cache`, which asks for the whole answer.
    const headers = { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' };
    expect((await site.server.get('/api/v1/brands', { headers })).status).toBe(304);
    site.server.setClock(asOfAt + 181_000);
    expect((await site.server.get('/api/v1/brands', { headers })).status).toBe(200);
    site.server.setClock(asOfAt + 30_000);
  });

  it('is alive, ready and measured', async () => {
    expect(await (await site.server.get('/healthz')).json()).toMatchObject({ alive: true });
    expect(await (await site.server.get('/readyz')).json()).toEqual({ ready: true, judgedUntil: asOf });
    const metrics = await (await site.server.get('/metrics')).text();
    expect(metrics).toContain(
      'outcry_http_request_duration_seconds_count{method="GET",route="/api/v1/brands",status="200"}',
    );
    expect(metrics).toContain('outcry_incidents_open{brand="walmart"} 1');
    expect(metrics).toContain('outcry_incidents_open{brand="target"} 0');
  });

  it('describes itself in OpenAPI 3.1, every route of it', async () => {
    const document = (await (await site.server.get('/api/v1/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { responses: Record<string, unknown>; security: unknown[] }>>;
      components: { schemas: Record<string, unknown> };
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/brands/{id}',
        '/api/v1/timeline',
        '/api/v1/intake',
        '/api/v1/exports',
        '/api/v1/events',
      ]),
    );
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Brand', 'Incident', 'Report', 'Problem']),
    );
    expect(document.paths['/api/v1/reports']!.get!.security).not.toEqual([]);
    expect(document.paths['/api/v1/brands']!.get!.security).toEqual([]);
    for (const reference of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(document.components.schemas).toHaveProperty(reference[1]!);
  });

  it('sends a strict policy and no hint of what it runs on', async () => {
    const { headers } = await site.server.get('/api/v1/brands');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('hides the reason of an unexpected fault and writes it to the log', async () => {
    const broken = await startServer({
      ...site.database,
      query: () => Promise.reject(new Error('secret detail')),
    } as Database);
    const response = await broken.get('/api/v1/brands');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret detail');
    expect(broken.log.join('')).toContain('secret detail');
    await broken.close();
  });

  it('knows the onset used here', () => expect(asOfMinute - onsetMinute).toBe(20));
});
