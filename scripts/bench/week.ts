/**
 * A week of a busy brand through the whole system on the embedded database, in the time that it takes: posts of an archive are played by a
 * simulated clock, every job runs when its time has come (at most once a simulated minute), pages and programs ask beside it, reports come
 * over the form, an outage a day goes to a channel. After each simulated day it prints memory (of system and bench together), rows of each
 * table and the size of the database, and at the end whether they grew once as much is forgotten as comes.
 * Run after a build: node --expose-gc scripts/run.mjs bench/week [--days 7] [--keep 2]
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { loadConfig } from '../../src/config/load.ts';
import type { Job } from '../../src/pipeline/schedule.ts';
import { openDashboards, question } from './load-beside.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '7' },
    keep: { type: 'string', default: '2' },
  },
});
const days = Number(values.days);
const keptDays = Number(values.keep);
if (days < keptDays + 4) throw new Error('--days must be four more than --keep: two days at each end are compared');
if (!globalThis.gc) throw new Error('run it with node --expose-gc');

const brand = 'walmart';
const minuteMs = 60_000;
const dayMinutes = 1_440;
const startsAt = '2026-03-02T00:00:00Z';
/** Kept for good: they grow by what happened in a day. */
const keptForGood = new Set(['incident', 'transition']);
/** What may differ between two days by chance; a leak of this size would take weeks to matter. */
const tolerance = { share: 0.05, rows: 100, mib: 8 };

const root = join(import.meta.dirname, '../..');
/** Types from the source, the program from the build: what turns the one into the other takes memory, too. */
const { startOutcry } = (await import(join(root, 'dist/compose.js'))) as typeof import('../../src/compose.ts');

/** One day of posts with an outage of two hours, played again each day, so that days differ in nothing but their number. */
function writeDay(path: string): number {
  const script = [join(root, 'scripts/run.mjs'), 'make-scenario', 'busy', '--out', path];
  const { status } = spawnSync(process.execPath, script, { stdio: 'inherit' });
  if (status !== 0) throw new Error('the day could not be made');
  return readFileSync(path, 'utf8').trimEnd().split('\n').length;
}

/** Jobs by the simulated clock, one after the other. */
class Simulation {
  nowMs = Date.parse(startsAt);
  readonly clock = { now: () => this.nowMs };
  readonly #dueAt = new Map<Job, number>();
  readonly #signal = new AbortController().signal;

