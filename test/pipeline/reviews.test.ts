import { parquetReadObjects } from 'hyparquet';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { appStore } from '../../src/adapters/sources/app-store.ts';
import { reclassify } from '../../src/commands/reclassify.ts';
import type { List, ReportAnswer } from '../../src/http/schemas.ts';
import { aggregate } from '../../src/pipeline/aggregate.ts';
import type { Knowledge } from '../../src/pipeline/judge.ts';
import { type PollContext, pollSource } from '../../src/pipeline/poll-source.ts';
import { splitPage } from '../../src/pipeline/split-page.ts';
import { takePart } from '../../src/pipeline/store-part.ts';
import type { Classifier } from '../../src/ports/classifier.ts';
import type { Database } from '../../src/ports/database.ts';
import { decodePart, partBytes } from '../../src/ports/page-part.ts';
import { registerSource } from '../../src/store/sources.ts';
import { service } from '../fixtures/sources/app-store/service.ts';
import { startServer, type TestServer } from '../http/server.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack, testNow } from '../support/fake-service.ts';
import { hearEvents } from '../support/heard-events.ts';
import { countsOf, emptyTables, ingestSettings, takeIn, testKnowledge } from '../support/ingest-world.ts';
import { keywordClassifier } from '../support/keyword-classifier.ts';
import { type ServiceRequest, startService } from '../support/service-server.ts';
import { sourceUnderTest } from '../support/source-under-test.ts';

const signal = new AbortController().signal;
/** Of the newest review of the fixture. */
const lastAt = testNow - 3 * 3_600_000;
const minute = lastAt / 60_000;

/** Knows website and app by their names and no other surface. */
const classifier: Classifier = {
  model: 'reviews@1',
  classify: (inputs) =>
    keywordClassifier.classify(inputs).map((verdict, index) => {
      const { text } = inputs[index]!;
      const id = text.includes('website')
        ? ('web' as const)
        : text.includes(' app ')
          ? ('app' as const)
          : ('unknown' as const);
      return { ...verdict, surfaces: [{ id, p: 1 }] };
    }),
};

let database: Database;
let site: TestServer;
const open: (() => Promise<void>)[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
  site = await startServer(database, { brands: [brandPack()] });
  site.setClock(testNow);
});
afterAll(async () => {
  await site.close();
  await database.close();
});
beforeEach(() => emptyTables(database));
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

interface Said {
  text: string;
  version?: string;
  country?: string;
}

/** The App Store, with one review as the newest. */
async function storeWith({ text, version = '24.1', country = 'us' }: Said) {
  const [model] = service.items.slice(-1);
  const review = {
    ...(model!.body as object),
    content: { label: text },
    'im:version': { label: version },
  };
  // The fixture answers for one country alone.
  const asked = (request: ServiceRequest) =>
    service.respond!([review], {
      ...request,
      url: new URL(request.url.pathname.replace(/^\/\w+/, '/us'), request.url),
    });
  const server = await startService(asked);
  open.push(server.close);
  const brands = [brandPack({ appStore: { [country]: 338_000_001 } })];
  const made = sourceUnderTest(appStore, { ...service, brands }, server.url);
  open.push(made.close);
  await registerSource(database, { id: made.source.id, kind: made.source.kind, atMs: testNow });
  const knowledge: Knowledge = { ...testKnowledge(brands), classifier };
  const context: PollContext = {
    ...{ database, knowledge, settings: ingestSettings, clock: made.clock, random: () => 0.5 },
    ...{ events: hearEvents().events, queue: inProcessQueue },
  };
  return { source: made.source, context };
}

async function read(said: Said): Promise<void> {
  const { source, context } = await storeWith(said);
  await pollSource(source, context, signal);
  await aggregate(database, ingestSettings);
}

async function onApi(): Promise<ReportAnswer> {
  const { items } = (await (await site.get('/api/v1/reports')).json()) as List<ReportAnswer>;
  expect(items).toHaveLength(1);
  return items[0]!;
}

async function exported(format: string): Promise<Buffer> {
  const range = `from=${new Date(lastAt - 60_000).toISOString()}&to=${new Date(testNow).toISOString()}`;
  const file = await site.get(`/api/v1/exports?what=posts&format=${format}&${range}`);
  return Buffer.from(await file.arrayBuffer());
}

const facts = { version: '24.1', country: 'US', rating: 1 };

