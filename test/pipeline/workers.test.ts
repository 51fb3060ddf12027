import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresDatabase } from '../../src/adapters/databases/postgres.ts';
import { openSource } from '../../src/adapters/sources/open-sources.ts';
import { cycleContext, openFetcher, openStore } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/load.ts';
import { ingestSettings, loadAssets } from '../../src/config/load-assets.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';
import { createCycleMemory, runCycle } from '../../src/pipeline/cycle.ts';
import { enterSources } from '../../src/pipeline/enter-sources.ts';
import { pollSource } from '../../src/pipeline/poll-source.ts';
import type { Database } from '../../src/ports/database.ts';
import { readReached } from '../../src/store/stage-positions.ts';
import { hearEvents } from '../support/heard-events.ts';
import { countsOf } from '../support/ingest-world.ts';
import { isLong } from '../support/long-tests.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from '../support/postgres-server.ts';
import { type ServiceServer, startService } from '../support/service-server.ts';
import { type StageWorker, startWorker, type WorkerWish } from '../support/stage-workers.ts';

const isBuilt = existsSync(resolve(import.meta.dirname, '../../dist/pipeline/leases.js'));
const takeoverMs = 15_000;
const seed = 11;
const startAt = Date.UTC(2026, 2, 10);
const calmMinutes = 720;
const outageMinutes = 60;
const endMinute = calmMinutes + outageMinutes + 90;
const endAt = startAt + endMinute * 60_000;
/** Outages that begin within minutes of each other, of brands that rest on one provider, so that each minute depends on the others'. */
const outages: Record<string, number> = { azure: 0, walmart: 2, target: 3 };
const brands = [...Object.keys(outages), 'visa'];
const archives = ['north', 'east', 'south', 'west'];

/** Lines of each archive; every brand is spoken of in all of them. */
function archiveLines(): string[][] {
  const random = seededRandom(seed);
  const posts: { at: number; author: string; text: string }[] = [];
  const say = (minute: number, perMinute: number, text: string) => {
    for (let n = samplePoisson(perMinute, random); n > 0; n--)
      posts.push({ at: startAt + (minute + random()) * 60_000, author: `u${posts.length}`, text });
  };
  for (const brand of brands)
    for (let minute = 0; minute < endMinute; minute++) {
      const since = minute - calmMinutes - (outages[brand] ?? Number.POSITIVE_INFINITY);
      say(minute, 0.7, `${brand} delivered my parcel`);
      say(minute, 1 / 30, `the ${brand} app is down`);
      if (since >= 0 && since < outageMinutes) say(minute, 2.5, `${brand} app is down, cannot log in`);
    }
  posts.sort((a, b) => a.at - b.at);
  const lines = archives.map((): string[] => []);
  posts.forEach(({ at, author, text }, n) => {
    const post = { source: 'forum', id: `p${n}`, author, text, createdAt: new Date(at).toISOString() };
    lines[n % lines.length]!.push(JSON.stringify(post));
  });
  return lines;
}

/** Everything that people see of the incidents, and who was told what. */
async function incidentsOf(database: Database): Promise<Record<string, unknown>> {
  return {
    incidents: await database.query('SELECT id, state, revision, body FROM incident ORDER BY id'),
    steps: await database.query('SELECT incident_id, revision, at, to_state, body FROM transition ORDER BY 1, 2'),
    messages: await database.query('SELECT key, state FROM outbox ORDER BY key'),
  };
}

