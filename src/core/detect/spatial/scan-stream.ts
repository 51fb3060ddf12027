import { absoluteLlr, bernoulliScore, conditionalLlr, type Score } from './log-likelihood.ts';
import { type ScanWindow, windowSums } from './scan-window.ts';

export type ScanModel = 'poisson' | 'bernoulli' | 'stp' | 'kull' | 'ebp';

/** Counts of one stream of cases and what the model compares them with. Cells are `[location * intervals + t]`. */
export interface StreamData {
  locations: number;
  intervals: number;
  cases: ArrayLike<number>;
  /** Expected cases per cell (`kull`, `ebp`), on any scale for `kull`. */
  baselines?: ArrayLike<number>;
  /** Population or expected cases per location (`poisson`), cases and controls together (`bernoulli`). */
  population?: ArrayLike<number>;
}

/** One stream as the scan reads it: per location and window `[location * windows + w]`. */
export interface ScanStream {
  cases: Float64Array;
  expected: Float64Array;
  /** Cases in the whole that each window's zones are compared with. */
  totals: Float64Array;
  score: Score;
}

/**
 * Cases and expectation of every location in every window under a model:
 * Poisson C·p/P·(length/T) · Bernoulli C·n/N · STP l·m_w/C · KULL b·C_w/B_w · EBP b.
 */
export function scanStream(model: ScanModel, data: StreamData, windows: readonly ScanWindow[]): ScanStream {
  const cases = windowSums(data.cases, data.intervals, windows);
  const all = sum(data.cases);
  const whole = new Float64Array(windows.length).fill(all);
  if (model === 'poisson' || model === 'bernoulli') {
    const people = data.population!;
    const everybody = sum(people);
    const expected = outer(
      people,
      windows,
      (share, { from, to }) => (all * share * (to - from + 1)) / (everybody * data.intervals),
    );
    return {
      cases,
      expected,
      totals: whole,
      score: model === 'bernoulli' ? bernoulliScore(everybody) : conditionalLlr,
    };
  }
  if (model === 'stp') {
    const inWindow = columnSums(cases, windows.length);
    const margins = locationSums(data);
    const expected = outer(margins, windows, (margin, _, w) => (margin * inWindow[w]!) / all);
    return { cases, expected, totals: whole, score: conditionalLlr };
  }
  const baselines = windowSums(data.baselines!, data.intervals, windows);
  if (model === 'ebp')
    return { cases, expected: baselines, totals: columnSums(baselines, windows.length), score: absoluteLlr };
  const totals = columnSums(cases, windows.length);
  const bases = columnSums(baselines, windows.length);
  const expected = baselines.map((b, i) =>
    bases[i % windows.length]! > 0 ? (b * totals[i % windows.length]!) / bases[i % windows.length]! : 0,
  );
  return { cases, expected, totals, score: conditionalLlr };
}

/** Cases of each location over all intervals. */
export function locationSums({ locations, intervals, cases }: StreamData): Float64Array {
  const sums = new Float64Array(locations);
  for (let i = 0; i < cases.length; i++) sums[Math.floor(i / intervals)]! += cases[i]!;
  return sums;
}

function outer(
  margins: ArrayLike<number>,
  windows: readonly ScanWindow[],
  cell: (margin: number, window: ScanWindow, w: number) => number,
): Float64Array {
  const cells = new Float64Array(margins.length * windows.length);
  for (let location = 0; location < margins.length; location++) {
    windows.forEach((window, w) => {
      cells[location * windows.length + w] = cell(margins[location]!, window, w);
    });
  }
  return cells;
}

function columnSums(cells: Float64Array, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  for (let i = 0; i < cells.length; i++) sums[i % columns]! += cells[i]!;
  return sums;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