describe('a review in an app store', () => {
  it('is shown with version, country and stars', async () => {
    await read({ text: 'All is down' });
    expect((await onApi()).app).toEqual(facts);
  });

  it('is exported with them, behind the other columns', async () => {
    await read({ text: 'All is down', version: '=1+1' });
    const [head, row] = (await exported('csv')).toString().split('\n');
    expect(head).toMatch(/,text,model,app_version,app_country,app_rating,made_with$/);
    expect(row).toContain(`,reviews@1,'=1+1,US,1,`);
    const told = { app_version: '=1+1', app_country: 'US', app_rating: 1 };
    expect(JSON.parse((await exported('ndjson')).toString())).toMatchObject(told);
    const bytes = await exported('parquet');
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    expect(await parquetReadObjects({ file })).toMatchObject([told]);
  });

  it('that was edited is shown as it is now', async () => {
    await read({ text: 'All is down' });
    await read({ text: 'All is down again', version: '24.2' });
    expect(await onApi()).toMatchObject({ text: expect.stringContaining('again'), app: { ...facts, version: '24.2' } });
  });

  it('keeps them over a queue', async () => {
    const { source, context } = await storeWith({ text: 'All is down' });
    const { knowledge } = context;
    const page = await source.fetchSince(null, signal);
    const parts = splitPage(page, { source: source.id, number: 1, partitions: 4, knowledge });
    for (const part of parts) {
      const bytes = partBytes(part);
      const arrived = { partition: part.partition, sequence: 1, deliveries: 1, bytes, part: decodePart(bytes) };
      await takePart(arrived, context, signal);
    }
    expect(await onApi()).toMatchObject({ app: facts, surfaces: ['ios'], place: { country: 'US', level: 'country' } });
  });

  it('is from the country of its store, and from no state of it', async () => {
    await read({ text: 'All is down' });
    const place = { country: 'US', state: null, city: null, level: 'country', from: 'app-store' };
    expect((await onApi()).place).toMatchObject(place);
    const counts = await countsOf(database);
    expect(counts).toContain(`northwind ${minute} * * US 1`);
    expect(counts.filter((line) => line.includes('US-'))).toEqual([]);
    const [counted] = await database.query('SELECT current, located FROM brand_minute WHERE current > 0');
    expect(counted).toEqual({ current: 1, located: 0 });
  });

  it('of another country is counted there', async () => {
    await read({ text: 'All is down', country: 'ca' });
    expect(await onApi()).toMatchObject({ app: { country: 'CA' }, place: { country: 'CA', state: null } });
    expect((await countsOf(database)).filter((line) => / (US|CA)/.test(line))).toEqual([
      `northwind ${minute} * * CA 1`,
    ]);
  });

  it('is where its text says', async () => {
    await read({ text: 'All is down here in Dallas, TX' });
    expect((await onApi()).place).toMatchObject({ state: 'TX', city: 'Dallas', from: 'text' });
  });

  it.each([
    ['All is down', ['ios']],
    ['The app is down', ['app', 'ios']],
    ['The website is down too', ['web']],
  ])('"%s" is about %s', async (text, surfaces) => {
    await read({ text });
    expect((await onApi()).surfaces).toEqual(surfaces);
  });

  it('keeps its surface when it is judged anew', async () => {
    await read({ text: 'All is down' });
    const tools = { database, clock: { now: () => testNow }, packs: [brandPack()], actor: 'test' };
    const range = { from: minute - 1, to: minute + 1 };
    const better = { ...classifier, model: 'reviews@2' };
    const done = await reclassify({ ...tools, classifier: better, ...ingestSettings }, { range, again: false, signal });
    expect(done).toEqual({ judged: 1, changed: 0 });
    expect(await onApi()).toMatchObject({ surfaces: ['ios'], model: 'reviews@2' });
  });

  it('says nothing any more once it is deleted', async () => {
    await read({ text: 'All is down' });
    const [{ id }] = (await database.query<{ id: string }>('SELECT id FROM post')) as [{ id: string }];
    const [source, nativeId] = id.split(':') as [string, string];
    const gone = { id, source, nativeId, author: '', text: '', createdAt: lastAt, deleted: true, app: facts };
    await takeIn(database, [gone]);
    expect(await database.query('SELECT text, app_version, app_country, app_rating FROM post')).toEqual([
      { text: '', app_version: null, app_country: null, app_rating: null },
    ]);
  });
});

describe('a post that is no review', () => {
  it('has no app, place or surface by it', async () => {
    const post = { id: 'rss:1', source: 'rss', nativeId: '1', author: 'ann', createdAt: lastAt };
    const knowledge = { ...testKnowledge(), classifier };
    await takeIn(database, [{ ...post, text: 'northwind is down' }], { knowledge });
    expect(await onApi()).toMatchObject({ app: null, place: null, surfaces: ['unknown'] });
  });
});

describe('the description of the API', () => {
  it('names what a review says', async () => {
    const document = (await (await site.get('/api/v1/openapi.json')).json()) as {
      components: { schemas: { Report: { properties: Record<string, unknown>; required: string[] } } };
    };
    const { properties, required } = document.components.schemas.Report;
    expect(required).toContain('app');
    expect(JSON.stringify(properties.app)).toMatch(/version.*country.*rating/);
    expect(JSON.stringify(properties.place)).toContain('"app-store"');
  });
});