/** Asks again until the answer is there; the limit is the test's claim, or far beyond it. */
async function until(limitMs: number, what: string, isSo: () => Promise<boolean>): Promise<number> {
  const begunAt = performance.now();
  while (!(await isSo())) {
    if (performance.now() - begunAt > limitMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await pause(20);
  }
  return performance.now() - begunAt;
}

describe.skipIf(!isLong || !postgresPrograms || !isBuilt)(
  'several workers (long; needs PostgreSQL, and dist: npm run build)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'outcry-workers-'));
    const paths = archives.map((id) => ({ id, path: join(folder, `${id}.ndjson`) }));
    const clocks = { ingest: join(folder, 'ingest-clock'), detect: join(folder, 'detect-clock') };
    const told: string[] = [];
    const alive = new Set<StageWorker>();
    let server: PostgresServer;
    let receiver: ServiceServer;
    let database: PostgresDatabase;

    beforeAll(async () => {
      server = await startPostgres();
      receiver = await startService(({ headers }) => {
        told.push(String(headers['webhook-id']));
        return { status: 204 };
      });
      database = new PostgresDatabase(server.url);
      await database.query('CREATE DATABASE alone');
      archiveLines().forEach((lines, n) => {
        writeFileSync(paths[n]!.path, lines.join('\n'));
      });
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

    const configOf = (databaseUrl: string) =>
      loadConfig({ DATABASE_URL: databaseUrl, OUTCRY_BRANDS: brands.join(','), OUTCRY_DEMONSTRATION: 'no' });

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

    /** Kills the one of them that holds something, and waits until the others have all. Gives the time that took, ms. */
    async function killHolder(workers: StageWorker[], { kind, name }: { kind: string; name: string }): Promise<number> {
      const [lease] = await database.query<{ worker: string }>(
        'SELECT worker FROM lease WHERE kind = $1 AND name = $2',
        [kind, name],
      );
      const victim = workers.find((worker) => worker.name === lease!.worker)!;
      const [held] = await database.query<{ n: number }>('SELECT count(*)::int4 AS n FROM lease WHERE kind = $1', [
        kind,
      ]);
      await victim.kill();
      alive.delete(victim);
      return until(3 * takeoverMs, `${kind} taken over`, async () => {
        const rows = await database.query('SELECT 1 FROM lease WHERE kind = $1 AND worker <> $2', [kind, victim.name]);
        return rows.length === held!.n;
      });
    }

    /** The same in one process that nothing disturbs. */
    async function runAlone(): Promise<{ counts: string[]; seen: Record<string, unknown> }> {
      const config = configOf(server.url.replace(/postgres$/, 'alone'));
      const one = await openStore(config);
      const assets = loadAssets(config, one.salt);
      const clock = { now: () => endAt };
      const fetcher = openFetcher(config);
      const sources = paths.map(({ id, path }) =>
        openSource({
          ...{ id, kind: 'archive', settings: { path, pageSize: 50 } },
          ...{ brands: assets.packs, clock, fetcher, random: Math.random },
        }),
      );
      await enterSources(one.database, sources, clock);
      const { events } = hearEvents();
      const poll = {
        knowledge: assets.knowledge,
        settings: ingestSettings(config),
        clock,
        random: Math.random,
        events,
      };
      const { signal } = new AbortController();
      for (const { source } of sources)
        while ((await pollSource(source, { ...poll, database: one.database }, signal)) > 0);
      const cycle = cycleContext(config, assets, one.database);
      Object.assign(cycle.track, { channels: ['hook'] });
      await runCycle(cycle, createCycleMemory(), () => endAt / 60_000 - 1);
      await one.database.query("UPDATE outbox SET state = 'delivered'");
      const result = { counts: await countsOf(one.database), seen: await incidentsOf(one.database) };
      fetcher.close();
      await one.database.close();
      return result;
    }

    it(`find what one finds, and tell it once, though two are killed in the middle of it (seed ${seed})`, async () => {
      const ingest = await Promise.all([start(['ingest'], clocks.ingest), start(['ingest'], clocks.ingest)]);
      await until(20_000, 'posts come in', async () => {
        const [row] = await database.query<{ n: number }>('SELECT count(*)::int4 AS n FROM post');
        return row!.n > 500;
      });
      // While nobody reads the killed one's sources, the others start, and one process does everything on a database of its own.
      const [ingestTakeoverMs, alone, ...detect] = await Promise.all([
        killHolder(ingest, { kind: 'source', name: 'north' }),
        runAlone(),
        start(['detect'], clocks.detect),
        start(['detect'], clocks.detect),
        start(['notify'], clocks.detect),
      ]);
      await until(20_000, 'both judge', async () => {
        const rows = await database.query("SELECT 1 FROM lease WHERE kind = 'brand' GROUP BY worker");
        return rows.length === 2;
      });
      await until(60_000, 'all is read', async () => {
        const rows = await database.query("SELECT 1 FROM source WHERE state = 'ok' AND posts > 0");
        const [waiting] = await database.query<{ n: number }>('SELECT sum(posts)::int4 AS n FROM source');
        return rows.length === archives.length && waiting!.n === archiveLines().flat().length;
      });
      writeFileSync(clocks.detect, String(endAt));
      await until(60_000, 'an incident is under way', async () => {
        const rows = await database.query('SELECT 1 FROM transition LIMIT 3');
        return rows.length === 3;
      });
      const detectTakeoverMs = await killHolder(detect.slice(0, 2), { kind: 'brand', name: 'walmart' });
      await until(60_000, 'all is judged and told', async () => {
        const { judged } = await readReached(database);
        const waiting = await database.query("SELECT 1 FROM outbox WHERE state = 'waiting' LIMIT 1");
        const end = endAt / 60_000 - 1;
        return brands.every((brand) => judged.get(brand) === end) && waiting.length === 0;
      });

      expect(ingestTakeoverMs).toBeLessThanOrEqual(takeoverMs);
      expect(detectTakeoverMs).toBeLessThanOrEqual(takeoverMs);
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
  },
);
