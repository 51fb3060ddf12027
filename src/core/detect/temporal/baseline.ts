import { type Dispersion, dispersionOf, learnDispersion, unknownDispersion } from './dispersion.ts';
import { breakDrift, type Drift, driftOf, learnDrift, unknownDrift } from './drift.ts';
import { type Level, learnLevel, levelRate, levelVariance, type Prior } from './level.ts';
import { followLocalRate, type LocalRate } from './local-rate.ts';
import { settings } from './settings.ts';
import { emptyShape, estimateShape, learnShape, type ShapeSums } from './shape.ts';
import { slotMinutes, slotOfWeek } from './time-of-week.ts';

/** A slot's sums: reports (as clipped), exposed ticks × calendar, the same × shape, and expected reports under the baseline with their standard deviation. */
export interface Block {
  slot: number;
  reports: number;
  exposure: number;
  shaped: number;
  expected: number;
  deviation: number;
}

/** Time-of-week factors around the slot in progress, and the relative variance of the newest. */
export interface Factors {
  slot: number;
  before: number;
  here: number;
  after: number;
  variance: number;
}

/** What is normal for one series, learned from the past only. */
export interface Baseline {
  /** Minutes in a tick, the unit in which counts come. */
  bin: number;
  prior: Prior;
  level: Level;
  shape: ShapeSums;
  factors: Factors;
  local: LocalRate;
  dispersion: Dispersion;
  drift: Drift;
  block: Block;
  /** Finished slots that the baseline hasn't learned yet. */
  pending: Block[];
}

/** Expected counts of a tick within one piece at exposure 1. `mean` = rate × local rate. */
export interface Expected {
  shape: number;
  rate: number;
  mean: number;
  dispersion: number;
}

/** How a finished piece may teach: everything, only up to the usual clip, or hardly because an outage is suspected. */
export type Teaching = 'all' | 'clipped' | 'suspect';

export function createBaseline(prior: Prior, bin: number, slot: number): Baseline {
  const baseline: Baseline = {
    bin,
    prior,
    level: { reports: 0, exposure: 0 },
    shape: emptyShape(),
    factors: { slot, before: 1, here: 1, after: 1, variance: 1 },
    local: { mean: 1, variance: 1 },
    dispersion: unknownDispersion(),
    drift: unknownDrift(),
    block: emptyBlock(slot),
    pending: [],
  };
  setFactors(baseline, slot);
  return baseline;
}

/** Expected counts in the piece around a minute: level × shape (interpolated between slot middles) × local rate. */
export function expectPiece(baseline: Baseline, middle: number): Expected {
  const { factors, local, bin, prior, level } = baseline;
  const offset = middle / slotMinutes - (factors.slot + 0.5);
  const neighbour = offset < 0 ? factors.before : factors.after;
  const shape = factors.here + (neighbour - factors.here) * Math.abs(offset);
  const rate = levelRate(level, prior, bin) * shape;
  const dispersion = dispersionOf(baseline.dispersion) + (rate * local.variance) / local.mean;
  return { shape, rate, mean: rate * local.mean, dispersion };
}

/** Relative variance of level × shape as far as too few reports are behind them. */
export function ignoranceOf(baseline: Baseline): number {
  const { level, prior, factors } = baseline;
  return levelVariance(level, prior, dispersionOf(baseline.dispersion)) + factors.variance;
}

/** Relative variance of the rate around the baseline: ignorance, or what rates are seen to wander if that is more; at most 1. */
export function wanderOf(baseline: Baseline): number {
  return Math.min(1, Math.max(driftOf(baseline.drift), ignoranceOf(baseline)));
}

