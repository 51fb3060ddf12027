import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresDatabase } from '../../src/adapters/databases/postgres.ts';
import { readReached } from '../../src/store/stage-positions.ts';
import { countsOf } from '../support/ingest-world.ts';
import { isLong } from '../support/long-tests.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from '../support/postgres-server.ts';
import { noteRecovery } from '../support/recovery.ts';
import { type ServiceServer, startService } from '../support/service-server.ts';
import { type StageWorker, startWorker, type WorkerWish } from '../support/stage-workers.ts';
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

describe.skipIf(!isLong || !postgresPrograms || !isBuilt)(
  'several workers (long; needs PostgreSQL, and dist: npm run build)',
  () => {
    const clocks = { ingest: '', detect: '' };
    let folder: string;
    let paths: ArchivePath[];
    const told: string[] = [];
    const alive = new Set<StageWorker>();
    let server: PostgresServer;
    let receiver: ServiceServer;
    let database: PostgresDatabase;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'outcry-workers-'));
      paths = writeArchives(folder);
      Object.assign(clocks, { ingest: join(folder, 'ingest-clock'), detect: join(folder, 'detect-clock') });
      server = await startPostgres();
      receiver = await startService(({ headers }) => {
        told.push(String(headers['webhook-id']));
        return { status: 204 };
      });
      database = new PostgresDatabase(server.url);
      await database.query('CREATE DATABASE alone');
      writeFileSync(clocks.ingest, String(endAt));
      writeFileSync(clocks.detect, String(startAt));
    }, 60_000);
    afterAll(async () => {
      await Promise.all([...alive].map((worker) => worker.kill()));
      await database.close();
      await receiver.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function start(roles: string[], clockFile: string): Promise<StageWorker> {
      const wish: WorkerWish = {
        databaseUrl: server.url,
        roles,
        clockFile,
        archives: paths,
        brands,
        webhook: receiver.url,
      };
      const worker = await startWorker(wish);
      alive.add(worker);
      return worker;
    }

    async function killed(workers: StageWorker[], what: { kind: string; name: string }): Promise<number> {
      const { tookMs, victim } = await killHolder(database, workers, what);
      alive.delete(victim);
      return tookMs;
    }

    it(`find what one finds, and tell it once, though two are killed in the middle of it (seed ${seed})`, async ({
      task,
    }) => {
      const ingest = await Promise.all([start(['ingest'], clocks.ingest), start(['ingest'], clocks.ingest)]);
      await until(20_000, 'posts come in', async () => {
        const [row] = await database.query<{ n: number }>('SELECT count(*)::int4 AS n FROM post');
        return row!.n > 500;
      });
      // While nobody reads the killed one's sources, the others start, and one process does everything on a database of its own.
      const [ingestTakeoverMs, alone, ...detect] = await Promise.all([
        killed(ingest, { kind: 'source', name: 'north' }),
        runAlone(server.url.replace(/postgres$/, 'alone'), paths),
        start(['detect'], clocks.detect),
        start(['detect'], clocks.detect),
        start(['notify'], clocks.detect),
      ]);
      await until(20_000, 'both judge', async () => {
        const rows = await database.query("SELECT 1 FROM lease WHERE kind = 'brand' GROUP BY worker");
        return rows.length === 2;
      });
      await allRead(database);
      writeFileSync(clocks.detect, String(endAt));
      await until(60_000, 'an incident is under way', async () => {
        const rows = await database.query('SELECT 1 FROM transition LIMIT 3');
        return rows.length === 3;
      });
      const detectTakeoverMs = await killed(detect.slice(0, 2), { kind: 'brand', name: 'walmart' });
      const expected = (alone.seen.messages as unknown[]).length;
      await until(60_000, 'all is judged and told', async () => {
        const { judged } = await readReached(database);
        // What brands share ends after they are judged: all messages are there, and none waits.
        const messages = await database.query<{ state: string }>('SELECT state FROM outbox');
        const end = endAt / 60_000 - 1;
        const isTold = messages.length >= expected && messages.every(({ state }) => state !== 'waiting');
        return brands.every((brand) => judged.get(brand) === end) && isTold;
      });

      noteRecovery(task, 'a killed worker of sources', ingestTakeoverMs, takeoverMs);
      noteRecovery(task, 'a killed worker of brands', detectTakeoverMs, takeoverMs);
      expect(await countsOf(database)).toEqual(alone.counts);
      const seen = await incidentsOf(database);
      expect(seen).toEqual(alone.seen);
      expect((seen.incidents as { id: string }[]).length).toBeGreaterThanOrEqual(4);
      const keys = (seen.messages as { key: string }[]).map(({ key }) => key);
      expect([...new Set(told)].sort()).toEqual(keys);
      expect(told.length).toBe(keys.length);
      expect(await Promise.all([...alive].map((worker) => worker.stop()))).toEqual([0, 0, 0]);
      alive.clear();
      // Those that end by themselves leave nothing behind that others would have to wait for.
      expect(await database.query('SELECT name FROM worker')).toEqual([]);
    }, 180_000);

    it('one that starts in the place of one that was killed has all that this one had', async ({ task }) => {
      const holdsAll = (worker: StageWorker) => async () => {
        const rows = await database.query("SELECT 1 FROM lease WHERE kind = 'source' AND worker = $1", [worker.name]);
        return rows.length === paths.length;
      };
      const first = await start(['ingest'], clocks.ingest);
      await until(20_000, 'the first has all sources', holdsAll(first));
      await first.kill();
      alive.delete(first);
      const killedAt = performance.now();
      const next = await start(['ingest'], clocks.ingest);
      await until(3 * takeoverMs, 'the next has all sources', holdsAll(next));
      noteRecovery(task, 'a sole process, killed and started again', performance.now() - killedAt, takeoverMs);
    }, 90_000);
  },
);
