/**
 * Measures the resolver on one core. Run: node scripts/run.mjs bench/locate
 * Input: the project's own texts and made-up profile strings, each many times over; prints strings per second, and what the
 * gazetteer takes on disk and, in a fresh process, to load.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadGazetteer } from '../../src/adapters/assets/load-gazetteer.ts';
import { resolvePlace } from '../../src/core/geo/resolve-place.ts';

const root = join(import.meta.dirname, '../..');
const goal = 20_000;

/** CPU time of `work` in ms: other processes on the machine don't count. */
function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const loadGoalMs = 200;
const freshProcess = '--load-in-this-process';

if (process.argv.includes(freshProcess)) {
  console.log(JSON.stringify(loadOnce()));
  process.exit();
}
printLoads();

const gazetteer = loadGazetteer();
const texts = readFileSync(join(root, 'test/fixtures/locate/texts.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('//'))
  .map((line) => line.split('\t')[0] ?? '');
const endings = [', ', ' ', ' • she/her • ', ' ✈ ', ' / '];
const profiles = gazetteer.places
  .all()
  .map(
    (place, i) =>
      `${place.name}${endings[i % endings.length]}${i % 3 === 0 ? place.state : gazetteer.states.get(place.state)?.name}`,
  )
  .concat([
    'Somewhere over the rainbow',
    'none of your business',
    'Planet Earth 🌎',
    'your moms house',
    'Tokyo, Japan',
    'Gotham Citty',
  ]);

measure('profile strings (more different ones than are remembered)', 100_000, (i) =>
  resolvePlace(gazetteer, { profile: profiles[i % profiles.length]! }),
);
measure('running texts', 100_000, (i) => resolvePlace(gazetteer, { text: texts[i % texts.length]! }));
measure('points', 100_000, (i) =>
  resolvePlace(gazetteer, { geo: { lat: 25 + ((i * 7919) % 2400) / 100, lon: -125 + ((i * 104_729) % 5800) / 100 } }),
);

function measure(what: string, n: number, work: (i: number) => unknown): void {
  for (let i = 0; i < n / 10; i++) work(i);
  const ms = cpuMs(() => {
    for (let i = 0; i < n; i++) work(i);
  });
  const perSecond = (n / ms) * 1000;
  console.log(
    `${what}: ${Math.round(perSecond)} per second of one core (goal ${goal}${perSecond < goal ? ', missed' : ''})`,
  );
}

/** What loading takes here: ms by the clock and of CPU, then bytes that stay on the heap and in buffers. */
function loadOnce(): { wallMs: number; ms: number; heap: number; buffers: number } {
  const collect = (globalThis as { gc?: () => void }).gc;
  collect?.();
  const before = process.memoryUsage();
  const beganAt = performance.now();
  let loaded: unknown = null;
  const ms = cpuMs(() => {
    loaded = loadGazetteer();
  });
  const wallMs = performance.now() - beganAt;
  collect?.();
  const after = process.memoryUsage();
  if (loaded === null) throw new Error('nothing was loaded');
  return { wallMs, ms, heap: after.heapUsed - before.heapUsed, buffers: after.arrayBuffers - before.arrayBuffers };
}

function printLoads(): void {
  const run = join(root, 'scripts/run.mjs');
  const loads = [1, 2, 3, 4, 5].map(() => {
    const child = spawnSync(process.execPath, ['--expose-gc', run, 'bench/locate', freshProcess], { encoding: 'utf8' });
    return JSON.parse(child.stdout) as ReturnType<typeof loadOnce>;
  });
  const slowest = loads.toSorted((a, b) => b.wallMs - a.wallMs)[0]!;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const onDisk = statSync(join(root, 'data/gazetteer/packed.bin')).size;
  console.log(
    `gazetteer: ${slowest.wallMs.toFixed(0)} ms to load in a fresh process, slowest of 5 (${slowest.ms.toFixed(0)} ms of CPU; goal ${loadGoalMs}${slowest.wallMs < loadGoalMs ? '' : ', missed'}); ${megabytes(onDisk)} on disk, ${megabytes(slowest.heap)} of heap, ${megabytes(slowest.buffers)} in buffers`,
  );
}