/** Takes in a finished piece: `exposed` ticks' worth of observation with `reports` in them, and what had been expected of a tick. */
export function learnPiece(
  baseline: Baseline,
  seen: { reports: number; exposed: number; expected: Expected },
  teaching: Teaching,
): void {
  const { block, local } = baseline;
  const expected = seen.expected.rate * seen.exposed;
  block.reports += seen.reports;
  block.exposure += seen.exposed;
  block.shaped += seen.exposed * seen.expected.shape;
  block.expected += expected;
  const dispersion = dispersionOf(baseline.dispersion);
  const mean = seen.expected.mean * seen.exposed;
  const deviation = Math.sqrt(dispersion * mean + expected * expected * local.variance + 1);
  const reports = clipped(seen.reports, { mean, deviation }, teaching);
  followLocalRate(local, { reports, expected }, { wander: wanderOf(baseline), dispersion });
  if (teaching === 'clipped' && expected > 0) learnDispersion(baseline.dispersion, reports, mean);
  else baseline.dispersion.lastExpected = 0;
}

/** Closes the slot in progress and opens another; the slot that has waited long enough is learned. */
export function openSlot(baseline: Baseline, slot: number, teaching: Teaching): void {
  closeSlot(baseline, teaching);
  const { factors } = baseline;
  if (factors.slot === slot - 1) {
    factors.before = factors.here;
    factors.here = factors.after;
    const after = factorAt(baseline, slot + 1);
    factors.after = after.ratio;
    factors.variance = after.variance;
    factors.slot = slot;
  } else setFactors(baseline, slot);
  baseline.block = emptyBlock(slot);
}

/** Pooled shape × own shape at a slot. */
export function factorAt(baseline: Baseline, slot: number): { ratio: number; variance: number } {
  const at = slotOfWeek(slot);
  const own = estimateShape(baseline.shape, at, dispersionOf(baseline.dispersion));
  return { ratio: own.ratio * (baseline.prior.shape?.[at] ?? 1), variance: own.variance };
}

function setFactors(baseline: Baseline, slot: number): void {
  const after = factorAt(baseline, slot + 1);
  baseline.factors = {
    slot,
    before: factorAt(baseline, slot - 1).ratio,
    here: factorAt(baseline, slot).ratio,
    after: after.ratio,
    variance: after.variance,
  };
}

function emptyBlock(slot: number): Block {
  return { slot, reports: 0, exposure: 0, shaped: 0, expected: 0, deviation: 0 };
}

function clipped(reports: number, law: { mean: number; deviation: number }, teaching: Teaching): number {
  if (teaching === 'all') return reports;
  const width = teaching === 'suspect' ? settings.suspectClip : settings.clip;
  return Math.min(reports, law.mean + width * law.deviation);
}

function closeSlot(baseline: Baseline, teaching: Teaching): void {
  const { block, drift, pending } = baseline;
  // An outage begins before it is suspected: the slots still waiting are clipped afresh.
  if (teaching === 'suspect')
    for (const waiting of pending)
      waiting.reports = clipped(waiting.reports, { mean: waiting.expected, deviation: waiting.deviation }, teaching);
  if (block.exposure > 0) {
    const wander = wanderOf(baseline);
    const dispersion = dispersionOf(baseline.dispersion);
    block.deviation = Math.sqrt(dispersion * block.expected + wander * block.expected ** 2 + 0.25);
    block.reports = clipped(block.reports, { mean: block.expected, deviation: block.deviation }, teaching);
    const residual = Math.max(block.reports - block.expected, -settings.clip * block.deviation);
    if (teaching !== 'clipped') breakDrift(drift);
    else learnDrift(drift, { residual, expected: block.expected }, { dispersion, ignorance: ignoranceOf(baseline) });
    pending.push(block);
  } else breakDrift(drift);
  while (pending.length > settings.lagSlots) learnBlock(baseline, pending.shift()!);
}

function learnBlock(baseline: Baseline, block: Block): void {
  const { level, prior, bin, local } = baseline;
  const slot = slotOfWeek(block.slot);
  learnShape(baseline.shape, slot, {
    reports: block.reports,
    exposure: block.exposure * (prior.shape?.[slot] ?? 1),
  });
  const before = levelRate(level, prior, bin);
  learnLevel(level, { reports: block.reports, exposure: block.shaped });
  // The local rate is relative to the level: when that moves, it moves the other way, and the expectation stays.
  const ratio = before / levelRate(level, prior, bin);
  local.mean *= ratio;
  local.variance *= ratio * ratio;
}
