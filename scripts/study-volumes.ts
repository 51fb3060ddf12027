/**
 * Outages in busy series whose rate wanders and has storms: made tweet volumes (`evaluate/tweet-volumes.ts`) in bins of five minutes, three
 * hours of ×8 in each. How many are found within the hour, and after how many bins, at the threshold that a share of all other bins passes:
 * what the order of the scores is worth, whatever a budget says; and at a score of a month. Taken for mentions, as is usual, and for reports.
 * Run: node scripts/run.mjs study-volumes [--seeds 12] [--first 101]
 */
import { parseArgs } from 'node:util';
import { scoreSeries } from './evaluate/score-series.ts';
import { tweetVolumes } from './evaluate/tweet-volumes.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '12' }, first: { type: 'string', default: '101' } },
});
const rows = 15_902;
const hour = 12;
const begins = [6_000, 9_500, 13_000];
const events = begins.map((from) => ({ from, to: from + hour, factor: 8 }));
/** Bins after an outage's begin that are neither it nor calm. */
const aftermath = 72;
const firstMinute = 29_460_822;
const month = 43_200;

for (const what of ['mentions', 'reports']) {
  console.log(`taken for ${what}:`);
  for (const mean of [1.5, 20, 90]) await tell(mean, what);
}

async function tell(mean: number, what: string): Promise<void> {
  const scored = await Promise.all(
    Array.from({ length: Number(values.seeds) }, (_, n) => scoresOf(mean, Number(values.first) + n, what)),
  );
  const calm = scored.flatMap((scores) => scores.filter((_, row) => !isNearEvent(row)).filter((score) => score >= 0));
  calm.sort((a, b) => b - a);
  const found = [0.001, 0.003, 0.01].map(
    (share) => `${100 * share} % above: ${foundAbove(scored, calm[Math.floor(share * calm.length)]!)}`,
  );
  const loud = `${((100 * calm.filter((score) => score > month).length) / calm.length).toFixed(2)} % above a month`;
  console.log(`${mean} in five minutes: ${found.join('; ')}; ${loud}: ${foundAbove(scored, month)}`);
}

function isNearEvent(row: number): boolean {
  return begins.some((from) => row >= from && row < from + aftermath);
}

function foundAbove(scored: number[][], threshold: number): string {
  const delays = scored.flatMap((scores) =>
    begins.map((from) => scores.slice(from, from + hour).findIndex((score) => score > threshold)),
  );
  const found = delays.filter((delay) => delay >= 0);
  const mean = delays.reduce((sum, delay) => sum + (delay < 0 ? hour : delay), 0) / delays.length;
  return `${found.length} of ${delays.length} found, after ${mean.toFixed(2)} bins`;
}

/** Score of each row, −1 before the ninth day. */
function scoresOf(mean: number, seed: number, what: string): Promise<number[]> {
  const counts = tweetVolumes({ mean, rows, seed, events });
  const series = counts.map((count, row) => ({ minute: firstMinute + 5 * row, count }));
  return scoreSeries(series, ['--bin', '5', '--from-day', '8', '--counts', what]);
}
