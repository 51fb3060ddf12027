import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What a worker needs to know, as `stage-worker.mjs` takes it. */
export interface WorkerWish {
  databaseUrl: string;
  roles: string[];
  /** File with the time, epoch ms, that it goes by. */
  clockFile: string;
  archives: { id: string; path: string }[];
  brands: string[];
  webhook: string;
  /** NATS servers; absent: pages go straight into the database. */
  stream?: string;
  /** Posts in a page of the archives. */
  pageSize?: number;
}

export interface StageWorker {
  /** Its name in the database. */
  name: string;
  kill(): Promise<void>;
  /** Resolves with its exit status. */
  stop(): Promise<number | null>;
}

const script = join(import.meta.dirname, 'stage-worker.mjs');

/** Starts a worker in a process of its own, over the build; resolves once it has its part. */
export async function startWorker(wish: WorkerWish): Promise<StageWorker> {
  const child: ChildProcess = spawn(process.execPath, [script, JSON.stringify(wish)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  for await (const line of createInterface({ input: child.stdout! })) {
    const name = /^working as (.+)$/.exec(line)?.[1];
    if (name) return { name, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') };
  }
  throw new Error(`the worker ended with ${await ended} before it worked`);
}
