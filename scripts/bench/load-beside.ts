import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const brands = ['walmart', 'kroger'];
const hours = [1, 3, 6, 24];

/** What pages and programs ask for: 28 different questions in turn, in ranges that end now. */
export function question(n: number, now = Date.now()): string {
  const brand = brands[n % brands.length]!;
  const ago = hours[Math.floor(n / 12) % hours.length]! * 3_600_000;
  const range = `from=${new Date(now - ago).toISOString()}&to=${new Date(now).toISOString()}`;
  const all = [
    'brands',
    `incidents?brand=${brand}`,
    `timeline?brand=${brand}&${range}`,
    `reports?brand=${brand}&limit=50&${range}`,
    'sources',
    `areas?brand=${brand}&${range}`,
  ];
  return all[Math.floor(n / brands.length) % all.length]!;
}

/** Asks the API at a steady rate until the signal; gives each answer's time, ms. A refusal is an error. */
export async function readSteadily(address: string, perSecond: number, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  const pending = new Set<Promise<void>>();
  const startedAt = performance.now();
  for (let n = 0; perSecond > 0 && !signal.aborted; n++) {
    const path = question(n);
    const askedAt = performance.now();
    const answer = fetch(`${address}/api/v1/${path}`)
      .then(async (reply) => {
        await reply.arrayBuffer();
        if (!reply.ok) throw new Error(`${path} answered ${reply.status}`);
        times.push(performance.now() - askedAt);
      })
      .finally(() => pending.delete(answer));
    pending.add(answer);
    await wait(Math.max(0, startedAt + ((n + 1) * 1_000) / perSecond - performance.now()));
  }
  await Promise.all(pending);
  return times;
}

export interface Dashboards {
  /** How many streams are open still. */
  open(): number;
  /** Messages that all of them were sent. */
  messages(): number;
}

/** Opens the stream of changes as often as so many pages would. */
export async function openDashboards(address: string, count: number, signal: AbortSignal): Promise<Dashboards> {
  let open = 0;
  let messages = 0;
  const follow = async (body: ReadableStream<Uint8Array>) => {
    open++;
    try {
      for await (const chunk of body) messages += Buffer.from(chunk).toString().split('\n\n').length - 1;
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      open--;
    }
  };
  for (let n = 0; n < count; n++) {
    const reply = await fetch(`${address}/api/v1/events`, { signal });
    if (!reply.ok || !reply.body) throw new Error(`stream ${n + 1} was answered ${reply.status}`);
    void follow(reply.body);
  }
  return { open: () => open, messages: () => messages };
}

/** Resident memory of a process every five seconds until the signal, MiB (Linux). */
export async function residentMemory(pid: number, signal: AbortSignal): Promise<number[]> {
  const samples: number[] = [];
  while (!signal.aborted) {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    samples.push(Number(kib) / 1_024);
    await wait(5_000, undefined, { signal }).catch(() => {});
  }
  return samples;
}

/** Seconds of processor time of processes of this machine; those that are elsewhere count as none. */
export function cpuSeconds(pids: number[]): number {
  return pids.reduce((sum, pid) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return sum + (Number(fields[11]) + Number(fields[12])) / 100;
    } catch {
      return sum;
    }
  }, 0);
}