  readonly startSchedule = (jobs: Job[]) => {
    for (const job of jobs) this.#dueAt.set(job, this.nowMs);
    return { kick: () => {}, stop: async () => this.#dueAt.clear() };
  };

  /** A minute passes; posts of the one before have settled. */
  async passMinute(): Promise<void> {
    this.nowMs += minuteMs;
    for (const [job, dueAt] of this.#dueAt) {
      if (dueAt > this.nowMs) continue;
      this.#dueAt.set(job, this.nowMs + job.everyMs);
      await job.run(this.#signal);
    }
  }
}

function bytesIn(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.reduce((sum, one) => sum + (one.isFile() ? statSync(join(one.parentPath, one.name)).size : 0), 0);
}

/** By table, as a backup has them. */
async function rowsOf(address: string): Promise<Map<string, number>> {
  const reply = await fetch(`${address}/api/v1/backup`);
  if (!reply.ok) throw new Error(`the backup was answered ${reply.status}`);
  const rows = new Map<string, number>();
  for await (const line of createInterface({ input: Readable.fromWeb(reply.body! as never).pipe(createGunzip()) })) {
    const table = (JSON.parse(line) as { table?: string }).table;
    if (table !== undefined) rows.set(table, (rows.get(table) ?? 0) + 1);
  }
  return rows;
}

const mib = (bytes: number) => bytes / 2 ** 20;

interface DayEnd {
  /** Of every tenth minute, since what was given back and what only may be changes from second to second. */
  rss: { median: number; most: number };
  heap: number;
  disk: number;
  rows: Map<string, number>;
}

async function dayEnd(address: string, dataDir: string, resident: number[]): Promise<DayEnd> {
  globalThis.gc!();
  await new Promise((resolve) => setTimeout(resolve, 500));
  globalThis.gc!();
  const sorted = resident.toSorted((a, b) => a - b);
  return {
    rss: { median: sorted[Math.floor(sorted.length / 2)]!, most: sorted.at(-1)! },
    heap: mib(process.memoryUsage().heapUsed),
    disk: mib(bytesIn(dataDir)),
    rows: await rowsOf(address),
  };
}

/** What is higher at the end than when the first day was forgotten, by more than days differ. */
function grown(ends: DayEnd[]): string[] {
  const found: string[] = [];
  const judge = (what: string, figure: (end: DayEnd) => number, least: number) => {
    const mean = (some: DayEnd[]) => some.reduce((sum, one) => sum + figure(one), 0) / some.length;
    const [before, after] = [mean(ends.slice(keptDays + 1, keptDays + 3)), mean(ends.slice(-2))];
    if (after > before * (1 + tolerance.share) && after > before + least)
      found.push(`${what}: ${before.toFixed(0)} → ${after.toFixed(0)}`);
  };
  judge('resident memory, MiB', ({ rss }) => rss.median, tolerance.mib);
  judge('heap, MiB', ({ heap }) => heap, tolerance.mib);
  judge('database, MiB', ({ disk }) => disk, tolerance.mib);
  for (const table of ends.at(-1)!.rows.keys())
    if (!keptForGood.has(table)) judge(`rows of ${table}`, ({ rows }) => rows.get(table) ?? 0, tolerance.rows);
  return found;
}

const folder = mkdtempSync(join(tmpdir(), 'outcry-week-'));
const receiver = createServer((request, response) => {
  request.resume().on('end', () => response.end());
});
try {
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  const { port } = receiver.address() as AddressInfo;
  const [archive, settings, dataDir] = ['day.ndjson', 'settings.json', 'data'].map((name) => join(folder, name));
  const postsPerDay = writeDay(archive!);
  writeFileSync(settings!, JSON.stringify({ sourceSettings: { archive: { path: archive, speed: 1, loop: true } } }));
  const env = {
    ...{ OUTCRY_PORT: '0', OUTCRY_DATA_DIR: dataDir, OUTCRY_LOG_LEVEL: 'warn', OUTCRY_DEMONSTRATION: 'no' },
    ...{ OUTCRY_BRANDS: 'walmart,kroger', OUTCRY_SOURCES: 'archive', OUTCRY_DIGEST_AT: '08:00' },
    ...{ OUTCRY_WEBHOOK_URL: `http://127.0.0.1:${port}/`, OUTCRY_ALLOW_INSIDE: '127.0.0.1' },
    ...{ OUTCRY_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}` },
    // The same day comes again, so copies are looked for within half of it.
    ...{ OUTCRY_RETENTION_DAYS: values.keep, OUTCRY_COPY_WINDOW_HOURS: '12' },
  };
  // Counts and records are kept for months at least: here a week must show whether they go.
  const shorter = { countRetentionDays: keptDays, recordRetentionDays: keptDays };
  const config = { ...loadConfig(env, settings), ...shorter };
  const simulation = new Simulation();
  const running = await startOutcry(config, undefined, simulation);
  const { address } = running;
  const beside = new AbortController();
  const pages = await openDashboards(address, 5, beside.signal);
  const ask = async (path: string, init?: RequestInit) => {
    const reply = await fetch(`${address}/api/v1/${path}`, init);
    await reply.arrayBuffer();
    if (!reply.ok) throw new Error(`${path} was answered ${reply.status}`);
  };
  const ends: DayEnd[] = [];
  const startedAt = performance.now();
  for (let day = 1; day <= days; day++) {
    const resident: number[] = [];
    for (let minute = 0; minute < dayMinutes; minute++) {
      await simulation.passMinute();
      await Promise.all([0, 1, 2].map((n) => ask(question(3 * minute + n, simulation.nowMs))));
      if (minute % 10 > 0) continue;
      resident.push(mib(process.memoryUsage.rss()));
      const headers = { 'content-type': 'application/json' };
      await ask(`brands/${brand}/reports`, { method: 'POST', headers, body: '{"symptoms":["login"]}' });
    }
    const end = await dayEnd(address, dataDir!, resident);
    ends.push(end);
    const tables = [...end.rows].filter(([, n]) => n > 0).map(([table, n]) => `${table} ${n}`);
    console.log(
      `day ${day}: resident ${end.rss.median.toFixed(0)} MiB in the median, ${end.rss.most.toFixed(0)} at most, heap after a collection ${end.heap.toFixed(1)} MiB, database ${end.disk.toFixed(0)} MiB; rows: ${tables.join(', ')}`,
    );
  }
  const tookS = (performance.now() - startedAt) / 1_000;
  console.log(
    `${days} days of ${postsPerDay} posts, kept for ${keptDays}, in ${tookS.toFixed(0)} s (${Math.round((days * 86_400) / tookS)} times as fast as life, load average ${loadavg()[0]!.toFixed(1)}); ${pages.messages()} messages to ${pages.open()} open pages`,
  );
  const found = grown(ends);
  console.log(found.length === 0 ? 'nothing grows' : `IT GROWS: ${found.join('; ')}`);
  if (found.length > 0) process.exitCode = 1;
  beside.abort();
  await running.stop('the bench has ended');
} finally {
  receiver.close();
  receiver.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
}
