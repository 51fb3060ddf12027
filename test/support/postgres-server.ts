import { execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const installed = '/usr/lib/postgresql';

/** Folder of the newest PostgreSQL's programs; null where there is none, or where nobody may run it (root without `postgres`). */
export const postgresPrograms: string | null = (() => {
  if (!existsSync(installed)) return null;
  const newest = readdirSync(installed).sort((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) return null;
  return userInfo().uid !== 0 || existsSync('/usr/sbin/runuser') ? join(installed, newest, 'bin') : null;
})();

export interface PostgresServer {
  url: string;
  /** Where it keeps everything. */
  folder: string;
  /** Ends it as a power cut would, and starts it again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A real server in `place` (by default a new folder), for the length of a test. */
export async function startPostgres(place?: string): Promise<PostgresServer> {
  const folder = place ?? mkdtempSync(join(tmpdir(), 'outcry-postgres-'));
  const ownFolder = place === undefined;
  chmodSync(folder, 0o777);
  if (userInfo().uid === 0) await handOver(folder);
  const data = join(folder, 'data');
  const port = await freePort();
  const call = (program: string, ...rest: string[]) => asPostgres(join(postgresPrograms!, program), rest);
  await call('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync');
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_wal_size=32MB -c min_wal_size=32MB`;
  const start = () => call('pg_ctl', '-D', data, '-w', '-t', '60', '-l', join(folder, 'log'), '-o', options, 'start');
  const stop = () => call('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop');
  await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    folder,
    restart: async () => {
      await stop().catch(() => {});
      await start();
    },
    close: async () => {
      await stop().catch(() => {});
      // A folder that is a disk of its own goes with it.
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
      if (ownFolder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server's programs refuse to run as root. */
function asPostgres(program: string, rest: string[]): Promise<void> {
  const [command, args] =
    userInfo().uid === 0 ? ['runuser', ['-u', 'postgres', '--', program, ...rest]] : [program, rest];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'ignore', cwd: '/' });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
  });
}

async function handOver(folder: string): Promise<void> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
  );
  chownSync(folder, uid!, gid!);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}
