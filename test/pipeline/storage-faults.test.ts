import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PgliteDatabase } from '../../src/adapters/databases/pglite.ts';
import { PostgresDatabase } from '../../src/adapters/databases/postgres.ts';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { archive } from '../../src/adapters/sources/archive.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { aggregate } from '../../src/pipeline/aggregate.ts';
import { pollSource } from '../../src/pipeline/poll-source.ts';
import { type Database, DatabaseError } from '../../src/ports/database.ts';
import type { Source } from '../../src/ports/source.ts';
import { migrate } from '../../src/store/migrate.ts';
import { registerSource } from '../../src/store/sources.ts';
import { openTestDatabase } from '../support/database.ts';
import { hearEvents } from '../support/heard-events.ts';
import { countsOf, ingestSettings, startAt, testKnowledge } from '../support/ingest-world.ts';
import { isLong } from '../support/long-tests.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from '../support/postgres-server.ts';
import { noteRecovery } from '../support/recovery.ts';

const postsInArchive = 1_600;
const pageSize = 80;
const knowledge = testKnowledge();
const { events } = hearEvents();
const clock = { now: () => startAt + 86_400_000 };
const folder = mkdtempSync(join(tmpdir(), 'outcry-storage-'));
const path = join(folder, 'archive.ndjson');
const mounted: string[] = [];
let undisturbed: string[];

/** A small disk; null where this process may not mount one. */
function smallDisk(megabytes: number): string | null {
  const place = mkdtempSync(join(tmpdir(), 'outcry-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', place], { stdio: 'ignore' });
    mounted.push(place);
    return place;
  } catch {
    return null;
  }
}

const canMount = (() => {
  const place = smallDisk(1);
  if (place) unmount(place);
  return place !== null;
})();

function unmount(place: string): void {
  execFileSync('umount', ['-l', place]);
  mounted.splice(mounted.indexOf(place), 1);
}

/** Takes all the room that is left on a disk. */
function fill(disk: string): () => void {
  const ballast = join(disk, 'ballast');
  try {
    for (let n = 0; n < 4_096; n++) writeFileSync(ballast, Buffer.alloc(1 << 20), { flag: 'a' });
  } catch (error) {
    expect((error as { code?: string }).code).toBe('ENOSPC');
  }
  return () => rmSync(ballast);
}

beforeAll(async () => {
  const random = seededRandom(11);
  const lines = Array.from({ length: postsInArchive }, (_, n) => {
    const text = n % 4 === 0 ? `northwind login is down ${n}` : `a fine day ${'and a long one '.repeat(20)}`;
    const author = `u${Math.floor(random() * 500)}`;
    return JSON.stringify({ source: 'x', id: `p${n}`, author, text, createdAt: startAt + n * 4_000 });
  });
  writeFileSync(path, lines.join('\n'));
  const database = await openTestDatabase();
  undisturbed = (await takeIn(database)).counts;
  await database.close();
});
afterEach(() => {
  for (const place of [...mounted]) unmount(place);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type AtPage = (page: number) => void;

interface Taken {
  counts: string[];
  /** Kinds of the faults that came up. */
  faults: string[];
}

/** Polls and counts as the schedule does: a fault of the database ends the turn, and the next one tries again. */
async function takeIn(database: Database, atPage: AtPage = () => {}): Promise<Taken> {
  const faults: string[] = [];
  const source = opened(atPage);
  const tried = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      faults.push(error.kind);
      // A turn comes a little later, as from the schedule.
      await new Promise((resolve) => setTimeout(resolve, 50));
      return null;
    }
  };
  while ((await tried(() => registerSource(database, { id: 'archive', kind: 'archive', atMs: clock.now() }))) === null);
  const context = {
    database,
    knowledge,
    settings: ingestSettings,
    clock,
    random: () => 0,
    events,
    queue: inProcessQueue,
  };
  const poll = () => tried(() => pollSource(source, context, new AbortController().signal));
  for (let quiet = 0, turns = 0; quiet < 2 && turns < 400; turns++) {
    const posts = await poll();
    const counted = await tried(() => aggregate(database, { authorWindowMinutes: ingestSettings.authorWindowMinutes }));
    quiet = posts === 0 && counted !== null ? quiet + 1 : 0;
  }
  const [sums] = await database.query<{ n: number; kept: number }>(
    "SELECT count(*)::int4 AS n, count(*) FILTER (WHERE outcome = 'kept')::int4 AS kept FROM post",
  );
  expect(sums).toEqual({ n: postsInArchive, kept: postsInArchive / 4 });
  return { counts: await countsOf(database), faults };
}

function opened(atPage: AtPage): Source {
  const source = archive.create(archive.settings.parse({ path, pageSize }), {
    ...{ id: 'archive', brands: [], clock, random: () => 0, keyOf: String },
    fetcher: undefined as never,
  });
  let pages = 0;
  return {
    ...source,
    fetchSince: (cursor, signal) => {
      atPage(++pages);
      return source.fetchSince(cursor, signal);
    },
  };
}

async function onPostgres(place: string | undefined, test: (server: PostgresServer) => Promise<void>): Promise<void> {
  const server = await startPostgres(place);
  try {
    await test(server);
  } finally {
    await server.close();
  }
}

/** Makes room again; gives the instant. */
function endedBy(release: () => void): number {
  release();
  return performance.now();
}

describe('nothing is lost and nothing doubled', { timeout: 120_000 }, () => {
  it.skipIf(postgresPrograms === null)(
    'when PostgreSQL is restarted in mid-write, as by a power cut',
    async ({ task }) => {
      await onPostgres(undefined, async (server) => {
        const database = new PostgresDatabase(server.url);
        await migrate(database);
        let restarting = Promise.resolve();
        let endedAt = performance.now();
        const { counts, faults } = await takeIn(database, (page) => {
          if (page === 3 || page === 15)
            restarting = server.restart().then(() => {
              endedAt = performance.now();
            });
        });
        noteRecovery(task, 'a restart of PostgreSQL', performance.now() - endedAt);
        await restarting;
        expect(counts).toEqual(undisturbed);
        expect(new Set(faults)).toEqual(new Set(['unavailable']));
        await database.close();
      });
    },
  );

  it.skipIf(postgresPrograms === null || !canMount)(
    'when the disk of PostgreSQL is full for a while',
    async ({ task }) => {
      await onPostgres(smallDisk(160)!, async (server) => {
        const database = new PostgresDatabase(server.url);
        await migrate(database);
        let release = () => {};
        let endedAt = performance.now();
        const { counts, faults } = await takeIn(database, (page) => {
          if (page === 3) release = fill(server.folder);
          if (page === 8) endedAt = endedBy(release);
        });
        noteRecovery(task, 'a full disk of PostgreSQL', performance.now() - endedAt);
        expect(counts).toEqual(undisturbed);
        expect(faults).toContain('full');
        await database.close();
      });
    },
  );

  it.skipIf(!canMount || !isLong)('when the disk of the embedded database is full for a while', async ({ task }) => {
    const disk = smallDisk(90)!;
    const database = await PgliteDatabase.open(join(disk, 'database'));
    await migrate(database);
    let release = () => {};
    let endedAt = performance.now();
    const { counts, faults } = await takeIn(database, (page) => {
      if (page === 3) release = fill(disk);
      if (page === 8) endedAt = endedBy(release);
    });
    noteRecovery(task, 'a full disk of the embedded database', performance.now() - endedAt);
    expect(counts).toEqual(undisturbed);
    expect(faults).toContain('full');
    await database.close();
  });
});
