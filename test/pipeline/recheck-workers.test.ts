import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresDatabase } from '../../src/adapters/databases/postgres.ts';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { mastodon } from '../../src/adapters/sources/mastodon.ts';
import { type Leases, openLeases } from '../../src/pipeline/leases.ts';
import { type LiveChange, type LiveContext, liveJobs } from '../../src/pipeline/live-jobs.ts';
import { type PollContext, pollSource } from '../../src/pipeline/poll-source.ts';
import { migrate } from '../../src/store/migrate.ts';
import { registerSource } from '../../src/store/sources.ts';
import { service } from '../fixtures/sources/mastodon/service.ts';
import { testNow } from '../support/fake-service.ts';
import { hearEvents } from '../support/heard-events.ts';
import { ingestSettings, testKnowledge } from '../support/ingest-world.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from '../support/postgres-server.ts';
import { stageFor } from '../support/service-stage.ts';

const never = new AbortController().signal;
const ingest = new Set(['ingest'] as const);

describe.skipIf(!postgresPrograms)('two workers that may ask the same source again (needs PostgreSQL)', () => {
  const open: (() => Promise<void>)[] = [];
  const { events, lines } = hearEvents();
  let server: PostgresServer;
  let database: PostgresDatabase;

  beforeAll(async () => {
    server = await startPostgres();
    database = new PostgresDatabase(server.url);
    await migrate(database);
  }, 60_000);
  afterAll(async () => {
    for (const close of open.splice(0).reverse()) await close();
    await database.close();
    await server.close();
  });

  it('ask once between them, whoever holds it, and show at once what has changed', async () => {
    const held = service.items.map(({ body }) => body);
    const stage = await stageFor(mastodon, service, { held, open });
    const workers = await Promise.all([work(stage.fresh()), work(stage.fresh())]);
    const { source, poll } = workers[0]!;
    await registerSource(database, { id: source.id, kind: source.kind, atMs: testNow });
    await pollSource(source, poll, never);
    for (const { lease } of workers) await lease(never);
    held.shift();
    const before = stage.requests();
    await Promise.all(workers.map(({ job }) => job(never)));
    await Promise.all(workers.map(({ job }) => job(never)));
    expect(stage.requests()).toBe(before + 1);
    const gone = await database.query('SELECT text FROM post WHERE deleted_at IS NOT NULL');
    expect(gone).toEqual([{ text: '' }]);
    expect(workers.flatMap(({ told }) => told)).toEqual([{ what: ['reports', 'timeline'], brands: [] }]);
    expect(lines().filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });

  it('keep a source that is read and asked again at the same time until both are done', async () => {
    await database.query('DELETE FROM worker');
    const one = await worker();
    expect((await one.share('source', ['b', 'a'])).size).toBe(2);
    let finish = () => {};
    const reading = one.use('source', 'a', () => new Promise<void>((resolve) => (finish = resolve)));
    await one.use('source', 'a', async () => {});
    // Another one comes, and has a right to one of the two.
    const other = await worker();
    await one.share('source', ['b', 'a']);
    expect(await other.share('source', ['b', 'a'])).toEqual(new Set(['b']));
    finish();
    await reading;
    await one.leave();
    await other.leave();
  });

  async function worker(): Promise<Leases> {
    const leases = openLeases(database, ingest, events);
    await leases.renew();
    return leases;
  }

  async function work({ source, clock }: Awaited<ReturnType<Awaited<ReturnType<typeof stageFor>>['fresh']>>) {
    const leases = await worker();
    const told: LiveChange[] = [];
    const poll: PollContext = {
      ...{ database, knowledge: testKnowledge(), settings: ingestSettings, clock },
      ...{ random: () => 0.5, events, queue: inProcessQueue },
    };
    // What an ingest worker needs, and as little of the rest as its jobs look at when they are made.
    const context = {
      ...{ roles: ingest, leases, poll, events, channels: [], publish: (change: LiveChange) => told.push(change) },
      ...{
        cycle: { packs: [] },
        notify: { clock },
        digests: { plans: new Map() },
        telemetry: { reader: null, rules: [] },
      },
    } as unknown as LiveContext;
    const jobs = liveJobs([{ source, everyMs: 60_000, clock }], context);
    return {
      source,
      poll,
      told,
      lease: jobs[0].run,
      job: jobs.find(({ name }) => name === `recheck ${source.id}`)!.run,
    };
  }
});
