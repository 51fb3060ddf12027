/**
 * What several workers on one PostgreSQL do: posts a second that they take in over HTTP, and minutes of brands a second that they
 * count and judge when four days are to be caught up with. Run after a build, against a server on which databases may be made:
 * DATABASE_URL=postgres://… [OUTCRY_STREAM=nats://…] node scripts/run.mjs bench/workers [--workers 1,2,4] [--posts 40000]
 * Where a stream is named, too: posts a second that workers store of one source, read by one of them, straight and over the stream.
 * Beside the clock it prints the processor time of the workers and of the server's processes that served them, where that is this
 * machine: with as many workers as cores they share these with the server and with the sender.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { jetstreamManager } from '@nats-io/jetstream';
import { PostgresDatabase } from '../../src/adapters/databases/postgres.ts';
import { connectTo, streamNames } from '../../src/adapters/queues/jetstream-setup.ts';
import { readStreamAddress } from '../../src/adapters/queues/stream-address.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { cpuSeconds } from './load-beside.ts';

const { values } = parseArgs({
  options: { workers: { type: 'string', default: '1,2,4' }, posts: { type: 'string', default: '40000' } },
});
const { DATABASE_URL: serverUrl, OUTCRY_STREAM: stream } = process.env;
if (!serverUrl) throw new Error('set DATABASE_URL to a PostgreSQL server on which databases may be made');
const workerCounts = values.workers.split(',').map(Number);
const postCount = Number(values.posts);
const days = 4;
const postsPerRequest = 500;
const requestsAtOnce = 2;
/** Mentions a day, as the packs tell. */
const brands: Record<string, number> = {
  walmart: 2500,
  target: 1500,
  kroger: 400,
  costco: 900,
  amazon: 4000,
  aws: 800,
};
const outcry = join(import.meta.dirname, '../../dist/cli/outcry.js');

interface Worker {
  child: ChildProcess;
  address: string;
}

async function start(databaseUrl: string, role: string, more: Record<string, string> = {}): Promise<Worker> {
  const env = {
    ...{ PATH: process.env.PATH, DATABASE_URL: databaseUrl, OUTCRY_PORT: '0', OUTCRY_LOG_LEVEL: 'warn' },
    ...{ OUTCRY_BRANDS: Object.keys(brands).join(','), OUTCRY_SOURCES: ',', OUTCRY_DEMONSTRATION: 'no' },
    ...more,
  };
  const child = spawn(process.execPath, [outcry, 'start', '--role', role], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^Outcry is running at (http:\S+)$/.exec(line)?.[1];
    if (address) return { child, address };
  }
  throw new Error(`a worker of role ${role} ended before it listened`);
}

async function stop(workers: Worker[]): Promise<void> {
  const ended = workers.map(({ child }) => new Promise((resolve) => child.once('exit', resolve)));
  for (const { child } of workers) child.kill('SIGTERM');
  await Promise.all(ended);
}

/** A span of work: by the clock, and by the processor time of workers and server. */
async function measure(database: PostgresDatabase, workers: Worker[], work: () => Promise<void>) {
  const pids = workers.map(({ child }) => child.pid!);
  const serving = async () =>
    (await database.query<{ pid: number }>('SELECT pid FROM pg_stat_activity WHERE datname = current_database()')).map(
      ({ pid }) => pid,
    );
  const [workersBefore, serverBefore] = [cpuSeconds(pids), cpuSeconds(await serving())];
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    seconds,
    workerS: cpuSeconds(pids) - workersBefore,
    serverS: cpuSeconds(await serving()) - serverBefore,
  };
}

