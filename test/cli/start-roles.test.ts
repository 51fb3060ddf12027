import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, postgresPrograms, startPostgres } from '../support/postgres-server.ts';
import { within } from '../support/within.ts';

const root = join(import.meta.dirname, '../..');
const outcry = join(root, 'dist/cli/outcry.js');
const isBuilt = existsSync(outcry);
const children: ChildProcess[] = [];
const settings = {
  PATH: process.env.PATH,
  OUTCRY_PORT: '0',
  OUTCRY_BRANDS: 'walmart,azure,visa',
  OUTCRY_SOURCES: ',',
  OUTCRY_LOG_LEVEL: 'error',
};

/** Not this checkout, which may have a .env of its own. */
const cwd = tmpdir();

/** Starts `outcry start` with roles and gives its address. */
async function start(url: string, ...roles: string[]): Promise<string> {
  const flags = roles.flatMap((role) => ['--role', role]);
  const child = spawn(process.execPath, [outcry, 'start', ...flags], {
    cwd,
    env: { ...settings, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout! })) {
    const address = /^Outcry is running at (http:\S+)$/.exec(line)?.[1];
    if (address) return address;
  }
  throw new Error(`a worker of ${roles.join(', ')} ended before it listened`);
}

describe.skipIf(!isBuilt)('outcry start --role (needs dist: npm run build)', () => {
  const refused = async (flags: string[], env: Record<string, string> = {}) => {
    const run = promisify(execFile)(process.execPath, [outcry, 'start', ...flags], {
      cwd,
      env: { ...settings, ...env },
    });
    const { code, stderr } = (await run.catch((error: unknown) => error)) as { code: number; stderr: string };
    return { code, stderr };
  };

  it('refuses what can’t be shared: says what, where, and what to do', async () => {
    const { code, stderr } = await refused(['--role', 'detect', '--role', 'notify']);
    expect(code).toBe(2);
    expect(stderr).toContain('--role detect --role notify: the embedded database in "var" belongs to one process');
    expect(stderr).toContain('Set DATABASE_URL to a PostgreSQL, or start without --role.');
  });

  it('names the roles that there are', async () => {
    const { code, stderr } = await refused(['--role', 'reader'], { DATABASE_URL: 'postgres://nowhere/x' });
    expect(code).toBe(2);
    expect(stderr).toContain('there is no role "reader"; there are ingest, detect, notify, api');
  });

  describe.skipIf(!postgresPrograms)('on PostgreSQL', () => {
    let server: PostgresServer;
    let api: string;
    let worker: string;
    beforeAll(async () => {
      server = await startPostgres();
      [api, worker] = await Promise.all([start(server.url, 'api'), start(server.url, 'ingest', 'detect', 'notify')]);
    }, 120_000);
    afterAll(async () => {
      for (const child of children) child.kill('SIGKILL');
      await server.close();
    });
    const get = async (address: string, path: string) => fetch(`${address}${path}`);

    it('takes posts in at one process and judges them in another; what the first tells comes from the database', async () => {
      const events = (await get(api, '/api/v1/events')).body!.pipeThrough(new TextDecoderStream()).getReader();
      const at = Date.now() - 3 * 60_000;
      const post = (n: number) => ({ id: `p${n}`, author: `a${n}`, text: 'walmart app is down', createdAt: at + n });
      const reply = await fetch(`${api}/api/v1/intake`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([post(1), post(2), post(3)]),
      });
      expect(reply.status).toBe(200);
      const window = `from=${new Date(at - 60_000).toISOString()}&to=${new Date(at + 60_000).toISOString()}`;
      const timeline = await within(
        30,
        async () =>
          (await (await get(api, `/api/v1/timeline?brand=walmart&${window}`)).json()) as {
            items: { mentions: number }[];
            stale: boolean;
          },
        ({ items }) => items.some(({ mentions }) => mentions === 3),
      );
      expect(timeline.stale).toBe(false);
      // The page is told, though nothing was judged where it is served.
      let heard = '';
      while (!/"what":\[[^\]]*"timeline"/.test(heard)) heard += (await events.read()).value;
      await events.cancel();
      const metrics = await (await get(api, '/metrics')).text();
      const judged = /^outcry_judged_until_timestamp_seconds\{brand="walmart"\} (\S+)$/m.exec(metrics);
      expect(Date.now() / 1_000 - Number(judged![1])).toBeLessThan(180);
    }, 60_000);

    it('tells of every worker whether it is alive and ready and what it holds, and serves nothing else there', async () => {
      expect((await get(worker, '/healthz')).status).toBe(200);
      expect(await (await get(worker, '/readyz')).json()).toMatchObject({ ready: true });
      const metrics = await (await get(worker, '/metrics')).text();
      expect(metrics).toContain('outcry_leases_held{kind="brand"} 4');
      expect(metrics).toContain('outcry_leases_held{kind="notify job"} 4');
      for (const path of ['/', '/api/v1/brands', '/report/walmart']) expect((await get(worker, path)).status).toBe(404);
    });
  });
});
