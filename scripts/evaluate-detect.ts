/**
 * Judges the temporal detector. Run: node scripts/run.mjs evaluate-detect [--seed N] [--per-cell N] [--months N]
 * First the budget on calm series made here (no blips, no outages): alarms a month at a score of one month, to be about 1; the last
 * kinds, whose rate wanders by chance, are harder than what the budget is promised for.
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
import { seededRandom } from '../src/core/stats/random.ts';
import { sampleNegativeBinomial } from '../src/core/stats/sample-negative-binomial.ts';

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

/** What happens on a calm series besides its noise: nothing that an alarm would be right about. */
interface Calm {
  /** Factor on the rate. */
  rate(minute: number): number;
  observed?(minute: number): boolean;
}

/** A rate that wanders: its log is an Ornstein–Uhlenbeck process with this deviation and memory, in steps of ten minutes. */
function wandering(deviation: number, hours: number, seed: number): Calm {
  const random = seededRandom(seed);
  const keep = Math.exp(-10 / (60 * hours));
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const logs = [deviation * normal()];
  return {
    rate(minute) {
      const at = Math.floor(minute / 10);
      while (logs.length <= at + 1) logs.push(keep * logs.at(-1)! + deviation * Math.sqrt(1 - keep * keep) * normal());
      const share = minute / 10 - at;
      return Math.exp((1 - share) * logs[at]! + share * logs[at + 1]! - (deviation * deviation) / 2);
    },
  };
}

const growthPerMinute = Math.LN2 / (49 * 1440);
const calmKinds: Record<string, Calm> = {
  steady: { rate: () => 1 },
  daily: { rate: (minute) => 1 + 0.8 * Math.sin((2 * Math.PI * minute) / 1440) },
  weekly: {
    rate: (minute) =>
      (1 + 0.8 * Math.sin((2 * Math.PI * minute) / 1440)) * (Math.floor(minute / 1440) % 7 > 4 ? 0.5 : 1.2),
  },
  // Doubles in seven weeks, for seven weeks, and falls as fast: up and down without end.
  trending: {
    rate: (minute) => Math.exp(growthPerMinute * Math.abs((minute % (98 * 1440)) - 49 * 1440)),
  },
  // Three hours are missing every five days.
  gaps: { rate: () => 1, observed: (minute) => minute % 7200 >= 180 },
};

/** Rates that wander, by their own seeds: within hours, within a day, and as a random walk of a tenth a day, held at ±32 %. */
const wanderingKinds: Record<string, (seed: number) => Calm> = {
  'in 2 h': (seed) => wandering(0.25, 2, seed),
  'in 6 h': (seed) => wandering(0.25, 6, seed),
  'in 24 h': (seed) => wandering(0.3, 24, seed),
  walking: (seed) => wandering(0.1 * Math.sqrt(10), 480, seed),
};

interface CalmSeries {
  mean: number;
  kind: Calm;
  dispersion: number;
  seed: number;
}

function calmAlarms({ mean, kind, dispersion, seed }: CalmSeries, months: number): number {
  const random = seededRandom(seed);
  const state = createDetector({ meanPerMinute: 1, strength: 1 }, start);
  let alarms = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let minute = 0; minute < historyMinutes + months * month; minute++) {
    const observed = kind.observed?.(minute) ?? true;
    const count = observed ? sampleNegativeBinomial(mean * kind.rate(minute), dispersion, random) : 0;
    step(state, start + minute, count, observed ? undefined : { exposure: 0 });
    if (minute < historyMinutes || minute - last < refractoryMinutes) continue;
    if (recurrenceIntervalMinutes(state) < month) continue;
    last = minute;
    alarms += 1;
  }
  return alarms;
}

function printCalm(months: number): void {
  console.log(`Alarms a month on calm series at a score of one month (${months} months each after 35 days):`);
  const seed = Number(values.seed) * 1000;
  const wander = Object.entries(wanderingKinds);
  printKinds(months, seed, () => Object.entries(calmKinds));
  console.log('Rates that wander:');
  printKinds(months, seed + 500, (series) => wander.map(([name, make]) => [name, make(seed + series)]));
}

function printKinds(months: number, seed: number, kindsOf: (series: number) => [string, Calm][]): void {
  const rates: number[] = [];
  for (const mean of [0.02, 0.1, 0.5, 2, 10])
    for (const [name, kind] of kindsOf(rates.length)) {
      const figures = [1, 2].map((dispersion) => {
        const alarms = calmAlarms({ mean, kind, dispersion, seed: seed + rates.length + 1 }, months);
        rates.push(alarms / months);
        return `${dispersion === 1 ? 'Poisson' : 'overdispersed'} ${(alarms / months).toFixed(2)}`;
      });
      console.log(`  ${String(mean).padStart(5)} a minute, ${name.padEnd(8)}: ${figures.join(', ')}`);
    }
  const kept = rates.filter((rate) => rate >= 0.5 && rate <= 1.5).length;
  const all = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  console.log(`  all: ${all.toFixed(2)}; within 0.5 to 1.5: ${kept} of ${rates.length}\n`);
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
