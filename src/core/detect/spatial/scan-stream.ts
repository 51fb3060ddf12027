import {
  absoluteAbove,
  absoluteLlr,
  bernoulliScore,
  conditionalAbove,
  conditionalLlr,
  excessAbove,
  type FirstAbove,
  type Score,
} from './log-likelihood.ts';
import { roomFor } from './null-draw.ts';
import { type ScanWindow, windowSums } from './scan-window.ts';

export type ScanModel = 'poisson' | 'bernoulli' | 'stp' | 'kull' | 'ebp';

/** Counts of one stream of cases and what the model compares them with. Cells are `[location * intervals + t]`. */
export interface StreamData {
  locations: number;
  intervals: number;
  cases: ArrayLike<number>;
  /** Expected cases per cell (`kull`, `ebp`, or `poisson` without a population), on any scale but for `ebp`. */
  baselines?: ArrayLike<number>;
  /** Population or expected cases per location (`poisson`), cases and controls together (`bernoulli`). */
  population?: ArrayLike<number>;
}

/** One stream as the scan reads it: per location and window `[location * windows + w]`. */
export interface ScanStream {
  cases: Float64Array;
  /** First window in which a location has a case; the number of windows where it has none. */
  firsts: Int32Array;
  expected: Float64Array;
  /** Cases in the whole that each window's zones are compared with. */
  totals: Float64Array;
  score: Score;
  firstAbove: FirstAbove;
  /** The expectation holds outside too: what is compared with is the baseline, not the rest. */
  absolute: boolean;
  /** Where expected[location, w] = margins[location] · factors[w]. */
  product: Product | null;
  /** No window of a null data set holds more cases; where chance sets the total, with a margin of twenty deviations. */
  most: number;
}

interface Product {
  margins: ArrayLike<number>;
  factors: Float64Array;
}

/**
 * Cases and expectation of every location in every window under a model:
 * Poisson C·p/P·(length/T), or C·b/B where baselines stand for the people · Bernoulli C·n/N · STP l·m_w/C · KULL b·C_w/B_w · EBP b.
 */
export function scanStream(model: ScanModel, data: StreamData, windows: readonly ScanWindow[]): ScanStream {
  const cases = windowSums(data.cases, data.intervals, windows);
  const firsts = firstWindows(cases, windows.length);
  const against = comparison(model, data, { windows, inWindow: columnSums(cases, windows.length) });
  const { expected, totals, scores, product, most } = against;
  const { score, firstAbove } = scores;
  // Written out: objects made by spreading differ in shape, and what reads them is compiled anew for each.
  return { cases, firsts, expected, totals, score, firstAbove, absolute: scores === absolute, product, most };
}

type Comparison = Pick<ScanStream, 'expected' | 'totals' | 'product' | 'most'> & { scores: Scores };
type Scores = Pick<ScanStream, 'score' | 'firstAbove'>;

const conditional: Scores = { score: conditionalLlr, firstAbove: conditionalAbove };
const absolute: Scores = { score: absoluteLlr, firstAbove: absoluteAbove };

function comparison(
  model: ScanModel,
  data: StreamData,
  { windows, inWindow }: { windows: readonly ScanWindow[]; inWindow: Float64Array },
): Comparison {
  const all = sum(data.cases);
  const totals = new Float64Array(windows.length).fill(all);
  if (data.population && (model === 'poisson' || model === 'bernoulli'))
    return byPopulation(model, { ...data, population: data.population }, { windows, totals });
  if (model === 'stp') {
    const product = { margins: locationSums(data), factors: inWindow.map((total) => total / all) };
    return { expected: outer(product), totals, scores: conditional, product, most: largest(inWindow) };
  }
  const baselines = windowSums(data.baselines!, data.intervals, windows);
  const bases = columnSums(baselines, windows.length);
  if (model === 'ebp')
    return { expected: baselines, totals: bases, scores: absolute, product: null, most: roomFor(largest(bases)) };
  if (model === 'poisson') {
    const scale = all / sum(data.baselines!);
    const most = Math.min(all, roomFor(largest(bases) * scale));
    return { expected: baselines.map((b) => b * scale), totals, scores: conditional, product: null, most };
  }
  const rates = inWindow.map((total, w) => (bases[w]! > 0 ? total / bases[w]! : 0));
  const expected = baselines.map((b, i) => b * rates[i % windows.length]!);
  return { expected, totals: inWindow, scores: conditional, product: null, most: largest(inWindow) };
}

/** Expectation by people, all cases of the study given. */
function byPopulation(
  model: 'poisson' | 'bernoulli',
  data: StreamData & { population: ArrayLike<number> },
  { windows, totals }: { windows: readonly ScanWindow[]; totals: Float64Array },
): Comparison {
  const all = sum(data.cases);
  const everybody = sum(data.population);
  const part = ({ from, to }: ScanWindow) => (to - from + 1) / data.intervals;
  const product = {
    margins: data.population,
    factors: Float64Array.from(windows, (window) => (all * part(window)) / everybody),
  };
  const most = Math.min(all, roomFor(all * Math.max(...windows.map(part))));
  const scores = model === 'bernoulli' ? { score: bernoulliScore(everybody), firstAbove: excessAbove } : conditional;
  return { expected: outer(product), totals, scores, product, most };
}

function largest(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}

/** Cases of each location over all intervals. */
export function locationSums({ locations, intervals, cases }: StreamData): Float64Array {
  const sums = new Float64Array(locations);
  for (let i = 0; i < cases.length; i++) sums[Math.floor(i / intervals)]! += cases[i]!;
  return sums;
}

function outer({ margins, factors }: Product): Float64Array {
  const cells = new Float64Array(margins.length * factors.length);
  for (let i = 0; i < cells.length; i++)
    cells[i] = margins[Math.floor(i / factors.length)]! * factors[i % factors.length]!;
  return cells;
}

function firstWindows(cases: Float64Array, width: number): Int32Array {
  const firsts = new Int32Array(cases.length / width).fill(width);
  for (let i = cases.length - 1; i >= 0; i--) if (cases[i]! > 0) firsts[Math.floor(i / width)] = i % width;
  return firsts;
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
