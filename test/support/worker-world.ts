import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { openSource } from '../../src/adapters/sources/open-sources.ts';
import { cycleContext, openFetcher } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/load.ts';
import { ingestSettings, loadAssets } from '../../src/config/load-assets.ts';
import { openStore } from '../../src/config/open-store.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';
import { createCycleMemory, runCycle } from '../../src/pipeline/cycle.ts';
import { enterSources } from '../../src/pipeline/enter-sources.ts';
import { pollSource } from '../../src/pipeline/poll-source.ts';
import type { Database } from '../../src/ports/database.ts';
import { hearEvents } from './heard-events.ts';
import { countsOf } from './ingest-world.ts';
import type { StageWorker } from './stage-workers.ts';

/** Workers run what was built. */
export const isBuilt = existsSync(resolve(import.meta.dirname, '../../dist/adapters/queues/open-queue.js'));
/** Within this time others have all that a killed worker had. */
export const takeoverMs = 15_000;
export const seed = 11;
export const startAt = Date.UTC(2026, 2, 10);
const calmMinutes = 720;
const outageMinutes = 60;
const endMinute = calmMinutes + outageMinutes + 90;
export const endAt = startAt + endMinute * 60_000;
/** Outages that begin within minutes of each other, of brands that rest on one provider, so that each minute depends on the others'. */
const outages: Record<string, number> = { azure: 0, walmart: 2, target: 3 };
export const brands = [...Object.keys(outages), 'visa'];
export const archives = ['north', 'east', 'south', 'west'];

/** Lines of each archive; every brand is spoken of in all of them. */
export function archiveLines(): string[][] {
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
export async function incidentsOf(database: Database): Promise<Record<string, unknown>> {
  return {
    incidents: await database.query('SELECT id, state, revision, body FROM incident ORDER BY id'),
    steps: await database.query('SELECT incident_id, revision, at, to_state, body FROM transition ORDER BY 1, 2'),
    messages: await database.query('SELECT key, state FROM outbox ORDER BY key'),
  };
}

/** Asks again until the answer is there; the limit is the test's claim, or far beyond it. */
export async function until(limitMs: number, what: string, isSo: () => Promise<boolean>): Promise<number> {
  const begunAt = performance.now();
  while (!(await isSo())) {
    if (performance.now() - begunAt > limitMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await pause(20);
  }
  return performance.now() - begunAt;
}

/** Writes the archives into a folder. */
export function writeArchives(folder: string): ArchivePath[] {
  return archiveLines().map((lines, n) => {
    const path = join(folder, `${archives[n]}.ndjson`);
    writeFileSync(path, lines.join('\n'));
    return { id: archives[n]!, path };
  });
}

export interface ArchivePath {
  id: string;
  path: string;
}

/** Kills the one of them that holds something, and waits until the others have all. Gives the time that took, ms. */
export async function killHolder(
  database: Database,
  workers: StageWorker[],
  { kind, name }: { kind: string; name: string },
): Promise<{ tookMs: number; victim: StageWorker }> {
  const [lease] = await database.query<{ worker: string }>('SELECT worker FROM lease WHERE kind = $1 AND name = $2', [
    kind,
    name,
  ]);
  const victim = workers.find((worker) => worker.name === lease!.worker)!;
  const [held] = await database.query<{ n: number }>('SELECT count(*)::int4 AS n FROM lease WHERE kind = $1', [kind]);
  await victim.kill();
  const tookMs = await until(3 * takeoverMs, `${kind} taken over`, async () => {
    const rows = await database.query('SELECT 1 FROM lease WHERE kind = $1 AND worker <> $2', [kind, victim.name]);
    return rows.length === held!.n;
  });
  return { tookMs, victim };
}

/** Resolves when all posts of the archives are stored, and detection is told so. */
export async function allRead(database: Database): Promise<void> {
  await until(90_000, 'all is read', async () => {
    const rows = await database.query("SELECT 1 FROM source WHERE state = 'ok' AND posts > 0 AND read_to >= $1", [
      endAt,
    ]);
    const [read] = await database.query<{ n: number }>('SELECT sum(posts)::int4 AS n FROM source');
    return rows.length === archives.length && read!.n === archiveLines().flat().length;
  });
}

/** What workers are to end with: the same in one process that nothing disturbs. */
export async function runAlone(
  databaseUrl: string,
  paths: ArchivePath[],
): Promise<{ counts: string[]; seen: Record<string, unknown> }> {
  const config = loadConfig({
    ...{ DATABASE_URL: databaseUrl, OUTCRY_BRANDS: brands.join(','), OUTCRY_DEMONSTRATION: 'no' },
  });
  const one = await openStore(config);
  const assets = loadAssets(config, one.salt);
  const clock = { now: () => endAt };
  const fetcher = openFetcher(config);
  const sources = paths.map(({ id, path }) =>
    openSource({
      ...{ id, kind: 'archive', settings: { path, pageSize: 50 } },
      ...{ brands: assets.packs, clock, fetcher, random: Math.random, keyOf: String },
    }),
  );
  await enterSources({ database: one.database, clock, queue: inProcessQueue }, sources);
  const { events } = hearEvents();
  const settings = ingestSettings(config);
  const poll = { knowledge: assets.knowledge, settings, clock, random: Math.random, events, queue: inProcessQueue };
  const { signal } = new AbortController();
  for (const { source } of sources) while ((await pollSource(source, { ...poll, database: one.database }, signal)) > 0);
  const cycle = cycleContext(config, assets, one.database);
  Object.assign(cycle.track, { channels: ['hook'] });
  await runCycle(cycle, createCycleMemory(), () => endAt / 60_000 - 1);
  await one.database.query("UPDATE outbox SET state = 'delivered'");
  const result = { counts: await countsOf(one.database), seen: await incidentsOf(one.database) };
  fetcher.close();
  await one.database.close();
  return result;
}
