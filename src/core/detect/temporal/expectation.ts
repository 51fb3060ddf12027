import { negativeBinomialQuantile } from '../../stats/negative-binomial-quantile.ts';
import { type Baseline, ignoranceOf, shapeAt, wanderOf } from './baseline.ts';
import { dispersionOf } from './dispersion.ts';
import { driftHours } from './drift.ts';
import { levelRate } from './level.ts';
import { slotMinutes } from './time-of-week.ts';

/** Expected reports with a 95 % band. */
export interface Expectation {
  mean: number;
  /** Variance ÷ mean of the count, ≥ 1, uncertainty of the expectation included. */
  dispersion: number;
  lower: number;
  upper: number;
  /** How much is still unknown, 0 … 1: relative standard deviation of level × shape; 1 is no knowledge, 0.1 is known to 10 %. */
  learning: number;
}

interface Watched {
  tick: number;
  baseline: Baseline;
}

/** Expected reports in `minutes` minutes from `from` on, as known now; exposure and calendar 1. Costs one shape estimate per 15 minutes. */
export function expectationOver(state: Watched, from: number, minutes: number): Expectation {
  const { baseline } = state;
  let mean = 0;
  let spread = 0;
  for (let at = from; at < from + minutes; ) {
    const end = Math.min(from + minutes, (Math.floor(at / slotMinutes) + 1) * slotMinutes);
    const rate = rateAt(state, (at + end) / 2);
    mean += rate.mean * (end - at);
    spread += rate.deviation * (end - at);
    at = end;
  }
  const dispersion = dispersionOf(baseline.dispersion) + (mean > 0 ? (spread * spread) / mean : 0);
  return {
    mean,
    dispersion,
    lower: negativeBinomialQuantile(0.025, mean, dispersion),
    upper: negativeBinomialQuantile(0.975, mean, dispersion),
    learning: Math.min(1, Math.sqrt(ignoranceOf(baseline))),
  };
}

/** Rate a minute and its standard deviation around a minute; the local rate fades back to 1 with distance from now. */
function rateAt(state: Watched, minute: number): { mean: number; deviation: number } {
  const { baseline } = state;
  const { bin, local } = baseline;
  const shape = shapeAt(baseline, Math.floor(minute / slotMinutes));
  const rate = (levelRate(baseline.level, baseline.prior, bin) * shape) / bin;
  const keep = Math.exp(-Math.abs(minute - state.tick * bin) / (60 * driftHours(baseline.drift)));
  const variance = keep * keep * local.variance + (1 - keep * keep) * wanderOf(baseline);
  return { mean: rate * (1 + keep * (local.mean - 1)), deviation: rate * Math.sqrt(variance) };
}
