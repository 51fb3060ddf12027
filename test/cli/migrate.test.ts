import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PostgresDatabase } from '../../src/adapters/databases/postgres.ts';
import { isLong } from '../support/long-tests.ts';
import { postgresPrograms, startPostgres } from '../support/postgres-server.ts';

const root = join(import.meta.dirname, '../..');
const unbuilt = existsSync(join(root, 'dist/cli/outcry.js')) ? '' : ': skipped, there is no dist (npm run build)';
const newest = readdirSync(join(root, 'src/store/migrations')).length;
const folder = mkdtempSync(join(tmpdir(), 'outcry-migrate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Migrating {
  child: ChildProcess;
  ended: Promise<{ code: number | null; said: string }>;
}

function migrating(env: Record<string, string>): Migrating {
  const child = spawn(process.execPath, [join(root, 'dist/cli/outcry.js'), 'migrate'], {
    // Not this checkout, which may have a .env of its own.
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, ...env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, said }))) };
}

describe.skipIf(unbuilt)(`outcry migrate${unbuilt}`, { timeout: 120_000 }, () => {
  it.skipIf(postgresPrograms === null)(
    'goes on after kill -9 in mid-migration, and lets two start at once (PostgreSQL)',
    async () => {
      const server = await startPostgres();
      const database = new PostgresDatabase(server.url);
      try {
        const env = { DATABASE_URL: server.url };
        const done = () =>
          database.query<{ n: number }>('SELECT count(*)::int4 AS n FROM migration').then(
            ([row]) => row!.n,
            () => 0,
          );
        for (const after of [1, 5, 9]) {
          const { child, ended } = migrating(env);
          const killed = expect.poll(done, { timeout: 30_000, interval: 2 }).toBeGreaterThanOrEqual(after);
          await killed.then(() => child.kill('SIGKILL'));
          await ended;
        }
        const both = await Promise.all([migrating(env), migrating(env)].map(({ ended }) => ended));
        expect(both.map(({ code }) => code)).toEqual([0, 0]);
        expect(await done()).toBe(newest);
        expect(await database.query("SELECT count(*)::int4 AS n FROM setting WHERE key = 'salt'")).toEqual([{ n: 1 }]);
      } finally {
        await database.close();
        await server.close();
      }
    },
  );

  it.runIf(isLong)(
    'goes on after kill -9 in mid-migration, and refuses a second starter in words (embedded)',
    async () => {
      const env = { OUTCRY_DATA_DIR: folder };
      const first = migrating(env);
      await expect
        .poll(() => existsSync(join(folder, 'database/PG_VERSION')), { timeout: 60_000, interval: 5 })
        .toBe(true);
      first.child.kill('SIGSTOP');
      const second = await migrating(env).ended;
      expect(second).toEqual({ code: 2, said: expect.stringContaining(`is open in process ${first.child.pid}`) });
      first.child.kill('SIGKILL');
      await first.ended;
      const { code, said } = await migrating(env).ended;
      expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/Applied: .*|up to date/) });
    },
  );
});
