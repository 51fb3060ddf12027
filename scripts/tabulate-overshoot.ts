/**
 * Prints the table of src/core/detect/temporal/overshoot.ts. Run: node scripts/run.mjs tabulate-overshoot [--runs N]
 * How far a Shiryaev–Roberts statistic jumps past its threshold, by renewal theory: under the outage of multiplier λ the log of the
 * statistic is a random walk; ζ_λ = E[e^(threshold − where it first lands at or past it)], and false alarms come 1 ÷ Σ w_λ ζ_λ times as
 * seldom as the threshold says (Pollak 1987, Ann. Statist. 15:749; Siegmund 1985, Sequential Analysis, ch. 8). The walk is simulated.
 */
import { parseArgs } from 'node:util';
import { likelihoodRatios } from '../src/core/detect/temporal/likelihood-ratio.ts';
import { multipliers, weights } from '../src/core/detect/temporal/multipliers.ts';
import { dispersionGrid, meanGrid } from '../src/core/detect/temporal/overshoot.ts';
import { seededRandom } from '../src/core/stats/random.ts';
import { sampleNegativeBinomial } from '../src/core/stats/sample-negative-binomial.ts';

const threshold = Math.log(multipliers.length * 43_200);
const { values } = parseArgs({ options: { runs: { type: 'string', default: '20000' } } });
const runs = Number(values.runs);
const random = seededRandom(1);

interface Law {
  mean: number;
  dispersion: number;
}

/** Log-likelihood ratios of a count, for every multiplier; remembered. */
function ratiosOf(law: Law): (count: number) => number[] {
  const known = new Map<number, number[]>();
  return (count) => {
    let logs = known.get(count);
    if (!logs) {
      const out = multipliers.map(() => 1);
      const common = likelihoodRatios(count, { ...law, independence: 1 }, out);
      logs = out.map((ratio) => Math.log(ratio) + common);
      known.set(count, logs);
    }
    return logs;
  };
}

/** The next tick with arrivals under a mean: empty ticks before it, and its count. */
function nextArrivals(mean: number, dispersion: number): { empty: number; count: number } {
  if (mean > 1) return { empty: 0, count: sampleNegativeBinomial(mean, dispersion, random) };
  const logNone = dispersion === 1 ? -mean : (-mean * Math.log(dispersion)) / (dispersion - 1);
  const empty = Math.floor(Math.log(1 - random()) / logNone);
  const none = Math.exp(logNone);
  let left = (1 - none) * random();
  let term = none;
  for (let count = 0; ; count++) {
    const grow = dispersion === 1 ? mean : (1 - 1 / dispersion) * (mean / (dispersion - 1) + count);
    term *= grow / (count + 1);
    left -= term;
    if (left < 0 || term < 1e-15) return { empty, count: count + 1 };
  }
}

function zeta(multiplier: number, law: Law, logsOf: (count: number) => number[]): number {
  const index = multipliers.indexOf(multiplier);
  const none = logsOf(0)[index]!;
  const drift = multiplier * law.mean * Math.log(multiplier) - (multiplier - 1) * law.mean;
  // One tick alone lands far beyond: nothing is left of the alarm rate.
  if (drift / law.dispersion > 40) return 0;
  let sum = 0;
  for (let run = 0; run < runs; run++) {
    let at = 0;
    while (at < threshold) {
      const { empty, count } = nextArrivals(multiplier * law.mean, law.dispersion);
      at += empty * none + logsOf(count)[index]!;
    }
    sum += Math.exp(threshold - at);
  }
  return sum / runs;
}

for (const dispersion of dispersionGrid) {
  const row = meanGrid.map((mean) => {
    const law = { mean, dispersion };
    const logsOf = ratiosOf(law);
    const rate = multipliers.reduce((sum, multiplier, i) => sum + weights[i]! * zeta(multiplier, law, logsOf), 0);
    return Math.log(1 / rate).toFixed(3);
  });
  console.log(`  [${row.join(', ')}],`);
}
