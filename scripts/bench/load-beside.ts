import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** What a page or a program asks for; one after the other. */
const paths = (from: string, to: string) => [
  'brands',
  'incidents?brand=walmart',
  `timeline?brand=walmart&from=${from}&to=${to}`,
  'reports?brand=walmart&limit=50',
  'sources',
  `areas?brand=walmart&from=${from}&to=${to}`,
];

/** Asks the API at a steady rate until the signal; gives each answer's time, ms. A refusal is an error. */
export async function readSteadily(address: string, perSecond: number, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  const pending = new Set<Promise<void>>();
  const startedAt = performance.now();
  for (let n = 0; perSecond > 0 && !signal.aborted; n++) {
    const to = new Date().toISOString();
    const all = paths(new Date(Date.now() - 3_600_000).toISOString(), to);
    const askedAt = performance.now();
    const answer = fetch(`${address}/api/v1/${all[n % all.length]}`)
      .then(async (reply) => {
        await reply.arrayBuffer();
        if (!reply.ok) throw new Error(`${all[n % all.length]} answered ${reply.status}`);
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
