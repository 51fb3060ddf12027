import {
  type Dispersion,
  dispersionOf,
  independenceOf,
  learnDispersion,
  tickDispersionAt,
  unknownDispersion,
} from './dispersion.ts';
import { type Drift, driftHours, driftOf, learnDrift, unknownDrift } from './drift.ts';
import { noGrowth } from './growth.ts';
import { type Level, learnLevel, levelRate, levelVariance, type Prior, pooledShape, unknownLevel } from './level.ts';
import { followLocalRate, type LocalRate } from './local-rate.ts';
import { settings } from './settings.ts';
import {
  emptyShape,
  estimateShape,
  judgeFineness,
  learnShape,
  recurringRate,
  type ShapeEstimate,
  type ShapeSums,
  unknownShape,
} from './shape.ts';
import { slotOfWeek } from './time-of-week.ts';

/** A finished slot: reports (as clipped), exposed ticks × calendar, the same × shape, and reports expected under the baseline with their standard deviation. */
export interface Block {
  slot: number;
  reports: number;
  exposure: number;
  shaped: number;
  expected: number;
  deviation: number;
  /** Reports that the same slot brought a day or a week before. */
  recurring: number;
}

/** What is normal for one series, learned from the past only. */
export interface Baseline {
  /** Minutes in a tick, the unit in which counts come. */
  bin: number;
  prior: Prior;
  level: Level;
  shape: ShapeSums;
  /** Own shape at the slot in progress. */
  ownShape: ShapeEstimate;
  local: LocalRate;
  dispersion: Dispersion;
  drift: Drift;
  /** Finished slots that the level and the shape haven't learned yet. */
  pending: Block[];
}

/**
 * Expected counts of a tick within one slot at exposure 1: `rate` = level × shape, `mean` = rate × local rate; `carefulMean`, that evidence is
 * held against, is more by as much as an uncertain local rate costs: false alarms go with the rate's power h, and its error is the same for
 * hours; E e^{h·error} = e^{h²·variance ÷ 2} is taken back by a rate that is h·variance ÷ 2 higher.
 */
export interface Expected {
  shape: number;
  rate: number;
  mean: number;
  carefulMean: number;
  dispersion: number;
  /** Share of its weight that a tick's evidence keeps. */
  independence: number;
}

/** A slot as observed: reports, exposed ticks × calendar, and what had been expected of a tick. */
export interface Seen {
  slot: number;
  reports: number;
  exposed: number;
  /** Sum of the squared differences of neighbouring ticks' counts. */
  tickSquares: number;
  expected: Expected;
}

/** How a slot may teach: everything, only up to the usual clip, or hardly because an outage is suspected. */
export type Teaching = 'all' | 'clipped' | 'suspect';

export function createBaseline(prior: Prior, bin: number): Baseline {
  return {
    bin,
    prior,
    level: unknownLevel(),
    shape: emptyShape(),
    ownShape: unknownShape(),
    local: { mean: 1, variance: 1 },
    dispersion: unknownDispersion(),
    drift: unknownDrift(),
    pending: [],
  };
}

/** Expected counts in a slot: level × pooled shape × own shape × local rate. */
export function expectSlot(baseline: Baseline, slot: number): Expected {
  const { local, bin, prior, level } = baseline;
  ownShapeAt(baseline, slot, baseline.ownShape);
  const ratio = baseline.ownShape.ratio * pooledShape(prior, slotOfWeek(slot));
  const rate = levelRate(level, prior, bin) * ratio;
  const mean = rate * local.mean;
  const dispersion = tickDispersionAt(baseline.dispersion, mean) + (rate * local.variance) / local.mean;
  const carefulMean = mean + settings.careful * rate * local.variance;
  return { shape: ratio, rate, mean, carefulMean, dispersion, independence: independenceOf(baseline.dispersion) };
}

/** Pooled shape × own shape at a slot. */
export function shapeAt(baseline: Baseline, slot: number): number {
  return ownShapeAt(baseline, slot).ratio * pooledShape(baseline.prior, slotOfWeek(slot));
}

function ownShapeAt(baseline: Baseline, slot: number, out = unknownShape()): ShapeEstimate {
  return estimateShape(baseline.shape, { slot: slotOfWeek(slot), dispersion: dispersionOf(baseline.dispersion) }, out);
}

/** Relative variance of level × shape as far as too few reports are behind them. */
export function ignoranceOf(baseline: Baseline): number {
  const { level, prior, bin } = baseline;
  const dispersion = dispersionOf(baseline.dispersion);
  return levelVariance(level, prior, { bin, dispersion }) + baseline.ownShape.variance;
}

/** Relative variance of the rate around the baseline: ignorance, or what rates are seen to wander if that is more; at most 1. */
export function wanderOf(baseline: Baseline): number {
  return Math.min(1, Math.max(driftOf(baseline.drift), ignoranceOf(baseline)));
}

