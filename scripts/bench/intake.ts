/**
 * Hands posts in over HTTP at a steady rate to the built system on the embedded database (or the empty one that DATABASE_URL names), and
 * prints how long after its arrival a post shows in the API, and whether any was lost or doubled. Beside it the API can be read, and
 * pages be open; memory is told.
 * Run after a build: node scripts/run.mjs bench/intake [--rate 200] [--seconds 300] [--calm 0] [--late 0] [--reads 0] [--dashboards 0]
 * With --calm it is a burst: so many posts a second come for two minutes before it and one after. What is refused is sent again.
 * With --late posts were written up to so many seconds before they come, as those of polled sources are: minutes are counted again.
 * All posts name a watched brand, which is the dearest case. One probe a second names another one, so that it can be found.
 */
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../src/core/stats/random.ts';
import { openDashboards, readSteadily, residentMemory } from './load-beside.ts';
import { handIn, startSystem, summary } from './system.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '300' },
    calm: { type: 'string', default: '0' },
    late: { type: 'string', default: '0' },
    reads: { type: 'string', default: '0' },
    dashboards: { type: 'string', default: '0' },
  },
});
const requestsPerSecond = 10;
const rate = Number(values.rate);
const burstSeconds = Number(values.seconds);
const calm = Number(values.calm);
const lateMs = Number(values.late) * 1_000;
const [before, after] = calm > 0 ? [120, 60] : [0, 0];
const seconds = before + burstSeconds + after;
if ([rate, calm].some((value) => value % requestsPerSecond !== 0))
  throw new Error(`--rate and --calm are whole tens: ${requestsPerSecond} requests a second carry them`);
const rateAt = (second: number) => (second < before || second >= before + burstSeconds ? calm : rate);
const goalMs = 5_000;
const random = seededRandom(1);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

const complaints = [
  'app is down',
  'login does not work',
  'checkout keeps failing',
  'delivered my order today',
  'has a sale on',
];
const places = ['Dallas, TX', 'Columbus, Ohio', 'Brooklyn', 'somewhere', undefined];

function posts(count: number, second: number, request: number): object[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `${second}-${request}-${n}`,
    author: `u${Math.floor(random() * 1e6)}`,
    text: `walmart ${pick(complaints)} ${Math.floor(random() * 1e6)}`,
    createdAt: Math.floor(Date.now() - random() * lateMs),
    profileLocation: pick(places),
  }));
}

/** In their order by text, too. */
const probeId = (second: number) => `probe-${String(second).padStart(6, '0')}`;
const probe = (second: number) => ({
  id: probeId(second),
  author: `probe${second}`,
  text: 'the kroger app is down',
  createdAt: Date.now(),
});

let sentAgain = 0;

/** Asks again and again until all probes were seen; gives each one's delay, ms. */
async function watch(
  sentAt: Map<string, number>,
  count: () => Promise<number>,
  { done, dueAt }: { done: () => boolean; dueAt: (sentAt: number) => number },
): Promise<number[]> {
  const delays: number[] = [];
  const probes = () => [...sentAt.values()];
  while (!done() || delays.length < sentAt.size) {
    const seen = await count();
    const now = Date.now();
    // Probes arrive in order, so the first n of them are the n that show.
    for (const at of probes().slice(delays.length, seen)) delays.push(Math.max(0, now - dueAt(at)));
    if (done() && Date.now() - (probes().at(-1) ?? 0) > 120_000) break;
    await wait(250);
  }
  return delays;
}

const system = await startSystem();
try {
  const { address } = system;
  const from = new Date(Date.now() - 60_000).toISOString();
  const until = new Date(Date.now() + (seconds + 300) * 1_000).toISOString();
  // As a page asks that was told of a change.
  const ask = async (path: string) => {
    const reply = await fetch(`${address}/api/v1/${path}`, { headers: { 'cache-control': 'no-cache' } });
    return (await reply.json()) as { items: { id: string; mentions: number }[] };
  };
  const sentAt = new Map<string, number>();
  let finished = false;
  const seenProbes = async () => {
    const [newest] = (await ask('reports?brand=kroger&limit=1')).items;
    return newest ? Number(newest.id.split('-')[1]) + 1 : 0;
  };
  const inReports = watch(sentAt, seenProbes, { done: () => finished, dueAt: (at) => at });
  const inTimeline = watch(
    sentAt,
    async () =>
      (await ask(`timeline?brand=kroger&from=${from}&to=${until}`)).items.reduce(
        (sum, { mentions }) => sum + (mentions ?? 0),
        0,
      ),
    { done: () => finished, dueAt: (at) => Math.ceil(at / 60_000) * 60_000 },
  );
  const beside = new AbortController();
  const reading = readSteadily(address, Number(values.reads), beside.signal);
  const memory = residentMemory(system.pid, beside.signal);
  const dashboards = await openDashboards(address, Number(values.dashboards), beside.signal);
  const replies: number[] = [];
  const startedAt = performance.now();
  let sent = 0;
  const pending: Promise<void>[] = [];
  for (let request = 0; request < seconds * requestsPerSecond; request++) {
    const second = Math.floor(request / requestsPerSecond);
    const some = posts(rateAt(second) / requestsPerSecond, second, request);
    if (request % requestsPerSecond === 0) {
      some.push(probe(second));
      sentAt.set(probeId(second), Date.now());
    }
    sent += some.length;
    const askedAt = performance.now();
    pending.push(
      handIn(address, some).then((again) => {
        sentAgain += again;
        replies.push(performance.now() - askedAt);
      }),
    );
    await wait(Math.max(0, startedAt + (request + 1) * (1_000 / requestsPerSecond) - performance.now()));
  }
  await Promise.all(pending);
  finished = true;
  const openToTheEnd = dashboards.open();
  beside.abort();
  const tookS = (performance.now() - startedAt) / 1_000;
  console.log(
    `${sent} posts in ${tookS.toFixed(1)} s (${Math.round(sent / tookS)} a second), load average ${loadavg()[0]!.toFixed(1)}`,
  );
  console.log(summary('reply to the request', replies, goalMs));
  if (sentAgain > 0) console.log(`${sentAgain} posts were refused for a while and sent again`);
  const delays = await inReports;
  console.log(summary('visible in /reports', delays, goalMs));
  if (after > 0)
    console.log(summary('visible in /reports in the minute after the burst', delays.slice(-after), goalMs));
  console.log(
    summary('visible in /timeline, which shows whole minutes, after the end of its minute', await inTimeline, goalMs),
  );
  if (Number(values.reads) > 0)
    console.log(summary(`answers at ${values.reads} questions a second`, await reading, 100));
  if (Number(values.dashboards) > 0)
    console.log(`${openToTheEnd} of ${values.dashboards} pages followed to the end, ${dashboards.messages()} messages`);
  const resident = (await memory).map(Math.round);
  const third = Math.floor(resident.length / 3);
  console.log(
    `resident memory, MiB: ${Math.max(...resident)} at most; ${resident[third]} after a third of the time, ${resident.at(-1)} at the end (goal 600)`,
  );
  const { code, stored, different } = await system.end();
  console.log(
    `stored ${stored}: lost ${sent - different}, doubled ${stored - different}; the system ended with ${code}`,
  );
  if (stored !== sent || different !== sent) process.exitCode = 1;
} finally {
  system.remove();
}
