import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresDatabase } from '../../src/adapters/databases/postgres.ts';
import { streamNames } from '../../src/adapters/queues/jetstream-setup.ts';
import { readStreamAddress } from '../../src/adapters/queues/stream-address.ts';
import { settleSetting } from '../../src/store/settings.ts';
import { readReached } from '../../src/store/stage-positions.ts';
import { countsOf } from '../support/ingest-world.ts';
import { isLong } from '../support/long-tests.ts';
import { hasNats, type NatsCluster, startNats } from '../support/nats-cluster.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from '../support/postgres-server.ts';
import { noteRecovery } from '../support/recovery.ts';
import { type ServiceServer, startService } from '../support/service-server.ts';
import { type StageWorker, startWorker } from '../support/stage-workers.ts';
import {
  type ArchivePath,
  allRead,
  brands,
  endAt,
  incidentsOf,
  isBuilt,
  killHolder,
  runAlone,
  seed,
  startAt,
  takeoverMs,
  until,
  writeArchives,
} from '../support/worker-world.ts';

const canRun = isLong && hasNats && postgresPrograms && isBuilt;

describe.skipIf(!canRun)(
  'several workers over a stream (long; needs nats-server, PostgreSQL, and dist: npm run build)',
  () => {
    const clocks = { ingest: '', detect: '' };
    let folder: string;
    let paths: ArchivePath[];
    const told: string[] = [];
    const alive = new Set<StageWorker>();
    let moving: NodeJS.Timeout;
    let server: PostgresServer;
    let nats: NatsCluster;
    let receiver: ServiceServer;
    let database: PostgresDatabase;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'outcry-stream-'));
      paths = writeArchives(folder);
      Object.assign(clocks, { ingest: join(folder, 'ingest-clock'), detect: join(folder, 'detect-clock') });
      [server, nats] = await Promise.all([startPostgres(), startNats(3)]);
      receiver = await startService(({ headers }) => {
        told.push(String(headers['webhook-id']));
        return { status: 204 };
      });
      database = new PostgresDatabase(server.url);
      await database.query('CREATE DATABASE alone');
      // Time goes on, since sources that were in trouble wait for it.
      const begunAt = performance.now();
      const tick = () => {
        writeFileSync(`${clocks.ingest}.next`, String(endAt + Math.round(performance.now() - begunAt)));
        renameSync(`${clocks.ingest}.next`, clocks.ingest);
      };
      tick();
      moving = setInterval(tick, 200);
      writeFileSync(clocks.detect, String(startAt));
    }, 90_000);
    afterAll(async () => {
      clearInterval(moving);
      await Promise.all([...alive].map((worker) => worker.kill()));
      await database.close();
      await Promise.all([receiver.close(), nats.close()]);
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function start(roles: string[], clockFile: string): Promise<StageWorker> {
      const about = { databaseUrl: server.url, brands, webhook: receiver.url, stream: nats.address };
      // Small pages, so that reading lasts until all that is to happen has happened.
      const worker = await startWorker({ ...about, roles, clockFile, archives: paths, pageSize: 6 });
      alive.add(worker);
      return worker;
    }

    async function stored(): Promise<number> {
      const [row] = await database.query<{ n: number }>('SELECT count(*)::int4 AS n FROM post');
      return row!.n;
    }
    const storedMore = async (than: number) =>
      until(60_000, `more than ${than} posts`, async () => (await stored()) > than);
    const pagesSent = async () => {
      const [row] = await database.query<{ n: number }>('SELECT sum(pages)::int4 AS n FROM source');
      return row!.n;
    };

    /** Ends the server that leads the stream. Gives the time until pages are sent and stored again, ms, and its name. */
    async function killLeader(): Promise<{ tookMs: number; leader: string }> {
      const salt = await settleSetting(database, 'salt', '');
      const connection = await connect(readStreamAddress(nats.address));
      const manager = await jetstreamManager(connection);
      const { leader } = (await manager.streams.info(streamNames(salt).stream)).cluster!;
      await connection.close();
      await nats.kill(leader!);
      const [pages, posts] = [await pagesSent(), await stored()];
      const tookMs = await until(60_000, 'another leader', async () => {
        return (await pagesSent()) > pages + 20 && (await stored()) > posts + 100;
      });
      return { tookMs, leader: leader! };
    }

    it(`find what one finds, though worker, lease holder, leader and then the whole stream go in mid-burst (seed ${seed})`, async ({
      task,
    }) => {
      const aloneThen = runAlone(server.url.replace(/postgres$/, 'alone'), paths);
      const ingest = await Promise.all(Array.from({ length: 3 }, () => start(['ingest'], clocks.ingest)));
      await storedMore(200);
      const { tookMs: leaderMs, leader } = await killLeader();
      nats.start(leader);
      const { tookMs: workerMs, victim } = await killHolder(database, ingest, { kind: 'source', name: 'north' });
      alive.delete(victim);
      const sentBefore = await pagesSent();
      await Promise.all(nats.names.map((name) => nats.kill(name)));
      await until(30_000, 'it is said that the stream is down', async () => {
        const rows = await database.query("SELECT 1 FROM source WHERE state = 'failing' AND message LIKE '%stream%'");
        return rows.length === paths.length;
      });
      const sentMeanwhile = await pagesSent();
      for (const name of nats.names) nats.start(name);
      const recoveryMs = await until(60_000, 'pages are sent again', async () => (await pagesSent()) > sentMeanwhile);
      const detect = await Promise.all([
        start(['detect'], clocks.detect),
        start(['detect'], clocks.detect),
        start(['notify'], clocks.detect),
      ]);
      await until(20_000, 'both judge', async () => {
        const rows = await database.query("SELECT 1 FROM lease WHERE kind = 'brand' GROUP BY worker");
        return rows.length === 2;
      });
      await allRead(database);
      const alone = await aloneThen;
      // Who reads nothing any more needn't take time from those who judge.
      const readers = await Promise.all(ingest.filter((worker) => alive.delete(worker)).map((worker) => worker.stop()));
      writeFileSync(clocks.detect, String(endAt));
      const expected = (alone.seen.messages as unknown[]).length;
      await until(60_000, 'all is judged and told', async () => {
        const { judged } = await readReached(database);
        // What brands share ends after they are judged: all messages are there, and none waits.
        const messages = await database.query<{ state: string }>('SELECT state FROM outbox');
        const end = endAt / 60_000 - 1;
        const isTold = messages.length >= expected && messages.every(({ state }) => state !== 'waiting');
        return brands.every((brand) => judged.get(brand) === end) && isTold;
      });

      noteRecovery(task, 'a killed leader of the stream', leaderMs, takeoverMs);
      noteRecovery(task, 'a killed worker over a stream', workerMs, takeoverMs);
      noteRecovery(task, 'a whole stream that was down', recoveryMs);
      expect(sentBefore).toBeLessThan(await pagesSent());
      expect(await database.query('SELECT reason FROM part_aside')).toEqual([]);
      expect(await countsOf(database)).toEqual(alone.counts);
      const seen = await incidentsOf(database);
      expect(seen).toEqual(alone.seen);
      expect((seen.incidents as unknown[]).length).toBeGreaterThanOrEqual(4);
      const keys = (seen.messages as { key: string }[]).map(({ key }) => key);
      expect([...told].sort()).toEqual(keys);
      expect(detect).toHaveLength(3);
      const ended = await Promise.all([...alive].map((worker) => worker.stop()));
      expect([...readers, ...ended]).toEqual([0, 0, 0, 0, 0]);
      alive.clear();
    }, 300_000);
  },
);
