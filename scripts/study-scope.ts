/**
 * Simulates outages and counts how often their scope is told right: national, regional (80–250 km around a metro), and
 * national with a worst region, at 5–60 located reports an hour in calm, decided every half hour over the first three.
 * Areas are the metros of the gazetteer and, per state, everybody whose city isn't known (a third of the posts).
 * Run: node scripts/run.mjs study-scope [outages per kind, 1000] [seed, 1]
 */
import { loadGazetteer } from '../src/adapters/assets/load-gazetteer.ts';
import type { AreaPlace } from '../src/core/detect/spatial/area-count.ts';
import { decideScope } from '../src/core/detect/spatial/scope.ts';
import { scopeCache } from '../src/core/detect/spatial/scope-cache.ts';
import { distanceKm } from '../src/core/geo/distance.ts';
import { type Random, seededRandom } from '../src/core/stats/random.ts';
import { samplePoisson } from '../src/core/stats/sample-poisson.ts';

interface StudyArea extends AreaPlace {
  name: string;
  share: number;
}

interface Outage {
  kind: 'national' | 'regional' | 'mixed';
  /** Located reports an hour in calm. */
  rate: number;
  /** Multiplier everywhere, and on top of it in the region. */
  everywhere: number;
  region: number;
  hit: Set<StudyArea>;
  /** Share of the nation inside the region. */
  share: number;
}

const outages = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? 1);
const cityUnknown = 1 / 3;
const stepsPerHour = 2;
const hours = 3;
const cache = scopeCache();
const areas = studyAreas();

function studyAreas(): StudyArea[] {
  const gazetteer = loadGazetteer();
  const parts: StudyArea[] = [];
  for (const metro of gazetteer.metros.values()) {
    metro.states.forEach((state, i) => {
      const share = metro.population * metro.shares[i]! * (1 - cityUnknown);
      parts.push({ id: `US-${state}:${metro.code}`, name: metro.name, state, lat: metro.lat, lon: metro.lon, share });
    });
  }
  for (const { code, name, population, lat, lon } of gazetteer.states.values()) {
    const inMetros = parts.filter(({ state }) => state === code).reduce((sum, { share }) => sum + share, 0);
    parts.push({ id: `US-${code}`, name, state: code, lat, lon, share: Math.max(0, population - inMetros) });
  }
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  return parts.map((area) => ({ ...area, share: area.share / total }));
}

function drawArea(random: Random): StudyArea {
  let left = random();
  return areas.find(({ share }) => (left -= share) < 0) ?? areas[0]!;
}

function drawOutage(kind: Outage['kind'], random: Random): Outage {
  let center = drawArea(random);
  while (!center.id.includes(':')) center = drawArea(random);
  const radiusKm = 80 + 170 * random();
  const hit = new Set(areas.filter((area) => distanceKm(center, area) <= radiusKm));
  const share = [...hit].reduce((sum, area) => sum + area.share, 0);
  const rate = 5 + 55 * random();
  const everywhere = kind === 'regional' ? 1 : 2 + 6 * random();
  return { kind, rate, everywhere, region: kind === 'national' ? 1 : 5, hit, share };
}

/** Scope after each step, from the counts since the outage began. */
function play(outage: Outage, random: Random): string[] {
  const observed = areas.map((): number[] => []);
  const expected = areas.map((): number[] => []);
  return Array.from({ length: hours * stepsPerHour }, () => {
    areas.forEach((area, i) => {
      const mean = (outage.rate * area.share) / stepsPerHour;
      expected[i]!.push(mean);
      observed[i]!.push(samplePoisson(mean * outage.everywhere * (outage.hit.has(area) ? outage.region : 1), random));
    });
    const n = observed.flat().reduce((a, b) => a + b, 0);
    const counts = areas.map((area, i) => ({ ...area, observed: sum(observed[i]!), expected: sum(expected[i]!) }));
    const decision = decideScope({ areas: counts, located: { n, of: n * 4 }, cache, seed });
    return decision.scope === 'national' && decision.cluster ? 'national, worst in' : decision.scope;
  });
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} % of ${whole}`;
}

function study(kind: Outage['kind'], change: Partial<Outage> = {}): { outage: Outage; scopes: string[] }[] {
  return Array.from({ length: outages }, (_, i) => {
    const random = seededRandom(seed * 4_294_967_296 + i);
    const outage = { ...drawOutage(kind, random), ...change };
    return { outage, scopes: play(outage, random) };
  });
}

function line(label: string, runs: { scopes: string[] }[], is: (scopes: string[]) => boolean): void {
  console.log(`${label.padEnd(64)} ${percent(runs.filter(({ scopes }) => is(scopes)).length, runs.length)}`);
}

const began = process.cpuUsage();
const national = study('national');
line('national ×2–8, called regional at any time within 3 h', national, (scopes) => scopes.includes('regional'));
line('national ×2–8, called regional after 3 h', national, (scopes) => scopes.at(-1) === 'regional');
line('national ×2–8, called national within 3 h', national, (scopes) => scopes.some((scope) => scope.startsWith('national')));
const regional = study('regional');
line('regional ×5, 5–60 reports an hour, found within 3 h', regional, (scopes) => scopes.includes('regional'));
const twenty = study('regional', { rate: 20 });
line('regional ×5, 20 reports an hour, found within 3 h', twenty, (scopes) => scopes.includes('regional'));
for (const least of [0.01, 0.02, 0.05]) {
  const large = twenty.filter(({ outage }) => outage.share >= least);
  line(`  of these: regions with ≥ ${100 * least} % of the people`, large, (scopes) => scopes.includes('regional'));
}
line('regional ×5, 20 reports an hour, ever called national', twenty, (scopes) => scopes.some((scope) => scope.startsWith('national')));
const mixed = study('mixed');
line('mixed, called national with a worst region within 3 h', mixed, (scopes) => scopes.includes('national, worst in'));
line('mixed, called regional at any time', mixed, (scopes) => scopes.includes('regional'));
const cpu = process.cpuUsage(began);
console.log(`${((cpu.user + cpu.system) / 1000 / (4 * outages * hours * stepsPerHour)).toFixed(2)} ms of CPU a decision, ${areas.length} areas`);
