import type { Judgement } from '../../src/core/classify/verdict.ts';
import { type Kind, kinds } from '../../src/core/words/report.ts';
import { symptomIds } from '../../src/core/words/symptom.ts';
import { outputCount, sigmoid, softmax, type Target } from './targets.ts';

/**
 * What a wrong answer costs, told × true. A false "current" costs a fifth more than any other mistake: other people's
 * reports stand in for a missed one, while false ones eat the false-alarm budget.
 */
export const costs: number[][] = [
  // true: current, resolved, ack, chatter, none
  [0, 1.2, 1.2, 1.2, 1.2],
  [1, 0, 1, 1, 1],
  [1, 1, 0, 1, 1],
  [1, 1, 1, 0, 1],
  [1, 1, 1, 1, 0],
];

/**
 * How often each kind comes among posts that name a brand, as an assumption: we wrote resolved, ack and chatter far more
 * often than people post them, and the offsets of the kinds undo that (Saerens et al. 2002).
 */
export const assumedShares: Record<Kind, number> = {
  current: 0.38,
  resolved: 0.06,
  ack: 0.02,
  chatter: 0.04,
  none: 0.5,
};

/** Learns slope and offsets on out-of-fold logits, by gradient descent on the log loss (convex, so any start will do). */
export function calibrate(logits: Float32Array, targets: Target[]): Judgement {
  const slope = scaleKinds(logits, targets);
  const offset = kinds.map((kind, k) =>
    round(Math.log(assumedShares[kind] / (targets.filter((target) => target.kind === k).length / targets.length))),
  );
  const symptom = scaleLabels(logits, targets, 0, symptomIds.length);
  const surface = scaleLabels(logits, targets, symptomIds.length, outputCount - kinds.length - symptomIds.length);
  return { kindSlope: slope, kindOffset: offset, symptom, surface, cost: costs, abstainBelow: 0.45 };
}

/** One slope for all kinds: temperature scaling (Guo et al. 2017). */
function scaleKinds(logits: Float32Array, targets: Target[]): number {
  let slope = 1;
  for (let step = 0; step < 200; step++) {
    let gradient = 0;
    for (const [i, target] of targets.entries()) {
      const raw = logits.subarray(i * outputCount, i * outputCount + kinds.length);
      const chances = softmax(Array.from(raw, (value) => value * slope));
      for (let k = 0; k < kinds.length; k++) gradient += (chances[k]! - (k === target.kind ? 1 : 0)) * raw[k]!;
    }
    slope -= (0.1 * gradient) / targets.length;
  }
  return round(slope);
}

/** Platt scaling with one slope and offset for the family (Platt 1999), then the threshold with the best micro F1. */
function scaleLabels(
  logits: Float32Array,
  targets: Target[],
  first: number,
  count: number,
): { slope: number; offset: number; threshold: number } {
  const pairs: [logit: number, label: number][] = [];
  for (const [i, target] of targets.entries()) {
    if (target.labels === null) continue;
    for (let k = first; k < first + count; k++)
      pairs.push([logits[i * outputCount + kinds.length + k]!, target.labels[k]!]);
  }
  let slope = 1;
  let offset = 0;
  for (let step = 0; step < 300; step++) {
    let a = 0;
    let b = 0;
    for (const [logit, label] of pairs) {
      const delta = sigmoid(logit * slope + offset) - label;
      a += delta * logit;
      b += delta;
    }
    slope -= (0.3 * a) / pairs.length;
    offset -= (1.5 * b) / pairs.length;
  }
  const chances = pairs.map(([logit, label]): [number, number] => [sigmoid(logit * slope + offset), label]);
  return { slope: round(slope), offset: round(offset), threshold: bestThreshold(chances) };
}

function bestThreshold(chances: [number, number][]): number {
  let best = 0.5;
  let score = -1;
  for (let threshold = 0.15; threshold < 0.7; threshold += 0.01) {
    let hit = 0;
    let wrong = 0;
    for (const [p, label] of chances) {
      if (p >= threshold && label === 1) hit++;
      else if (p >= threshold || label === 1) wrong++;
    }
    const f1 = (2 * hit) / (2 * hit + wrong || 1);
    if (f1 > score) {
      score = f1;
      best = threshold;
    }
  }
  return round(best);
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