/** Requests with so many posts of the days before `endAt`. */
function bodies(endAt: number, posts: number, prefix: string): string[] {
  const random = seededRandom(1);
  const ids = Object.entries(brands).flatMap(([brand, mentions]) => Array<string>(mentions / 100).fill(brand));
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const lines = Array.from({ length: posts }, (_, n) =>
    JSON.stringify({
      id: `${prefix}${n}`,
      author: `u${Math.floor(random() * 1e6)}`,
      text: `${pick(ids)} ${random() < 0.04 ? 'app is down' : 'delivered my order today'} ${n}`,
      createdAt: endAt - days * 86_400_000 + Math.floor((n / posts) * (days * 86_400_000 - 60_000)),
      profileLocation: pick(['Dallas, TX', 'Columbus, Ohio', 'Brooklyn', 'somewhere', undefined]),
    }),
  );
  const count = Math.ceil(posts / postsPerRequest);
  return Array.from({ length: count }, (_, n) =>
    lines.slice(n * postsPerRequest, (n + 1) * postsPerRequest).join('\n'),
  );
}

/** Every worker is kept busy with a few requests; whoever is done first takes the next. */
async function handIn(workers: Worker[], waiting: string[]): Promise<void> {
  const send = async ({ address }: Worker) => {
    for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) {
      const headers = { 'content-type': 'application/x-ndjson' };
      const reply = await fetch(`${address}/api/v1/intake`, { method: 'POST', headers, body });
      if (reply.status !== 200) throw new Error(`the intake answered ${reply.status}: ${await reply.text()}`);
      await reply.arrayBuffer();
    }
  };
  await Promise.all(workers.flatMap((worker) => Array.from({ length: requestsAtOnce }, () => send(worker))));
}

/** Resolves when each of the workers has some of the brands. */
async function shared(database: PostgresDatabase, workers: number): Promise<void> {
  const holders = () => database.query("SELECT 1 FROM lease WHERE kind = 'brand' GROUP BY worker");
  while ((await holders()).length < workers) await wait(50);
}

/** Resolves when every brand is judged up to a minute. */
async function judged(database: PostgresDatabase, untilMinute: number): Promise<void> {
  const done = async () => {
    const rows = await database.query<{ n: number }>(
      "SELECT count(*)::int4 AS n FROM stage_cursor WHERE stage = 'detect' AND position >= $1",
      [untilMinute],
    );
    return rows[0]!.n === Object.keys(brands).length;
  };
  while (!(await done())) await wait(50);
}

