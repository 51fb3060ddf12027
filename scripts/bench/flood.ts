/**
 * A flood on the report form of the built system, on the embedded database (or the empty one that DATABASE_URL names): many clients send
 * reports as fast as they are answered, right and wrong proofs, from one address and from many, bodies that are too long, other content
 * types; beside ordinary posts, questions and open pages. Prints what was let through and what refused with which status, answers and memory
 * before, during and after, and whether an ordinary post was lost.
 * Run after a build: node scripts/run.mjs bench/flood [--clients 48] [--seconds 60] [--rate 50] [--reads 50] [--dashboards 50]
 * The flood comes twice: what it leaves behind in memory would grow with the second.
 */
import { spawn } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cpuSeconds, openDashboards, readSteadily, residentMemory } from './load-beside.ts';
import { handIn, startSystem, summary } from './system.ts';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '48' },
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '50' },
    reads: { type: 'string', default: '50' },
    dashboards: { type: 'string', default: '50' },
  },
});
const [clients, seconds, rate, reads] = [values.clients, values.seconds, values.rate, values.reads].map(Number) as [
  number,
  number,
  number,
  number,
];
const calmSeconds = 20;
const goalMs = 100;
/** Beyond this growth the second flood has left something behind, MiB. */
const mostGrowthMib = 50;

type Answers = Record<string, Record<number, number>>;

/** A sixth of the clients looks for proofs, in a process of its own. */
async function flood(address: string): Promise<Answers> {
  const proving = Math.ceil(clients / 6);
  const parts = await Promise.all([send(address, proving, 'proofs'), send(address, clients - proving, 'others')]);
  return Object.assign({}, ...parts);
}

function send(address: string, some: number, which: 'proofs' | 'others'): Promise<Answers> {
  const script = [join(import.meta.dirname, '../run.mjs'), 'bench/flood-clients'];
  const child = spawn(process.execPath, [...script, address, `${some}`, `${seconds}`, which], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`clients ended: ${code}`))));
  });
}

let sent = 0;

/** Ordinary posts at a steady rate until the signal, all of them taken in the end. */
async function postSteadily(address: string, signal: AbortSignal): Promise<void> {
  const pending: Promise<number>[] = [];
  const startedAt = performance.now();
  for (let second = 0; !signal.aborted; second++) {
    const some = Array.from({ length: rate }, (_, n) => {
      const id = `${second}-${n}`;
      return { id, author: `u${id}`, text: `walmart delivered order ${id} today`, createdAt: Date.now() };
    });
    sent += some.length;
    pending.push(handIn(address, some));
    await wait(Math.max(0, startedAt + (second + 1) * 1_000 - performance.now()));
  }
  const again = (await Promise.all(pending)).reduce((sum, n) => sum + n, 0);
  if (again > 0) console.log(`${again} ordinary posts were refused for a while and sent again`);
}

/** Questions and memory while something goes on. */
async function watched<T>(system: { address: string; pid: number }, during: string, work: () => Promise<T>) {
  const beside = new AbortController();
  const reading = readSteadily(system.address, reads, beside.signal);
  const memory = residentMemory(system.pid, beside.signal);
  const [cpu, startedAt] = [cpuSeconds([system.pid]), performance.now()];
  const result = await work();
  const busy = (cpuSeconds([system.pid]) - cpu) / ((performance.now() - startedAt) / 1_000);
  beside.abort();
  console.log(summary(`answers at ${reads} questions a second ${during}`, await reading, goalMs));
  const resident = (await memory).map(Math.round);
  console.log(
    `system ${during}: ${(100 * busy).toFixed(0)} % of a core; resident memory, MiB: ${Math.max(...resident)} at most, ${resident.at(-1)} at its end`,
  );
  return { result, memory: resident.at(-1)! };
}

const taken = (answers: Answers) =>
  Object.values(answers).reduce((sum, byStatus) => sum + (byStatus[202] ?? 0) + (byStatus[303] ?? 0), 0);

const system = await startSystem({ OUTCRY_TRUSTED_PROXIES: '1' });
try {
  const ordinary = new AbortController();
  const pages = await openDashboards(system.address, Number(values.dashboards), ordinary.signal);
  const posting = postSteadily(system.address, ordinary.signal);
  await wait(5_000);
  const calm = () => wait(calmSeconds * 1_000);
  await watched(system, 'before the flood', calm);
  const { result: answers } = await watched(system, 'in the flood', () => flood(system.address));
  const after = await watched(system, 'after the flood', calm);
  const again = await watched(system, 'in the second flood', () => flood(system.address));
  const afterAgain = await watched(system, 'after the second flood', calm);
  const open = pages.open();
  ordinary.abort();
  await posting;
  for (const [kind, byStatus] of Object.entries(answers)) {
    const all = Object.values(byStatus).reduce((sum, n) => sum + n, 0);
    const told = Object.entries(byStatus).map(([status, n]) => `${n} × ${status === '0' ? 'cut off' : status}`);
    console.log(`${kind.padEnd(30)} ${String(Math.round(all / seconds)).padStart(5)} a second: ${told.join(', ')}`);
  }
  console.log(
    `${taken(answers)} reports were let through in ${seconds} s, ${taken(again.result)} in the second flood; load average ${loadavg()[0]!.toFixed(1)}`,
  );
  const { code, stored, different } = await system.end();
  console.log(
    `ordinary posts: ${sent} sent, lost ${sent - different}, doubled ${stored - different}; ${open} of ${values.dashboards} pages followed to the end; the system ended with ${code}`,
  );
  if (stored !== sent || different !== sent || open !== Number(values.dashboards) || code !== 0) process.exitCode = 1;
  if (afterAgain.memory > after.memory + mostGrowthMib) {
    console.log(`MEMORY GREW from ${after.memory} to ${afterAgain.memory} MiB`);
    process.exitCode = 1;
  }
} finally {
  system.remove();
}
