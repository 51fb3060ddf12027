import { type Place, placeLevels } from '../words/place.ts';
import type { Gazetteer } from './gazetteer.ts';
import { namedStore } from './named-store.ts';
import { placeOf } from './place-of.ts';
import { resolvePoint } from './resolve-point.ts';
import { resolveProfile } from './resolve-profile.ts';
import { resolveText } from './resolve-text.ts';
import { senseOf } from './sense.ts';
import type { Store } from './stores.ts';

/** What is known of where a post comes from. */
export interface PlaceEvidence {
  /** The author's own words in the profile. */
  profile?: string;
  /** Text of the post. */
  text?: string;
  /** Point that the platform gives. */
  geo?: { lat: number; lon: number };
  /** Shops of the brand that the post is about. */
  stores?: readonly Store[];
  /** Country in whose app store a review stands, ISO 3166-1 alpha-2. */
  appCountry?: string;
}

/** A store account is bound to the country in which one pays; those who moved keep theirs. Estimated, not measured. */
const accountConfidence = 0.9;

/**
 * Where a post's author most likely is: the point if there is one; else the shop that the text names by its number; else the text's place; else the profile's. Where text and
 * profile agree on the state the more precise of the two, with the doubts multiplied; a country alone yields to a state in it. Where nothing is said, a review is from the country of its app store.
 */
export function resolvePlace(gazetteer: Gazetteer, evidence: PlaceEvidence): Place | null {
  const point = evidence.geo ? resolvePoint(gazetteer, evidence.geo, 'geo') : null;
  if (point) return point;
  const { stores } = evidence;
  const shop = evidence.text && stores?.length ? namedStore(gazetteer, evidence.text, stores) : null;
  if (shop) return shop;
  const text = evidence.text ? resolveText(gazetteer, evidence.text) : null;
  const profile = evidence.profile ? resolveProfile(gazetteer, evidence.profile) : null;
  if (!text || !profile) return text ?? profile ?? ofAppStore(gazetteer, evidence.appCountry);
  if (text.country !== profile.country) return text.state !== null || profile.state === null ? text : profile;
  if (text.state === null || profile.state === null) return text.state === null ? profile : text;
  if (text.state !== profile.state) return sameMetro(text, profile) ? profile : text;
  const finer = placeLevels.indexOf(profile.level) < placeLevels.indexOf(text.level) ? profile : text;
  const confidence = Math.round((1 - (1 - text.confidence) * (1 - profile.confidence)) * 1000) / 1000;
  return { ...finer, confidence };
}

/** The country as a whole: nobody is counted in one of its states by that. */
function ofAppStore(gazetteer: Gazetteer, country = ''): Place | null {
  if (!/^[A-Z]{2}$/.test(country)) return null;
  return placeOf(gazetteer, senseOf('country', country), { from: 'app-store', confidence: accountConfidence });
}

/** "NYC" in the text and "Jersey City" in the profile: the same metropolitan area, the profile says where in it. */
function sameMetro(text: Place, profile: Place): boolean {
  return text.metro !== null && text.metro === profile.metro && text.level === 'metro';
}