/** Stores what one source brings, by so many workers; with a stream they share it, without one of them has the source. */
async function readSource(database: PostgresDatabase, url: string, about: { n: number; stream?: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-bench-'));
  const path = join(folder, 'posts.ndjson');
  const configPath = join(folder, 'config.json');
  const warm = bodies(endAt, warmingUp * about.n, 'w');
  writeFileSync(path, `${warm.join('\n')}\n`);
  writeFileSync(configPath, JSON.stringify({ sourceSettings: { archive: { path } } }));
  const more = { OUTCRY_SOURCES: 'archive', OUTCRY_CONFIG: configPath };
  const env = about.stream ? { ...more, OUTCRY_STREAM: about.stream } : more;
  const workers = await Promise.all(Array.from({ length: about.n }, () => start(url, 'ingest', env)));
  await stored(database, warmingUp * about.n);
  const took = await measure(database, workers, async () => {
    appendFileSync(path, `${all.join('\n')}\n`);
    await stored(database, warmingUp * about.n + postCount);
  });
  await stop(workers);
  if (about.stream) await removeStream(database, about.stream);
  rmSync(folder, { recursive: true });
  const how = about.stream ? 'over a stream' : 'straight     ';
  console.log(
    `read ${how}, ${several(about.n)}: ${Math.round(postCount / took.seconds)} posts/s; per 1,000 posts ${((1e6 * took.workerS) / postCount).toFixed(0)} ms of the workers' and ${((1e6 * took.serverS) / postCount).toFixed(0)} ms of the server's processor time`,
  );
}

async function stored(database: PostgresDatabase, posts: number): Promise<void> {
  const count = async () => (await database.query<{ n: number }>('SELECT count(*)::int4 AS n FROM post'))[0]!.n;
  while ((await count()) < posts) await wait(50);
}

async function removeStream(database: PostgresDatabase, address: string): Promise<void> {
  const [row] = await database.query<{ value: string }>("SELECT value FROM setting WHERE key = 'salt'");
  const connection = await connectTo(readStreamAddress(address));
  await (await jetstreamManager(connection)).streams.delete(streamNames(row!.value).stream);
  await connection.close();
}

const server = new PostgresDatabase(serverUrl, { poolSize: 1 });
const name = (what: string) => `outcry_bench_${process.pid}_${what}`;
const urlOf = (what: string) => Object.assign(new URL(serverUrl), { pathname: `/${name(what)}` }).href;
const made: string[] = [];

async function withDatabase(
  what: string,
  template: string | null,
  work: (database: PostgresDatabase) => Promise<void>,
) {
  await server.query(`CREATE DATABASE ${name(what)}${template ? ` TEMPLATE ${name(template)}` : ''}`);
  made.push(name(what));
  const database = new PostgresDatabase(urlOf(what), { poolSize: 1 });
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

const several = (n: number) => `${n} worker${n === 1 ? ' ' : 's'}`;
const endAt = Math.floor(Date.now() / 60_000) * 60_000;
const all = bodies(endAt, postCount, 'p');
/** The first posts of a process cost several times what later ones do. */
const warmingUp = 4_000;
try {
  for (const n of workerCounts)
    await withDatabase(`intake_${n}`, null, async (database) => {
      const workers = await Promise.all(Array.from({ length: n }, () => start(urlOf(`intake_${n}`), 'api')));
      for (const [w, worker] of workers.entries()) await handIn([worker], bodies(endAt, warmingUp, `w${w}-`));
      const took = await measure(database, workers, () => handIn(workers, [...all]));
      await stop(workers);
      const [row] = await database.query<{ n: number; bytes: number }>(
        'SELECT (SELECT count(*) FROM post)::int4 AS n, pg_database_size(current_database()) AS bytes',
      );
      const handed = postCount + n * warmingUp;
      if (row!.n !== handed) throw new Error(`${row!.n} posts are stored of ${handed}`);
      console.log(
        `take in,  ${several(n)}: ${Math.round(postCount / took.seconds)} posts/s; per 1,000 posts ${((1e6 * took.workerS) / postCount).toFixed(0)} ms of the workers' and ${((1e6 * took.serverS) / postCount).toFixed(0)} ms of the server's processor time; ${Math.round(row!.bytes / handed)} bytes a post`,
      );
    });
  if (stream) {
    await withDatabase('read', null, (database) => readSource(database, urlOf('read'), { n: 1 }));
    for (const n of workerCounts)
      await withDatabase(`read_${n}`, null, (database) => readSource(database, urlOf(`read_${n}`), { n, stream }));
  }
  for (const n of workerCounts)
    await withDatabase(`detect_${n}`, `intake_${workerCounts[0]}`, async (database) => {
      // Work is held back until every worker has its part.
      await database.script('CREATE TABLE held_back AS SELECT * FROM touched_minute; TRUNCATE touched_minute');
      const workers = await Promise.all(Array.from({ length: n }, () => start(urlOf(`detect_${n}`), 'detect')));
      await shared(database, n);
      const minutes = Object.keys(brands).length * days * 1_440;
      const took = await measure(database, workers, async () => {
        await database.query('INSERT INTO touched_minute SELECT * FROM held_back');
        await judged(database, endAt / 60_000);
      });
      await stop(workers);
      console.log(
        `judge,    ${several(n)}: ${Math.round(minutes / took.seconds)} brand-minutes/s; per 1,000 ${((1e6 * took.workerS) / minutes).toFixed(0)} ms of the workers' and ${((1e6 * took.serverS) / minutes).toFixed(0)} ms of the server's processor time`,
      );
    });
  console.log(`${availableParallelism()} cores, load average ${loadavg()[0]!.toFixed(1)}`);
} finally {
  for (const one of made) await server.query(`DROP DATABASE IF EXISTS ${one} WITH (FORCE)`);
  await server.close();
}
