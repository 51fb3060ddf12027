/**
 * Many strata in real time on one core: brands × 20 symptoms × 60 areas with arrivals between them. Run:
 * node --expose-gc scripts/run.mjs bench/strata [--minutes N] [--brands N] [--rate N]
 * Every brand has a series of its own (shape, dispersion); each arrival updates it and its stratum; where that reaches a 64th of the
 * brand's budget, all strata of the brand are weighed together. Prints CPU a second of real time and memory, then the growth by strata and by arrivals. All strata are touched beforehand, so
 * the memory is that of a system that has run for weeks.
 */
import { parseArgs } from 'node:util';
import { weighBrand } from '../../src/core/detect/many/brand-evidence.ts';
import {
  type BrandMoment,
  bytesPerStratum,
  createStratumBank,
  type StratumBank,
  seeStratum,
  stratumInterval,
} from '../../src/core/detect/many/stratum-bank.ts';
import { createDetector, type DetectorState, step } from '../../src/core/detect/temporal/detector.ts';
import { budgetShare, noticedShare } from '../../src/core/detect/watch/alarm-budget.ts';
import { seededRandom } from '../../src/core/stats/random.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    brands: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '1000' },
  },
});
const start = 29_459_520;
const symptoms = 20;
const areas = 60;
const perBrand = symptoms * areas;
const budgetMinutes = 43_200;
const leafShare = budgetShare({ symptom: 'login', surface: '*', area: 'US-TX' });

interface Brand {
  series: DetectorState;
  bank: StratumBank;
  clock: number;
}

function secondsOf(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

function openBrand(rate: number): Brand {
  const series = createDetector({ meanPerMinute: rate, strength: 1_440 }, start - 180);
  // As after weeks: with a shape of its own.
  for (let minute = -180; minute < 0; minute++) step(series, start + minute, Math.max(1, Math.round(rate)));
  return { series, bank: createStratumBank(perBrand), clock: 0 };
}

function run(brands: number, perSecond: number, minutes: number): void {
  globalThis.gc?.();
  const random = seededRandom(3);
  const perBrandMinute = (60 * perSecond) / brands;
  const prior = { perMinute: perBrandMinute / perBrand, strength: 1_440 };
  const list = Array.from({ length: brands }, () => openBrand(perBrandMinute));
  for (const { bank } of list)
    for (let i = 0; i < perBrand; i++)
      seeStratum(bank, i, { count: 1, now: { minute: 0, clock: 1, shape: 1, dispersion: 1.5, wander: 0.01 }, prior });
  let alarms = 0;
  let weighed = 0;
  // Used again each minute: what brings the arrivals is not part of what is measured.
  const arrivals = new Uint32Array(60 * perSecond);
  const totals = new Float64Array(brands);
  let generating = 0;
  const all = secondsOf(() => {
    for (let minute = 1; minute <= minutes; minute++) {
      generating += secondsOf(() => {
        totals.fill(0);
        for (let i = 0; i < arrivals.length; i++) {
          arrivals[i] = Math.floor(random() * brands * perBrand);
          totals[Math.floor(arrivals[i]! / perBrand)]! += 1;
        }
        arrivals.sort();
      });
      for (let i = 0; i < arrivals.length; ) {
        const stratum = arrivals[i]!;
        const first = i;
        while (arrivals[i] === stratum) i++;
        const count = i - first;
        const brand = list[Math.floor(stratum / perBrand)]!;
        const index = stratum % perBrand;
        const { dispersion } = brand.series.current;
        const now: BrandMoment = { minute, clock: minute, shape: 1, dispersion, wander: 0.01 };
        seeStratum(brand.bank, index, { count, now, prior });
        if (stratumInterval(brand.bank, index, { now, prior }) * leafShare < budgetMinutes / noticedShare) continue;
        weighed += 1;
        const parts = Array.from({ length: perBrand }, (_, id) => {
          return { id, share: leafShare, intervalMinutes: stratumInterval(brand.bank, id, { now, prior }) };
        });
        if (weighBrand(parts, budgetMinutes).found.length > 0) alarms += 1;
      }
      totals.forEach((total, i) => {
        if (total > 0) step(list[i]!.series, start + minute, total);
      });
    }
  });
  const seconds = all - generating;
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  console.log(
    `  ${(brands * perBrand).toLocaleString('en').padStart(12)} strata, ${String(perSecond).padStart(5)} arrivals/s: ` +
      `${(seconds / (60 * minutes)).toFixed(4)} s of CPU a second, ${((1e6 * seconds) / (60 * minutes * perSecond)).toFixed(1)} µs an arrival, ` +
      `${((heapUsed + arrayBuffers) / 2 ** 20).toFixed(0)} MiB; ${weighed} times all strata of a brand weighed, ${alarms} alarms`,
  );
}

console.log(`${bytesPerStratum} bytes a stratum.`);
const minutes = Number(values.minutes);
run(Number(values.brands), Number(values.rate), minutes);
console.log(`  The process has taken ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB at most.`);
console.log('Growth by strata:');
for (const share of [0.01, 0.1]) run(Math.round(Number(values.brands) * share), Number(values.rate), minutes);
console.log('Growth by arrivals:');
for (const share of [0.1, 0.3]) run(Math.round(Number(values.brands) * 0.1), Number(values.rate) * share, minutes);
