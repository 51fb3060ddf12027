import { type Kind, kinds, type Likely, type Verdict } from '../words/report.ts';
import { type SurfaceId, surfaceIds } from '../words/surface.ts';
import { type SymptomId, symptomIds } from '../words/symptom.ts';

/** How logits become probabilities and probabilities a decision; learned on held-out text and shipped with the weights. */
export interface Judgement {
  /** Vector scaling of the kinds: softmax(logit · slope + offset) (Guo et al. 2017, section 4.2). */
  kindSlope: number;
  kindOffset: number[];
  /** Platt scaling of symptoms and surfaces: sigmoid(logit · slope + offset). */
  symptom: { slope: number; offset: number; threshold: number };
  surface: { slope: number; offset: number; threshold: number };
  /** cost[told][true]: the kind with the least expected cost is told (Elkan 2001). */
  cost: number[][];
  /** Below this probability of the told kind the model abstains. */
  abstainBelow: number;
}

/** Shares of the kinds in the training text: the answer where the model has nothing to say (unsupported language). */
export type Prior = Record<Kind, number>;

/** Verdict from the network's outputs (kinds, symptoms, surfaces in their fixed order). */
export function judge(logits: Float32Array, lang: string, judgement: Judgement): Verdict {
  const chances = kindChances(logits, judgement);
  const told = leastCost(chances, judgement.cost);
  const kind = kinds[told]!;
  const hasSymptoms = kind === 'current' || kind === 'resolved' || kind === 'ack';
  return {
    lang,
    kind,
    scores: scoresOf(chances),
    symptoms: hasSymptoms
      ? withoutNeedlessOther(likely<SymptomId>(symptomIds, logits, kinds.length, judgement.symptom))
      : [],
    surfaces: hasSymptoms
      ? likely<SurfaceId>(surfaceIds, logits, kinds.length + symptomIds.length, judgement.surface)
      : [],
    abstained: chances[told]! < judgement.abstainBelow,
  };
}

/** Verdict for a language that the model doesn't read: the prior, no label, abstained. */
export function decline(lang: string, prior: Prior): Verdict {
  return { lang, kind: 'none', scores: { ...prior }, symptoms: [], surfaces: [], abstained: true };
}

/** Probabilities of the kinds of the text at hand, used again for the next one. */
const scratch = new Float64Array(kinds.length);

function kindChances(logits: Float32Array, { kindSlope, kindOffset }: Judgement): Float64Array {
  const out = scratch;
  let top = -Infinity;
  for (let k = 0; k < out.length; k++) {
    out[k] = logits[k]! * kindSlope + kindOffset[k]!;
    if (out[k]! > top) top = out[k]!;
  }
  let sum = 0;
  for (let k = 0; k < out.length; k++) {
    out[k] = Math.exp(out[k]! - top);
    sum += out[k]!;
  }
  for (let k = 0; k < out.length; k++) out[k]! /= sum;
  return out;
}

function leastCost(chances: Float64Array, cost: number[][]): number {
  let best = 0;
  let least = Infinity;
  for (let told = 0; told < chances.length; told++) {
    const row = cost[told]!;
    let expected = 0;
    for (let truth = 0; truth < chances.length; truth++) expected += row[truth]! * chances[truth]!;
    if (expected < least) {
      least = expected;
      best = told;
    }
  }
  return best;
}

function scoresOf(chances: Float64Array): Record<Kind, number> {
  return { current: chances[0]!, resolved: chances[1]!, ack: chances[2]!, chatter: chances[3]!, none: chances[4]! };
}

interface Scaling {
  slope: number;
  offset: number;
  threshold: number;
}

/** Labels above the threshold, likeliest first; the likeliest alone when none is above: a problem shows in some way. */
function likely<Id extends string>(
  ids: readonly Id[],
  logits: Float32Array,
  at: number,
  { slope, offset, threshold }: Scaling,
): Likely<Id>[] {
  // Most labels are far below: only those near the threshold are worth an exponential.
  const floor = Math.log(threshold / (1 - threshold)) - 1e-6;
  const found: Likely<Id>[] = [];
  let best = 0;
  let top = -Infinity;
  for (let i = 0; i < ids.length; i++) {
    const x = logits[at + i]! * slope + offset;
    if (x > top) {
      top = x;
      best = i;
    }
    if (x < floor) continue;
    const p = 1 / (1 + Math.exp(-x));
    if (p >= threshold) found.push({ id: ids[i]!, p });
  }
  if (found.length === 0) return [{ id: ids[best]!, p: 1 / (1 + Math.exp(-top)) }];
  return found.length === 1 ? found : found.sort((a, b) => b.p - a.p);
}

/** `other` says that nothing named fits: it goes where a named symptom is at least as likely. The list is sorted. */
function withoutNeedlessOther(symptoms: Likely<SymptomId>[]): Likely<SymptomId>[] {
  if (symptoms.length === 1 || symptoms[0]?.id === 'other') return symptoms;
  return symptoms.filter(({ id }) => id !== 'other');
}
