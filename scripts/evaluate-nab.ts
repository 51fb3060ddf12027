/**
 * Scores the detector on the tweet volumes of the Numenta Anomaly Benchmark, which is not part of this project: --data names a checkout of
 * github.com/numenta/NAB. Run: node scripts/run.mjs evaluate-nab --data FOLDER
 * Prints the standard score at the one threshold that is best for it, as for every detector there, and at stated budgets.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bestNabResult, type NabResult, type NabSeries, nabResultAt } from './evaluate/nab-score.ts';
import { scoreSeries } from './evaluate/score-series.ts';

const binMinutes = 5;
const budgets = { hour: 60, day: 1_440, week: 10_080, month: 43_200, year: 525_600 };

const { values } = parseArgs({ options: { data: { type: 'string' } } });
if (values.data === undefined) throw new Error('--data must name a checkout of github.com/numenta/NAB');
const folder = join(values.data, 'data/realTweets');
const labels = JSON.parse(readFileSync(join(values.data, 'labels/combined_windows.json'), 'utf8')) as Record<
  string,
  [string, string][]
>;

const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
const series: NabSeries[] = [];
for (const name of names) series.push(await scoreFile(name));
console.log(`${names.length} series of tweet volumes, every ${binMinutes} minutes`);
print('best threshold', bestNabResult(series));
for (const [name, minutes] of Object.entries(budgets)) print(`one a ${name}`, nabResultAt(series, minutes));
for (const [n, name] of names.entries()) print(`  ${name}, its best threshold`, bestNabResult([series[n]!]));

function print(what: string, { score, threshold, found, windows, falsePositives }: NabResult): void {
  console.log(
    `${what}: standard score ${score.toFixed(1)}; ${found} of ${windows} windows found, ${falsePositives} rows outside at a score of ${Math.round(threshold)} minutes`,
  );
}

async function scoreFile(name: string): Promise<NabSeries> {
  const rows = readFileSync(join(folder, name), 'utf8').trim().split('\n').slice(1);
  const times = rows.map((row) => row.slice(0, 19));
  const minutes = times.map((time) => Math.floor(Date.parse(`${time.replace(' ', 'T')}Z`) / 60_000));
  const counts = rows.map((row, n) => ({ minute: minutes[n]!, count: Number(row.slice(20)) }));
  const scores = await scoreSeries(counts, ['--bin', String(binMinutes), '--from-day', '0']);
  const windows = (labels[`realTweets/${name}`] ?? []).map((window) => {
    const [first, last] = window.map((time) => times.indexOf(time.slice(0, 19)));
    if (first! < 0 || last! < 0) throw new Error(`${name}: no row at ${window.join(' or ')}`);
    return { first: first!, last: last! };
  });
  return { scores, windows };
}
