import type { Gazetteer } from '../../src/core/geo/gazetteer.ts';
import { likeliestState, type PlaceWeights, probabilities } from '../../src/core/geo/place-weights.ts';
import { readText } from '../../src/core/geo/read-text.ts';
import { TextFeatures } from '../../src/core/geo/text-features.ts';
import type { Example } from './fit-weights.ts';
import type { LabeledPost } from './labeled-posts.ts';

/** A post as the model sees it. */
export interface TextExample extends Example {
  post: LabeledPost;
  /** State of each candidate. */
  states: string[];
}

export function textExample(gazetteer: Gazetteer, post: LabeledPost): TextExample {
  const read = readText(gazetteer, post.text);
  const candidates = read?.candidates ?? [];
  const features = read && new TextFeatures(read);
  return {
    post,
    general: features?.general ?? [],
    own: candidates.map((candidate) => features!.of(candidate)),
    right: candidates.map(({ sense }) => post.states.includes(sense.state!)),
    states: candidates.map(({ sense }) => sense.state!),
  };
}

/** The likeliest state of a post and its probability; null without candidates. */
export function likeliestOf(
  weights: PlaceWeights,
  { general, own, states }: TextExample,
): { state: string; probability: number } | null {
  return likeliestState(probabilities(weights, { general, own }), states);
}
