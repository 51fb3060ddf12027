/**
 * Measures the resolver on one core. Run: node scripts/run.mjs bench/locate
 * Input: the project's own texts and made-up profile strings, each many times over; prints strings per second and load time.
 */
import { readFileSync } from 'node:fs';
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

const loadMs = Math.min(...[1, 2, 3].map(() => cpuMs(() => loadGazetteer())));
console.log(`gazetteer loaded in ${loadMs.toFixed(0)} ms of CPU (best of 3)`);

const gazetteer = loadGazetteer();
const texts = readFileSync(join(root, 'test/fixtures/locate/texts.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('//'))
  .map((line) => line.split('\t')[0] ?? '');
const endings = [', ', ' ', ' • she/her • ', ' ✈ ', ' / '];
const profiles = gazetteer.places
  .filter((_, i) => i % 7 === 0)
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

measure('profile strings', 100_000, (i) => resolvePlace(gazetteer, { profile: profiles[i % profiles.length]! }));
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
