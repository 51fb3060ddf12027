/**
 * Judges the temporal detector. Run: node scripts/run.mjs evaluate-detect [--seed N] [--per-cell N] [--months N]
 * First the budget on calm series made here (no blips, no outages): alarms a month at a score of one month, to be about 1 or less.
 * Then, when ../shared/bench/detect is there, its benchmark with one threshold for all streams, beside the peers' figures from its
 * README. That needs Debian's python3-numpy; PYTHON names another interpreter than /usr/bin/python3.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { command } from '../src/cli/detect.ts';
import { createDetector, recurrenceIntervalMinutes, step } from '../src/core/detect/temporal/detector.ts';
import { type Random, seededRandom } from '../src/core/stats/random.ts';
import { samplePoisson } from '../src/core/stats/sample-poisson.ts';

const bench = join(import.meta.dirname, '../../shared/bench/detect');
const python = process.env.PYTHON ?? '/usr/bin/python3';
const month = 43_200;
const start = 29_459_520;
const historyMinutes = 35 * 1440;
const refractoryMinutes = 240;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    'per-cell': { type: 'string', default: '6' },
    months: { type: 'string', default: '12' },
  },
});

/** Negative binomial count of variance = dispersion·mean: a Poisson number of logarithmic clusters (Quenouille 1949). */
function sampleCount(mean: number, dispersion: number, random: Random): number {
  if (dispersion === 1) return samplePoisson(mean, random);
  const p = 1 - 1 / dispersion;
  let count = 0;
  for (let left = samplePoisson((mean * Math.log(dispersion)) / (dispersion - 1), random); left > 0; left--) {
    let term = -p / Math.log1p(-p);
    let size = 1;
    for (let u = random(); u > term && size < 1000; size++) {
      u -= term;
      term *= (p * size) / (size + 1);
    }
    count += size;
  }
  return count;
}

function calmAlarms(
  series: { rate: number; daily: boolean; dispersion: number; seed: number },
  months: number,
): number {
  const random = seededRandom(series.seed);
  const state = createDetector({ meanPerMinute: 1, strength: 1 }, start);
  let alarms = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let minute = 0; minute < historyMinutes + months * month; minute++) {
    const shape = series.daily ? 1 + 0.8 * Math.sin((2 * Math.PI * minute) / 1440) : 1;
    step(state, start + minute, sampleCount(series.rate * shape, series.dispersion, random));
    if (minute < historyMinutes || minute - last < refractoryMinutes) continue;
    if (recurrenceIntervalMinutes(state) < month) continue;
    last = minute;
    alarms += 1;
  }
  return alarms;
}

function printCalm(months: number): void {
  console.log(`Alarms a month on calm series at a score of one month (${months} months each after 35 days):`);
  let total = 0;
  let cells = 0;
  for (const rate of [0.02, 0.1, 0.5, 2, 10])
    for (const daily of [false, true]) {
      const figures = [1, 2].map((dispersion) => {
        const alarms = calmAlarms({ rate, daily, dispersion, seed: Number(values.seed) * 1000 + cells }, months);
        total += alarms / months;
        cells += 1;
        return `${dispersion === 1 ? 'Poisson' : 'overdispersed'} ${(alarms / months).toFixed(2)}`;
      });
      console.log(`  ${String(rate).padStart(5)} a minute, ${daily ? 'daily ' : 'steady'}: ${figures.join(', ')}`);
    }
  console.log(`  all: ${(total / cells).toFixed(2)}\n`);
}

function runPython(script: string, args: string[]): string {
  const { status, stdout, stderr } = spawnSync(python, [join(bench, script), ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`);
  return stdout;
}

async function printBenchmark(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'evaluate-detect-'));
  try {
    runPython('gen.py', ['--out', folder, '--seed', values.seed, '--per-cell', values['per-cell']]);
    const began = process.cpuUsage();
    const { stdin, stdout, stderr, env } = process;
    const io = { stdin, stdout, stderr, env, cwd: folder, signal: new AbortController().signal };
    await command.run(['--in', 'counts.csv', '--out', 'scores.csv'], io);
    const { user, system } = process.cpuUsage(began);
    console.log(
      `Benchmark, seed ${values.seed}, ${values['per-cell']} streams a cell; ${((user + system) / 1e6).toFixed(1)} s of CPU to score`,
    );
    const args = [
      '--data',
      folder,
      `outcry=${join(folder, 'scores.csv')}`,
      '--far',
      'month',
      '--group',
      'none',
      '--set',
      'core',
      '--by',
      'baseline',
    ];
    console.log(runPython('score.py', args));
  } finally {
    rmSync(folder, { recursive: true });
  }
  const table = readFileSync(join(bench, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  console.log(`Peers, from the benchmark's README (its own seed, all streams):\n${table.join('\n')}`);
}

printCalm(Number(values.months));
if (existsSync(join(bench, 'gen.py'))) await printBenchmark();
else console.log('The benchmark was left out: ../shared/bench/detect is not here.');
