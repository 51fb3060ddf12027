/**
 * Speed and room of the temporal detector. Run: node --expose-gc scripts/run.mjs bench/detect
 * 1. Minutes a second for one series, empty ones stepped through, skipped, and busy ones.
 * 2. Many strata with 1,000 arrivals a second between them: CPU per second of real time and heap per stratum, by the number of strata
 *    and by the number of arrivals. Strata without an arrival cost nothing; one is created with its first.
 */
import { createDetector, type DetectorState, step } from '../../src/core/detect/temporal/detector.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';

const start = 29_459_520;
const prior = { meanPerMinute: 0.01, strength: 60 };

function secondsOf(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function oneSeries(rate: number, everyMinute: boolean): void {
  const random = seededRandom(1);
  const minutes = 200_000;
  const counts = Array.from({ length: minutes }, () => samplePoisson(rate, random));
  const state = createDetector(prior, start);
  const seconds = secondsOf(() => {
    for (let minute = 0; minute < minutes; minute++)
      if (everyMinute || counts[minute]! > 0) step(state, start + minute, counts[minute]!);
  });
  const way = everyMinute ? 'every minute' : 'arrivals only';
  console.log(
    `  ${String(rate).padStart(5)} a minute, ${way.padEnd(13)}: ${((1e6 * seconds) / minutes).toFixed(2)} µs a minute`,
  );
}

function manyStrata(strata: number, perSecond: number): void {
  const random = seededRandom(2);
  const simulatedMinutes = 20;
  const before = heapBytes();
  const states = new Map<number, DetectorState>();
  const seconds = secondsOf(() => {
    for (let minute = 0; minute < simulatedMinutes; minute++) {
      const counts = new Map<number, number>();
      for (let i = 0; i < 60 * perSecond; i++) {
        // A square: some strata are much busier than others.
        const stratum = Math.floor(strata * random() ** 2);
        counts.set(stratum, (counts.get(stratum) ?? 0) + 1);
      }
      for (const [stratum, count] of counts) {
        const state = states.get(stratum) ?? createDetector(prior, start);
        states.set(stratum, state);
        step(state, start + minute, count);
      }
    }
  });
  const bytes = (heapBytes() - before) / states.size;
  console.log(
    `  ${strata.toLocaleString('en')} strata, ${perSecond} arrivals/s: ${(seconds / (60 * simulatedMinutes)).toFixed(4)} s of CPU a second, ` +
      `${states.size.toLocaleString('en')} touched, ${(bytes / 1024).toFixed(1)} KiB each, ${((bytes * states.size) / 2 ** 20).toFixed(0)} MiB`,
  );
}

console.log('One series:');
for (const rate of [0.02, 0.5, 10]) for (const everyMinute of [true, false]) oneSeries(rate, everyMinute);
console.log('Many strata:');
for (const strata of [1_000, 10_000, 100_000]) manyStrata(strata, 1000);
for (const perSecond of [100, 300]) manyStrata(100_000, perSecond);
