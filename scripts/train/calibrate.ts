import type { Judgement } from '../../src/core/classify/verdict.ts';
import { type Kind, kinds } from '../../src/core/words/report.ts';
import { symptomIds } from '../../src/core/words/symptom.ts';
import { outputCount, sigmoid, softmax, type Target } from './targets.ts';

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
  const threshold = currentThreshold(logits, targets, { slope, offset });
  const symptom = scaleLabels(logits, targets, 0, symptomIds.length);
  const surface = scaleLabels(logits, targets, symptomIds.length, outputCount - kinds.length - symptomIds.length);
  return { kindSlope: slope, kindOffset: offset, symptom, surface, cost: costsFor(threshold), abstainBelow: 0.45 };
}

/**
 * Probability from which "current" is told: half of the best F1 that any threshold reaches, which is where F1 is at its
 * highest for calibrated probabilities (Lipton, Elkan & Naryanaswamy 2014, theorem 1).
 */
function currentThreshold(
  logits: Float32Array,
  targets: Target[],
  { slope, offset }: { slope: number; offset: number[] },
): number {
  const pairs = targets.map((target, i): [p: number, label: number] => {
    const raw = logits.subarray(i * outputCount, i * outputCount + kinds.length);
    return [softmax(Array.from(raw, (value, k) => value * slope + offset[k]!))[0]!, target.kind === 0 ? 1 : 0];
  });
  return round(bestF1(pairs).f1 / 2);
}

/**
 * What a wrong answer costs, told × true (Elkan 2001). Every mistake costs one, but for a false "current": it costs as
 * much less or more as makes the threshold the point where telling and not telling cost the same.
 */
function costsFor(threshold: number): number[][] {
  const falseAlarm = round(threshold / (1 - threshold));
  return kinds.map((_, told) => kinds.map((_, truth) => (told === truth ? 0 : told === 0 ? falseAlarm : 1)));
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
  return { slope: round(slope), offset: round(offset), threshold: round(bestF1(chances).threshold) };
}

function bestF1(chances: [p: number, label: number][]): { threshold: number; f1: number } {
  const best = { threshold: 0.5, f1: -1 };
  for (let threshold = 0.1; threshold < 0.9; threshold += 0.01) {
    let hit = 0;
    let wrong = 0;
    for (const [p, label] of chances) {
      if (p >= threshold && label === 1) hit++;
      else if (p >= threshold || label === 1) wrong++;
    }
    const f1 = (2 * hit) / (2 * hit + wrong || 1);
    if (f1 > best.f1) Object.assign(best, { threshold, f1 });
  }
  return best;
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
