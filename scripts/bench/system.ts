import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase } from '../../src/adapters/databases/open-database.ts';

/** The built system in a process of its own. */
export interface BenchedSystem {
  address: string;
  pid: number;
  /** Ends it; gives its exit status, and how many posts of the intake are stored, doubled ones told apart. */
  end(): Promise<{ code: number | null; stored: number; different: number }>;
  /** Takes away what is left of it. */
  remove(): void;
}

/** Starts it on an embedded database of its own, or on the empty one that DATABASE_URL names, without sources. */
export async function startSystem(settings: Record<string, string> = {}): Promise<BenchedSystem> {
  const databaseUrl = process.env.DATABASE_URL ?? null;
  const folder = mkdtempSync(join(tmpdir(), 'outcry-bench-'));
  const dataDir = join(folder, 'data');
  const env = {
    ...{ PATH: process.env.PATH, OUTCRY_PORT: '0', OUTCRY_DATA_DIR: dataDir, OUTCRY_BRANDS: 'walmart,kroger' },
    ...{ OUTCRY_SOURCES: ',', OUTCRY_DEMONSTRATION: 'no', OUTCRY_LOG_LEVEL: 'warn' },
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...settings,
  };
  const main = join(import.meta.dirname, '../../dist/main.js');
  const child = spawn(process.execPath, [main], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    address: line.replace('Outcry is running at ', ''),
    pid: child.pid!,
    end: async () => {
      child.kill('SIGTERM');
      const [code] = (await once(child, 'close')) as [number | null];
      const database = await openDatabase({ databaseUrl, dataDir });
      const [row] = await database.query<{ stored: number; different: number }>(
        "SELECT count(*) AS stored, count(DISTINCT id) AS different FROM post WHERE source = 'intake'",
      );
      await database.close();
      return { code, ...row! };
    },
    remove: () => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Sends posts until they are taken, as the API asks: what could not be stored comes again when it says. Returns how many came again. */
export async function handIn(address: string, some: object[]): Promise<number> {
  const reply = await fetch(`${address}/api/v1/intake`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: some.map((post) => JSON.stringify(post)).join('\n'),
  });
  const text = await reply.text();
  if (reply.status === 200) return 0;
  if (reply.status !== 503 && reply.status !== 207) throw new Error(`intake answered ${reply.status}: ${text}`);
  const { items } = JSON.parse(text) as { items?: { accepted: boolean }[] };
  const left = items ? some.filter((_, n) => !items[n]?.accepted) : some;
  await wait(Number(reply.headers.get('retry-after') ?? 1) * 1_000);
  return left.length + (await handIn(address, left));
}

/** Median, 99th percentile and largest of some times, ms, beside what they should be. */
export function summary(what: string, times: number[], goal: number): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);
  return `${what}: median ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms of ${sorted.length} (goal ${goal})`;
}