/** Takes in a finished slot: local rate, dispersion and drift at once, level and shape when it has waited long enough. */
export function learnSlot(baseline: Baseline, seen: Seen, teaching: Teaching): void {
  const { local, drift, pending } = baseline;
  const dispersion = dispersionOf(baseline.dispersion);
  const ignorance = ignoranceOf(baseline);
  const wander = wanderOf(baseline);
  const expected = seen.expected.rate * seen.exposed;
  const mean = seen.expected.mean * seen.exposed;
  const around = (centre: number, variance: number) =>
    clipped(
      seen.reports,
      { mean: centre, deviation: Math.sqrt(dispersion * centre + variance * expected ** 2 + 1) },
      teaching,
    );
  const reports = around(mean, local.variance);
  if (teaching !== 'clipped' || expected === 0) {
    baseline.dispersion.lastExpected = 0;
    learnDrift(drift, null, { dispersion, ignorance });
  } else {
    const atOne = mean / baseline.ownShape.ratio;
    judgeFineness(baseline.shape, baseline.ownShape.byFineness, { reports, expected: atOne, dispersion });
    const { tickSquares } = seen;
    learnDispersion(baseline.dispersion, {
      observed: reports,
      expected: mean,
      tickSquares,
      reports: seen.reports,
      ticks: seen.exposed,
    });
    const limit = settings.clip * Math.sqrt(dispersion * expected + wander * expected ** 2 + 1);
    const residual = Math.max(-limit, Math.min(limit, seen.reports - expected));
    learnDrift(drift, { residual, expected }, { dispersion, ignorance });
  }
  if (expected > 0) remember(baseline, seen, teaching);
  followLocalRate(local, { reports, expected }, { wander, dispersion, hours: driftHours(drift) });
  while (pending.length > settings.lagSlots) {
    spare = pending.shift()!;
    learnBlock(baseline, spare);
  }
}

/** Has the series a shape of its own, or enough reports to begin one? */
function hasShape(baseline: Baseline): boolean {
  return baseline.shape.reports.length > 0 || baseline.level.reports >= settings.shapeFromReports;
}

/** Share of its weight that the level keeps when it jumps, so that the days after correct it quickly. */
const jumpWeight = 0.1;

/** Takes a rate `multiplier` times the expected one as the new normal: what was seen before counts at the new height, and for little. */
export function acceptLevel(baseline: Baseline, multiplier: number): void {
  const { level } = baseline;
  level.reports *= jumpWeight * multiplier;
  level.exposure *= jumpWeight;
  level.aged *= jumpWeight;
  level.growth = noGrowth();
  baseline.pending = [];
  baseline.local = { mean: 1, variance: 0.5 };
}

/** A block that has been learned, to be filled anew: blocks wait for an hour, and would be garbage that is slow to be collected. */
let spare: Block | null = null;

function remember(baseline: Baseline, seen: Seen, teaching: Teaching): void {
  const { pending } = baseline;
  const { slot, reports, exposed } = seen;
  const expected = seen.expected.rate * exposed;
  const deviation = Math.sqrt(dispersionOf(baseline.dispersion) * expected + wanderOf(baseline) * expected ** 2 + 0.25);
  const recurring = hasShape(baseline)
    ? exposed * recurringRate(baseline.shape, slotOfWeek(slot), reports / exposed)
    : 0;
  const block = {
    slot,
    reports,
    exposure: exposed,
    shaped: exposed * seen.expected.shape,
    expected,
    deviation,
    recurring,
  };
  pending.push(spare ? Object.assign(spare, block) : block);
  spare = null;
  // An outage begins before it is suspected: then the slots still waiting are clipped afresh.
  for (const block of teaching === 'suspect' ? pending : pending.slice(-1))
    block.reports = Math.max(
      Math.min(block.reports, block.recurring),
      clipped(block.reports, { mean: block.expected, deviation: block.deviation }, teaching),
    );
}

function clipped(reports: number, law: { mean: number; deviation: number }, teaching: Teaching): number {
  if (teaching === 'all') return reports;
  const width = teaching === 'suspect' ? settings.suspectClip : settings.clip;
  return Math.min(reports, law.mean + width * law.deviation);
}

function learnBlock(baseline: Baseline, block: Block): void {
  const { level, prior, bin, local } = baseline;
  const slot = slotOfWeek(block.slot);
  if (hasShape(baseline))
    learnShape(baseline.shape, slot, { reports: block.reports, exposure: block.exposure * pooledShape(prior, slot) });
  const before = levelRate(level, prior, bin);
  const dispersion = dispersionOf(baseline.dispersion);
  learnLevel(level, { reports: block.reports, exposure: block.shaped }, { dispersion });
  // The local rate is relative to the level: when that moves, it moves the other way, and the expectation stays.
  const ratio = before / levelRate(level, prior, bin);
  local.mean *= ratio;
  local.variance *= ratio * ratio;
}
