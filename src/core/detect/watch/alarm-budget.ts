import { all } from '../../words/stratum.ts';
import type { SeriesName } from './series-key.ts';

/** So many of each kind share what is given to the kind; some of a brand's own symptoms fit in, too. */
const symptoms = 20;
const surfaces = 8;
const states = 51;

/** Parts of a brand's false-alarm budget; they sum to 1. */
const parts = { whole: 0.5, symptoms: 0.3, surfaces: 0.03, states: 0.01, onSurfaces: 0.06, inStates: 0.1 };

/** Where no series that something came in reaches this part of the budget, all together hardly do: they aren't asked. */
export const noticedShare = 64;

/**
 * Share of a brand's false-alarm budget that a series may spend, fixed beforehand: half for the brand as a whole, three tenths over its
 * symptoms. States get a hundredth together: places are read with error, and what a state of few people usually brings is the least
 * certain of all expectations. Symptoms on single surfaces and in single states share what is left.
 */
export function budgetShare({ symptom, surface, area }: SeriesName): number {
  if (symptom === all) {
    if (area !== all) return parts.states / states;
    return surface === all ? parts.whole : parts.surfaces / surfaces;
  }
  if (area !== all) return parts.inStates / (symptoms * states);
  return surface === all ? parts.symptoms / symptoms : parts.onSurfaces / (symptoms * surfaces);
}
