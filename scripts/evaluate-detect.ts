/**
 * Judges the temporal detector. Run: node scripts/run.mjs evaluate-detect [--seed N] [--per-cell N] [--months N]
 * First the budget on calm series made here (no blips, no outages): alarms a month at a score of one month, to be about 1, each with the
 * interval that tells what of it may be chance; the last kinds, whose rate wanders by chance, are harder than what the budget is promised for.
 * Then, when ../shared/bench/detect is there and --per-cell isn't 0, its benchmark with one threshold for all streams, beside the peers' figures from its
 * README. That needs Debian's python3-numpy; PYTHON names another interpreter than /usr/bin/python3.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { command } from '../src/cli/detect.ts';
import { logGamma } from '../src/core/stats/log-gamma.ts';
import { poissonInterval } from '../src/core/stats/poisson-interval.ts';
import { calmAlarms, calmDispersions, calmKinds, calmMeans, wanderingKinds } from './evaluate/calm-series.ts';

const bench = join(import.meta.dirname, '../../shared/bench/detect');
const python = process.env.PYTHON ?? '/usr/bin/python3';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    'per-cell': { type: 'string', default: '6' },
    months: { type: 'string', default: '12' },
  },
});

function printCalm(months: number): void {
  console.log(
    `Alarms a month on calm series at a score of one month (${months} months each after 35 days), and the 95 % interval of the number that chance would have made of it:`,
  );
  const seed = Number(values.seed) * 1000;
  printKinds(months, seed, calmKinds);
  console.log('Rates that wander:');
  printKinds(months, seed + 500, wanderingKinds);
}

/** Alarms of a series a month, with the means under which so many would be no surprise. */
function told(alarms: number, months: number): string {
  const { low, high } = poissonInterval(alarms);
  return `${(alarms / months).toFixed(2)} (${(low / months).toFixed(2)} to ${(high / months).toFixed(2)})`;
}

function printKinds(months: number, seed: number, kinds: typeof calmKinds): void {
  const counts: number[] = [];
  for (const mean of calmMeans) {
    const course = 1000 * Number(values.seed) + counts.length;
    for (const [name, make] of Object.entries(kinds)) {
      const kind = make(course);
      const figures = calmDispersions.map((dispersion) => {
        const alarms = calmAlarms({ mean, kind, dispersion, seed: seed + counts.length + 1 }, months);
        counts.push(alarms);
        return `${dispersion === 1 ? 'Poisson' : 'overdispersed'} ${told(alarms, months)}`;
      });
      console.log(`  ${String(mean).padStart(5)} a minute, ${name.padEnd(8)}: ${figures.join(', ')}`);
    }
  }
  const kept = counts.filter((count) => count >= 0.5 * months && count <= 1.5 * months).length;
  const beyond = counts.filter((count) => {
    const { low, high } = poissonInterval(count);
    return low > 1.5 * months || high < 0.5 * months;
  }).length;
  const sum = counts.reduce((total, count) => total + count, 0);
  console.log(
    `  all: ${told(sum, counts.length * months)}; within 0.5 to 1.5: ${kept} of ${counts.length}, where chance leaves ` +
      `${(counts.length * shareWithin(months)).toFixed(0)} if all keep it exactly; beyond that by more than chance: ${beyond}\n`,
  );
}

/** How often a kind that keeps its budget exactly is found within 0.5 to 1.5 of it. */
function shareWithin(months: number): number {
  let share = 0;
  for (let count = Math.ceil(0.5 * months); count <= 1.5 * months; count++)
    share += Math.exp(count * Math.log(months) - months - logGamma(count + 1));
  return share;
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
if (Number(values['per-cell']) === 0) console.log('The benchmark was left out, as asked.');
else if (existsSync(join(bench, 'gen.py'))) await printBenchmark();
else console.log('The benchmark was left out: ../shared/bench/detect is not here.');
