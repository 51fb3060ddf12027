/**
 * Simulates outages and counts how often their scope is told right, decided every half hour over the first three.
 * Kinds: national; regional, 80–250 km around a metro drawn by population; mixed, national with one region hit five times harder.
 * Volume: 5–60 located reports an hour while it lasts. "×5" is the lift of the whole brand's reports, as the alert sees
 * it: four fifths are surplus, and in a regional outage all of the surplus comes from the region. Two other readings
 * follow. The region's own reports rise fivefold to 20 an hour. Or the nation's usual rate is 20 an hour and only the region's
 * own part of it rises fivefold: that is some eight reports more in three hours, and a test that knows the region beforehand,
 * which no other can beat by much, finds two thirds; its share is printed beside ours. Areas are the metros of the gazetteer and, per state,
 * everybody whose city isn't known (a third of the located posts), in the region and out of it.
 * Run: node scripts/run.mjs study-scope [outages per kind, 1000] [seed, 1]
 */
import { loadGazetteer } from '../src/adapters/assets/load-gazetteer.ts';
import type { AreaPlace } from '../src/core/detect/spatial/area-count.ts';
import { absoluteLlr } from '../src/core/detect/spatial/log-likelihood.ts';
import { decideScope } from '../src/core/detect/spatial/scope.ts';
import { scopeCache } from '../src/core/detect/spatial/scope-cache.ts';
import { poissonRatioP } from '../src/core/detect/spatial/significance.ts';
import { distanceKm } from '../src/core/geo/distance.ts';
import { type Random, seededRandom } from '../src/core/stats/random.ts';
import { samplePoisson } from '../src/core/stats/sample-poisson.ts';

interface StudyArea extends AreaPlace {
  name: string;
  /** Share of the nation's located posts. */
  share: number;
}

interface Outage {
  /** Usual located reports an hour. */
  usual: number;
  /** Located reports an hour per area while it lasts. */
  rates: number[];
  /** Per area the part of its people that live in the region, 0..1. */
  hit: number[];
}

interface Run {
  scopes: string[];
  /** p-value, after all hours, of a test that knows the region. */
  oracleP: number;
  /** Share of the nation that lives in the region. */
  share: number;
}

const outages = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? 1);
const cityUnknown = 1 / 3;
const stepsPerHour = 2;
const hours = 3;
const cache = scopeCache();
const areas = studyAreas();
let decisions = 0;

function studyAreas(): StudyArea[] {
  const gazetteer = loadGazetteer();
  const parts: StudyArea[] = [];
  for (const metro of gazetteer.metros.values()) {
    metro.states.forEach((state, i) => {
      const share = metro.population * metro.shares[i]! * (1 - cityUnknown);
      parts.push({
        id: `US-${state}:${metro.code}`,
        name: metro.name,
        state,
        lat: metro.lat,
        lon: metro.lon,
        share,
      });
    });
  }
  for (const { code, name, population, lat, lon } of gazetteer.states.values()) {
    const inMetros = sum(parts.filter(({ state }) => state === code).map(({ share }) => share));
    parts.push({
      id: `US-${code}`,
      name,
      state: code,
      lat,
      lon,
      share: Math.max(0, population - inMetros),
    });
  }
  const total = sum(parts.map(({ share }) => share));
  return parts.map((area) => ({ ...area, share: area.share / total }));
}

function isMetro(area: StudyArea): boolean {
  return area.id.includes(':');
}

/** A metro drawn by population and all within 80–250 km; of a state's other people the part that its hit metros have. */
function drawRegion(random: Random): number[] {
  const metros = areas.filter(isMetro);
  let left = random() * sum(metros.map(({ share }) => share));
  const center = metros.find(({ share }) => {
    left -= share;
    return left < 0;
  })!;
  const radiusKm = 80 + 170 * random();
  const inside = new Set(metros.filter((metro) => distanceKm(center, metro) <= radiusKm));
  return areas.map((area) => {
    if (isMetro(area)) return inside.has(area) ? 1 : 0;
    const neighbors = metros.filter(({ state }) => state === area.state);
    const share = sum(neighbors.filter((metro) => inside.has(metro)).map((metro) => metro.share));
    return share / Math.max(1e-12, sum(neighbors.map((metro) => metro.share)));
  });
}

function national(volume: number, lift: number): Outage {
  return {
    usual: volume / lift,
    rates: areas.map(({ share }) => volume * share),
    hit: areas.map(() => 0),
  };
}

function regional(volume: number, lift: number, hit: number[]): Outage {
  const usual = volume / lift;
  const people = sum(areas.map(({ share }, i) => share * hit[i]!));
  return {
    usual,
    hit,
    rates: areas.map(({ share }, i) => usual * share + ((volume - usual) * share * hit[i]!) / people),
  };
}

/** The region's rate is `times` that of the rest, everything together comes to `volume`. */
function mixed(volume: number, lift: number, { hit, times }: { hit: number[]; times: number }): Outage {
  const weights = areas.map(({ share }, i) => share * (1 + (times - 1) * hit[i]!));
  return {
    usual: volume / lift,
    hit,
    rates: weights.map((weight) => (volume * weight) / sum(weights)),
  };
}

