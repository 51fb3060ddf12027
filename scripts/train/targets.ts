import { kinds } from '../../src/core/words/report.ts';
import { surfaceIds } from '../../src/core/words/surface.ts';
import { symptomIds } from '../../src/core/words/symptom.ts';
import type { Example } from './corpus.ts';

/** Outputs of the network in order: kinds, then symptoms, then surfaces. */
export const outputCount = kinds.length + symptomIds.length + surfaceIds.length;

/** What the network should say, as numbers. Symptoms and surfaces are asked only where the post tells of a problem. */
export interface Target {
  kind: number;
  weight: number;
  labels: Float32Array | null;
}

export function targetOf(example: Example, weight: number): Target {
  const isProblem = example.report === 'current' || example.report === 'resolved' || example.report === 'ack';
  const labels = new Float32Array(symptomIds.length + surfaceIds.length);
  for (const id of example.symptoms) labels[symptomIds.indexOf(id)] = 1;
  for (const id of example.surfaces) labels[symptomIds.length + surfaceIds.indexOf(id)] = 1;
  return { kind: kinds.indexOf(example.report), weight, labels: isProblem ? labels : null };
}

export interface LossShape {
  /** Share of certainty given away to the other kinds (Szegedy et al. 2016). */
  smoothing: number;
  symptomWeight: number;
  surfaceWeight: number;
}

/** ∂loss/∂logits of a batch: softmax cross-entropy over kinds plus weighted binary cross-entropy over the rest, mean over the batch. */
export function lossDelta(logits: Float32Array, targets: Target[], shape: LossShape): Float32Array {
  const out = new Float32Array(logits.length);
  const n = targets.length;
  for (const [b, target] of targets.entries()) {
    const at = b * outputCount;
    const chances = softmax(logits.subarray(at, at + kinds.length));
    for (let k = 0; k < kinds.length; k++) {
      const aim = (k === target.kind ? 1 - shape.smoothing : 0) + shape.smoothing / kinds.length;
      out[at + k] = ((chances[k]! - aim) * target.weight) / n;
    }
    if (target.labels === null) continue;
    for (let k = 0; k < target.labels.length; k++) {
      const weight = k < symptomIds.length ? shape.symptomWeight : shape.surfaceWeight;
      out[at + kinds.length + k] = ((sigmoid(logits[at + kinds.length + k]!) - target.labels[k]!) * weight) / n;
    }
  }
  return out;
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const top = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
