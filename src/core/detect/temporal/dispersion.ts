import { settings } from './settings.ts';

/** A slot's share of the past that stays: memory of 3,300 slots, five weeks. */
const keep = 0.9997;
/** Residuals beyond this many standard deviations count as this. */
const clip = 3;

/** Log-odds by which noise in proportion to the mean is believed beforehand, and the mean from which a tick's noise can tell. */
const priorLead = 4;
const leastMean = 1.5;

/** Sums behind the dispersion of whole slots (`squares`, `expected`) and of ticks (`tickSquares`, `tickReports`), and the residual of the slot before. `lastExpected` 0: there is none. */
export interface Dispersion {
  squares: number;
  expected: number;
  tickSquares: number;
  tickReports: number;
  /** Sum of the squared means of ticks. */
  tickMeanSquares: number;
  /** Log-likelihood that noise in proportion to the mean, and noise in proportion to its square, have earned. */
  earned: [number, number];
  lastResidual: number;
  lastExpected: number;
}

export function unknownDispersion(): Dispersion {
  return {
    squares: 0,
    expected: 0,
    tickSquares: 0,
    tickReports: 0,
    tickMeanSquares: 0,
    earned: [0, 0],
    lastResidual: 0,
    lastExpected: 0,
  };
}

/** Variance ÷ mean of the counts of whole slots, ≥ 1, shrunk to the prior one. */
export function dispersionOf(sums: Dispersion): number {
  const weight = settings.priorDispersionWeight;
  return Math.max(1, (sums.squares + settings.priorDispersion * weight) / (sums.expected + weight));
}

/** Variance ÷ mean of the counts of single ticks, ≥ 1, shrunk to the prior one. */
export function tickDispersionOf(sums: Dispersion): number {
  const weight = settings.priorDispersionWeight;
  return Math.max(1, (sums.tickSquares + settings.priorDispersion * weight) / (sums.tickReports + weight));
}

/**
 * Dispersion of ticks with a given mean: the average one when the variance grows with the mean ("NB1"), more at high means when it grows
 * with its square ("NB2"); mixed by how well each has foretold the noise (Bayesian model averaging).
 */
export function tickDispersionAt(sums: Dispersion, mean: number): number {
  const [proportional, quadratic] = tickLaws(sums, mean);
  const share = 1 / (1 + Math.exp(priorLead + sums.earned[0] - sums.earned[1]));
  return proportional + share * Math.max(0, quadratic - proportional);
}

function tickLaws(sums: Dispersion, mean: number): [number, number] {
  const average = tickDispersionOf(sums);
  const typical = sums.tickMeanSquares > 0 ? sums.tickMeanSquares / sums.tickReports : mean;
  return [average, 1 + ((average - 1) * mean) / typical];
}

/** Each law is credited with the chi-square log-likelihood of a slot's squared differences, on as many degrees of freedom as they carry. */
function judgeLaws(sums: Dispersion, slot: { squares: number; mean: number; ticks: number }): void {
  if (slot.mean < leastMean) return;
  const total = slot.mean * slot.ticks;
  const freedom = 0.7 * slot.ticks;
  tickLaws(sums, slot.mean).forEach((law, i) => {
    const foretold = Math.max(law, 1) * total;
    const earned = (-freedom / 2) * (Math.log(foretold) + Math.min(slot.squares / foretold, 6));
    sums.earned[i] = sums.earned[i]! * keep + earned;
  });
}

/**
 * Share of its weight that the evidence of a tick keeps, 0 … 1: dispersion of ticks ÷ dispersion of slots. It is 1 when ticks are
 * independent; when reports come in bursts of minutes, neighbouring ticks tell the same story and may not count as many witnesses.
 */
export function independenceOf(sums: Dispersion): number {
  return Math.min(1, (settings.independenceSlack * tickDispersionOf(sums)) / dispersionOf(sums));
}

/**
 * Adds a slot: Σ (r_k − r_{k−1})² ÷ Σ (m_k + m_{k−1}) over neighbouring slots (von Neumann 1941). Differences let slow errors of the
 * expectation cancel. The same over the ticks within it, whose squared differences and reports come with it.
 */
export function learnDispersion(
  sums: Dispersion,
  slot: { observed: number; expected: number; tickSquares: number; reports: number; ticks: number },
): void {
  const { observed, expected, ticks } = slot;
  const mean = expected / ticks;
  const farthest = clip * Math.sqrt(tickDispersionAt(sums, mean) * expected + 1);
  const squares = Math.min(slot.tickSquares / 2, farthest * farthest);
  judgeLaws(sums, { squares, mean, ticks });
  sums.tickMeanSquares = sums.tickMeanSquares * keep + mean * mean * ticks;
  sums.tickSquares = sums.tickSquares * keep + squares;
  sums.tickReports = sums.tickReports * keep + Math.min(slot.reports, expected + farthest);
  const limit = clip * Math.sqrt(dispersionOf(sums) * expected + 1);
  const residual = Math.max(-limit, Math.min(limit, observed - expected));
  if (sums.lastExpected > 0) {
    sums.squares = sums.squares * keep + (residual - sums.lastResidual) ** 2;
    sums.expected = sums.expected * keep + expected + sums.lastExpected;
  }
  sums.lastResidual = residual;
  sums.lastExpected = expected;
}