/** The region's rate rises `times`-fold over a usual national rate, elsewhere nothing happens. */
function faint(usual: number, times: number, hit: number[]): Outage {
  return {
    usual,
    hit,
    rates: areas.map(({ share }, i) => usual * share * (1 + (times - 1) * hit[i]!)),
  };
}

/** Scope after each step, from the counts since the outage began. */
function play({ usual, rates, hit }: Outage, random: Random): Run {
  const observed = areas.map(() => 0);
  const scopes: string[] = [];
  for (let step = 1; step <= hours * stepsPerHour; step++) {
    rates.forEach((rate, i) => {
      observed[i]! += samplePoisson(rate / stepsPerHour, random);
    });
    const n = sum(observed);
    const counts = areas.map((area, i) => ({
      ...area,
      observed: observed[i]!,
      expected: (usual * area.share * step) / stepsPerHour,
    }));
    const { scope, cluster } = decideScope({
      areas: counts,
      located: { n, of: n * 4 },
      cache,
      seed,
    });
    decisions++;
    scopes.push(scope === 'national' && cluster ? 'national, worst in' : scope);
  }
  const share = sum(areas.map((area, i) => area.share * hit[i]!));
  const inside = sum(observed.filter((_, i) => hit[i]! > 0.5));
  const expected = usual * hours * sum(areas.filter((_, i) => hit[i]! > 0.5).map((area) => area.share));
  return {
    scopes,
    oracleP: expected > 0 ? poissonRatioP(absoluteLlr(inside, expected)) : 1,
    share,
  };
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function study(make: (random: Random) => Outage): Run[] {
  return Array.from({ length: outages }, (_, i) => {
    const random = seededRandom(seed * 4_294_967_296 + i);
    return play(make(random), random);
  });
}

function line(label: string, runs: Run[], is: (run: Run) => boolean): void {
  const found = runs.filter(is).length;
  console.log(`${label.padEnd(74)} ${((100 * found) / runs.length).toFixed(1).padStart(5)} % of ${runs.length}`);
}

const any = (scope: string) => (run: Run) => run.scopes.includes(scope);
const volumeOf = (random: Random) => 5 + 55 * random();
const began = process.cpuUsage();

const nationals = study((random) => national(volumeOf(random), 2 + 6 * random()));
line('national ×2–8: called regional at any time', nationals, any('regional'));
line('national ×2–8: called national at some time', nationals, (run) =>
  run.scopes.some((scope) => scope.startsWith('national')),
);
const surge = study((random) => regional(volumeOf(random), 5, drawRegion(random)));
line('regional ×5, 5–60 reports an hour: found within 3 h', surge, any('regional'));
const twenty = study((random) => regional(20, 5, drawRegion(random)));
line('regional ×5, 20 reports an hour: found within 3 h', twenty, any('regional'));
line('regional ×5, 20 reports an hour: found within 1 h', twenty, (run) =>
  run.scopes.slice(0, stepsPerHour).includes('regional'),
);
line('regional ×5, 20 reports an hour: called national at any time', twenty, (run) =>
  run.scopes.some((scope) => scope.startsWith('national')),
);
const twice = study((random) => regional(20, 2, drawRegion(random)));
line('regional ×2, 20 reports an hour: found within 3 h', twice, any('regional'));
const both = study((random) =>
  mixed(volumeOf(random), 2 + 6 * random(), {
    hit: drawRegion(random),
    times: 5,
  }),
);
line('mixed, region hit 5 times harder: national with a worst region', both, any('national, worst in'));
line('mixed: national, with a worst region or without, at the end', both, (run) =>
  run.scopes.at(-1)!.startsWith('national'),
);
line('mixed: called regional at any time', both, any('regional'));
const own = study((random) => {
  const hit = drawRegion(random);
  const share = sum(areas.map((area, i) => area.share * hit[i]!));
  return faint(4 / share, 5, hit);
});
line('the region’s own reports ×5, to 20 an hour: found within 3 h', own, any('regional'));
line('the region’s own reports ×5, to 20 an hour: found within 1 h', own, (run) =>
  run.scopes.slice(0, stepsPerHour).includes('regional'),
);
line('the region’s own reports ×5, to 20 an hour: called national at any time', own, (run) =>
  run.scopes.some((scope) => scope.startsWith('national')),
);
const hard = study((random) => faint(20, 5, drawRegion(random)));
line('usually 20 an hour, only the region ×5: found within 3 h', hard, any('regional'));
line('  by a test that knows the region, same level', hard, (run) => run.oracleP <= 0.02);
for (const least of [0.01, 0.03]) {
  const large = hard.filter((run) => run.share >= least);
  line(`  regions with ≥ ${100 * least} % of the people: found`, large, any('regional'));
  line(
    `  regions with ≥ ${100 * least} % of the people: by a test that knows the region`,
    large,
    (run) => run.oracleP <= 0.02,
  );
}
line('usually 20 an hour, only the region ×5: called national at any time', hard, (run) =>
  run.scopes.some((scope) => scope.startsWith('national')),
);
const cpu = process.cpuUsage(began);
console.log(
  `${((cpu.user + cpu.system) / 1000 / decisions).toFixed(2)} ms of CPU a decision with its simulation, ${areas.length} areas, ${cache.fits.size} null fits`,
);
