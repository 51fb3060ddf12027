import type { Place } from '../words/place.ts';
import { abroadInText } from './abroad-in-text.ts';
import type { Gazetteer } from './gazetteer.ts';
import { placeOf } from './place-of.ts';
import { likeliestState, probabilities } from './place-weights.ts';
import { type ReadText, readText } from './read-text.ts';
import type { Sense, SenseKind } from './sense.ts';
import { stateSupport } from './support.ts';
import type { Candidate } from './text-candidates.ts';
import { TextFeatures } from './text-features.ts';

/** The more precise, the further up. */
const precision: Record<SenseKind, number> = {
  zip: 6,
  part: 5,
  city: 5,
  county: 4,
  metro: 3,
  state: 2,
  regional: 1,
  code: 1,
  country: 0,
};

/** A name counts beside a likelier one of the same state from this share of its probability on. */
const besideShare = 0.2;

/** Where whoever wrote a running text is, or where what it tells happens; null when it says so of no place beyond doubt. */
export function resolveText(gazetteer: Gazetteer, text: string): Place | null {
  const read = readText(gazetteer, text);
  if (!read) return null;
  const likeliest = likeliestPlace(read);
  if (likeliest && likeliest.probability >= gazetteer.placeWeights.threshold)
    return placeOf(gazetteer, likeliest.sense, { from: 'text', confidence: likeliest.probability });
  return abroadInText(read);
}

/** The American state that most speaks for, with the most precise of its places that are named and how likely it is (0..1). */
function likeliestPlace(read: ReadText): { sense: Sense; probability: number } | null {
  const { candidates, gazetteer } = read;
  if (candidates.length === 0) return null;
  const features = new TextFeatures(read);
  const own = candidates.map((candidate) => features.of(candidate));
  const shares = probabilities(gazetteer.placeWeights, { general: features.general, own });
  const likeliest = likeliestState(
    shares,
    candidates.map(({ sense }) => sense.state!),
  );
  if (!likeliest) return null;
  const { state, probability } = likeliest;
  const ofState = candidates
    .map((candidate, i) => ({ candidate, share: shares[i]! }))
    .filter(({ candidate }) => candidate.sense.state === state);
  const least = besideShare * Math.max(...ofState.map(({ share }) => share));
  const { sense } = ofState
    .filter(({ candidate, share }) => share >= least || isPaired(candidate, candidates))
    .reduce((best, one) => (isFiner(one, best) ? one : best)).candidate;
  return { sense, probability };
}

/** "Ely, MN": a town right before its state is meant with it. */
function isPaired({ mention, sense, support }: Candidate, all: readonly Candidate[]): boolean {
  if (sense.kind !== 'city' || sense.population === 0 || support < stateSupport) return false;
  return all.some(
    (other) =>
      other.mention?.from === mention!.to &&
      other.sense.state === sense.state &&
      (other.sense.kind === 'code' || other.sense.kind === 'state'),
  );
}

function isFiner(one: Weighed, other: Weighed): boolean {
  const gain = precision[one.candidate.sense.kind] - precision[other.candidate.sense.kind];
  return gain > 0 || (gain === 0 && one.share > other.share);
}

interface Weighed {
  candidate: Candidate;
  share: number;
}
