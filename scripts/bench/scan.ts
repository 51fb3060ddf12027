/**
 * Measures the space–time permutation scan at the size of SaTScan's reference run: 333 cities × 72 hours × 12 windows × 999
 * replicates, which takes SaTScan 10.3.2 2.8 s of CPU. The cities are the country's largest, counts about 19 an hour by
 * population, drawn by a stated seed. CPU time counts, but a machine that does other work makes it longer: the least of all
 * runs is printed beside the median. The first runs, in which the code is compiled, count too. Each
 * run makes all anew but the circles, which are made before; what they take is printed as well.
 * Last, what it costs to judge anew where an incident is, as is done once a minute while a brand alarms: all areas of the country.
 * Run: node scripts/run.mjs bench/scan [replicates, 999] [runs, 9]
 */
import { loadGazetteer } from '../../src/adapters/assets/load-gazetteer.ts';
import { circleOrders } from '../../src/core/detect/spatial/circle-orders.ts';
import { nullSampler } from '../../src/core/detect/spatial/null-sampler.ts';
import { replicateMaxima } from '../../src/core/detect/spatial/replicate-maxima.ts';
import { scan } from '../../src/core/detect/spatial/scan.ts';
import { scanStream } from '../../src/core/detect/spatial/scan-stream.ts';
import { scanWindows } from '../../src/core/detect/spatial/scan-window.ts';
import { zoneFamily } from '../../src/core/detect/spatial/zone-family.ts';
import { fitGumbel } from '../../src/core/stats/gumbel.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';
import { type AreaSum, judgeScope, scopeKnowledge } from '../../src/pipeline/judge-scope.ts';

const locations = 333;
const intervals = 72;
const longest = 12;
const satscanMs = 2800;
const replicates = Number(process.argv[2] ?? 999);
const runs = Number(process.argv[3] ?? 9);

const gazetteer = loadGazetteer();

function largestCities(): { weights: number[]; first: number[]; second: number[] } {
  const cities = gazetteer.places
    .all()
    .filter(({ partOf }) => partOf === null)
    .toSorted((a, b) => b.population - a.population)
    .slice(0, locations);
  return {
    weights: cities.map(({ population }) => population),
    first: cities.map(({ lat }) => lat),
    second: cities.map(({ lon }) => lon),
  };
}

function cpuMs(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const random = seededRandom(72);
const cities = largestCities();
const people = cities.weights.reduce((a, b) => a + b, 0);
const cases = Float64Array.from({ length: locations * intervals }, (_, i) =>
  samplePoisson((19 * cities.weights[Math.floor(i / intervals)]!) / people, random),
);
const data = { locations, intervals, cases };
const ids = cities.weights.map((_, i) => String(i + 1));
const margins = cities.weights.map((_, i) =>
  cases.subarray(i * intervals, (i + 1) * intervals).reduce((a, b) => a + b, 0),
);
const windows = scanWindows(intervals, longest);
const circles = () =>
  zoneFamily(circleOrders(ids, { geometry: 'sphere', ...cities }, { weights: margins, maxShare: 0.5 }));
const family = circles();
const problem = () => ({
  family,
  windows,
  streams: [scanStream('stp', data, windows)],
  minCases: 2,
});
const whole: number[] = [];
const alone: number[] = [];
const around: number[] = [];
for (let run = 0; run < runs; run++) {
  around.push(cpuMs(() => circles()));
  alone.push(cpuMs(() => scan(problem())));
  whole.push(
    cpuMs(() => {
      const given = problem();
      scan(given);
      const samplers = [nullSampler('stp', data, longest)];
      fitGumbel(
        replicateMaxima({
          problem: given,
          samplers,
          used: longest,
          intervals,
          replicates,
          seed: run,
        }),
      );
    }),
  );
}
const first = whole[0]!;
console.log(`${family.members.length} zones × ${longest} windows, ${cases.reduce((a, b) => a + b, 0)} cases`);
line(`scan with ${replicates} replicates (first ${first.toFixed(1)} ms)`, whole);
line('scan with a cached null fit', alone);
console.log(`circles: median ${median(around).toFixed(1)} ms of CPU, least ${Math.min(...around).toFixed(1)}`);
judgeUpdates(60);

/** Minute after minute of an outage in Texas: some hundred located reports, a few more each time. */
function judgeUpdates(updates: number): void {
  const knowledge = scopeKnowledge(gazetteer);
  const counts = new Map<string, number>();
  const add = (area: string, more: number) => counts.set(area, (counts.get(area) ?? 0) + more);
  const times = Array.from({ length: updates + 1 }, () => {
    for (const { id, state, share } of knowledge.areas) {
      const more = samplePoisson(5 * share * (state === 'TX' ? 5 : 1), random);
      if (more === 0) continue;
      add(id, more);
      if (id.includes(':')) add(`US-${state}`, more);
    }
    const areas = [...counts].map(([area, observed]): AreaSum => ({ symptom: '*', surface: '*', area, observed }));
    return cpuMs(() => judgeScope(areas, [], { knowledge, expectedLocated: 60 }));
  }).slice(1);
  console.log(
    `where an incident is, judged anew over ${knowledge.areas.length} areas: median ${median(times).toFixed(1)} ms of CPU over ${updates} updates, least ${Math.min(...times).toFixed(1)}`,
  );
}

function line(what: string, times: number[]): void {
  const [least, middle] = [Math.min(...times), median(times)];
  console.log(
    `${what}: median ${middle.toFixed(1)} ms of CPU over ${times.length} runs, least ${least.toFixed(1)}; SaTScan takes ${(satscanMs / middle).toFixed(0)} times as long, ${(satscanMs / least).toFixed(0)} times`,
  );
}
