import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresDatabase } from '../../src/adapters/databases/postgres.ts';
import { ingestPosts } from '../../src/pipeline/ingest.ts';
import { type Leases, openLeases, WorkerGivenUpError } from '../../src/pipeline/leases.ts';
import { migrate } from '../../src/store/migrate.ts';
import { claimDue } from '../../src/store/outbox.ts';
import { asOfAt } from '../http/seed.ts';
import { openTestDatabase } from '../support/database.ts';
import { hearEvents } from '../support/heard-events.ts';
import { ingestSettings, postOf, startAt, testKnowledge } from '../support/ingest-world.ts';
import { enterSteps } from '../support/outbox-steps.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from '../support/postgres-server.ts';

const sources = ['a', 'b', 'c'];

describe('the leases of a process on the embedded database', () => {
  it('are all there are: nobody else can open it', async () => {
    if (process.env.OUTCRY_TEST_DATABASE_URL !== undefined) return;
    const database = await openTestDatabase();
    const leases = openLeases(database, new Set(['ingest']), hearEvents().events);
    await leases.renew();
    expect(await leases.share('source', sources)).toEqual(new Set(sources));
    expect(await leases.use('source', 'a', async (given) => given === database)).toBe(true);
    await database.close();
  });
});

describe.skipIf(!postgresPrograms)('the leases of several workers (needs PostgreSQL)', () => {
  let server: PostgresServer;
  let database: PostgresDatabase;
  const { events, lines } = hearEvents();
  const worker = async (): Promise<Leases> => {
    const leases = openLeases(database, new Set(['ingest', 'notify']), events);
    await leases.renew();
    return leases;
  };
  /** As if it had said nothing for long. */
  const silence = (leases: Leases) => database.query('UPDATE worker SET until_at = 0 WHERE name = $1', [leases.worker]);

  beforeAll(async () => {
    server = await startPostgres();
    database = new PostgresDatabase(server.url);
    await migrate(database);
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await server.close();
  });

  it('are shared equally, and all free once a worker leaves', async () => {
    const [one, other] = [await worker(), await worker()];
    expect((await one.share('source', sources)).size).toBe(2);
    expect((await other.share('source', sources)).size).toBe(1);
    await one.leave();
    expect(await other.share('source', sources)).toEqual(new Set(sources));
    await other.leave();
  });

  it('are another one’s once a worker is silent; it writes nothing any more, and begins anew under another name', async () => {
    const late = await worker();
    await late.share('source', sources);
    const before = late.worker;
    const wrote = await late.use('source', 'a', async (fenced) => {
      await fenced.query("INSERT INTO setting VALUES ('in time', '')");
      await silence(late);
      const next = await worker();
      expect(await next.share('source', sources)).toEqual(new Set(sources));
      await expect(fenced.query("INSERT INTO setting VALUES ('too late', '')")).rejects.toThrow(WorkerGivenUpError);
      await fenced.transaction((tx) => tx.query("INSERT INTO setting VALUES ('too late', '')"));
      return 'written';
    });
    expect(wrote).toBeNull();
    expect(await database.query("SELECT key FROM setting WHERE key LIKE '%late' OR key = 'in time'")).toEqual([
      { key: 'in time' },
    ]);
    await late.renew();
    expect(late.worker).not.toBe(before);
    expect(late.holds('source', 'a')).toBe(false);
    expect(lines().some(({ msg }) => msg === 'worker given up')).toBe(true);
    await database.query('DELETE FROM worker');
  });

  it('stay with a silent worker as long as it is in the middle of a transaction', async () => {
    const [slow, other] = [await worker(), await worker()];
    await slow.share('source', sources);
    await slow.fenced().transaction(async (tx) => {
      await silence(slow);
      await other.renew();
      expect((await other.share('source', sources)).size).toBeLessThan(sources.length);
      await tx.query("INSERT INTO setting VALUES ('finished', '')");
    });
    await other.renew();
    expect(await other.share('source', sources)).toEqual(new Set(sources));
    await database.query('DELETE FROM worker');
  });

  it('go within 15 seconds from a worker that hangs in the middle of a transaction, which is undone', async () => {
    const [hung, other] = [await worker(), await worker()];
    await hung.share('source', sources);
    let goOn = () => {};
    const hanging = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const begunAt = performance.now();
    const begun = hung.fenced().transaction(async (tx) => {
      await tx.query("INSERT INTO setting VALUES ('half done', '')");
      await hanging;
      await tx.query('SELECT 1');
    });
    while ((await other.share('source', sources)).size < sources.length) {
      await other.renew();
      await pause(50);
    }
    expect(performance.now() - begunAt).toBeLessThan(15_000);
    goOn();
    await expect(begun).rejects.toThrow();
    expect(await database.query("SELECT key FROM setting WHERE key = 'half done'")).toEqual([]);
    await database.query('DELETE FROM worker');
  });

  it('count for messages, too: what a dead worker was sending is sent by the next, what a living one is sending isn’t', async () => {
    await enterSteps(database, { id: 'inc-1', steps: 1, channels: ['hook'] });
    const [one, other] = [await worker(), await worker()];
    const claim = (owner: string) =>
      claimDue(database, { channel: 'hook', owner, now: asOfAt, leaseUntil: asOfAt + 60_000, limit: 4 });
    expect(await claim(one.worker)).toHaveLength(1);
    expect(await claim(other.worker)).toHaveLength(0);
    await silence(one);
    await other.renew();
    expect(await claim(other.worker)).toHaveLength(1);
    expect(await claim(other.worker)).toHaveLength(0);
    await database.query('DELETE FROM worker');
  });

  it.each([1, 500])('and of %i copies that two take in at the same moment, each counts once', async (n) => {
    const letters = (i: number) => [...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    const text = (i: number) =>
      `northwind checkout payment refused again tonight during shipping address confirmation${letters(i)}`;
    const post = (source: string, i: number) =>
      postOf(`${n}-${i}`, 0, { id: `${source}:${n}-${i}`, source, author: `${source}-${i}`, text: text(i + n) });
    const page = (source: string) => Array.from({ length: n }, (_, i) => post(source, i));
    const context = {
      knowledge: testKnowledge(),
      settings: ingestSettings,
      nowMs: startAt + 86_400_000,
      isShared: true,
    };
    let second: Promise<unknown> | undefined;
    await database.transaction(async (tx) => {
      await ingestPosts(tx, page('bluesky'), context);
      second = database.transaction((also) => ingestPosts(also, page('mastodon'), context));
      // It has come as far as it can when it waits for the first one's lock.
      while ((await database.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).length < 1);
    });
    await second;
    expect(
      await database.query(
        'SELECT source, outcome, count(*)::int4 AS n FROM post WHERE id LIKE $1 GROUP BY 1, 2 ORDER BY 1',
        [`%:${n}-%`],
      ),
    ).toEqual([
      { source: 'bluesky', outcome: 'kept', n },
      { source: 'mastodon', outcome: 'near-copy', n },
    ]);
  });
});
