import type { Place } from '../words/place.ts';
import type { Gazetteer } from './gazetteer.ts';
import { mendedName, mendedTown } from './mended-names.ts';
import { findMentions, type Mention } from './mentions.ts';
import { placeOf } from './place-of.ts';
import { resolvePoint } from './resolve-point.ts';
import { isLocal, type Sense } from './sense.ts';
import { type Reading, readMentions, stateSupport } from './support.ts';
import { type Token, tokenize } from './tokens.ts';
import { fillers, locators, shoutedWords, wordCodes } from './written-forms.ts';
import { writtenPoint } from './written-point.ts';

/** A rival meaning of more than this share of the population makes a name undecided. */
const maxRivalry = 0.62;
const maxTownRivalry = 0.4;

/** What people write into a profile is short; a longer string is cut, UTF-16 units. */
const maxLength = 300;

/** The string with what has been found in it. */
interface Profile {
  gazetteer: Gazetteer;
  tokens: readonly Token[];
  readings: Reading[];
  /** Words that no name and no filler accounts for. */
  unknown: number;
}

/** Where a profile string says that somebody is; null when it names no place. Several places: the first American one. */
export function resolveProfile(gazetteer: Gazetteer, profile: string): Place | null {
  const text = profile.length > maxLength ? profile.slice(0, maxLength) : profile;
  return gazetteer.profiles.get(text, () => ({ place: resolveString(gazetteer, text) })).place;
}

function resolveString(gazetteer: Gazetteer, text: string): Place | null {
  const point = writtenPoint(text);
  if (point) return resolvePoint(gazetteer, point, 'profile');
  const tokens = tokenize(text);
  const mentions = findMentions(gazetteer, tokens).filter((mention, i, all) =>
    isWritten(mention, { before: all[i - 1], tokens }),
  );
  const readings = readMentions(gazetteer, mentions);
  const profile = { gazetteer, tokens, readings, unknown: countUnknown(tokens, readings) };
  const best = bestReading(profile);
  if (!best) return mended(profile);
  const town = isLocal(best.sense) ? null : mendedTown(gazetteer, best.sense, wordsBefore(profile, best));
  if (town) return placeOf(gazetteer, town, { from: 'profile', confidence: 0.93 });
  return placeOf(gazetteer, cityOfSameName(best) ?? best.sense, { from: 'profile', confidence: confidenceOf(best) });
}

/** "New York" alone is the city: a city that bears its state's name and has a third of its people outweighs the state. */
function cityOfSameName({ mention, sense, support }: Reading): Sense | null {
  if (sense.kind !== 'state' || support > 0) return null;
  const isMain = (s: Sense): boolean =>
    s.kind === 'city' && s.state === sense.state && s.population > sense.population / 3;
  return mention.senses.find(isMain) ?? null;
}

/** A code that is a word too ("in", "or", "me") counts in small letters only after a comma or as the last word behind a name. */
function isWritten(mention: Mention, context: { before: Mention | undefined; tokens: readonly Token[] }): boolean {
  if (!wordCodes.has(mention.key) || mention.upper || context.tokens.length === 1) return true;
  if (mention.senses.some((sense) => sense.kind !== 'code')) return true;
  const follows = context.before?.to === mention.from;
  return (
    follows &&
    (mention.gap === 1 || (mention.to === context.tokens.length && mention.key !== 'or' && mention.key !== 'me'))
  );
}

function countUnknown(tokens: readonly Token[], readings: readonly Reading[]): number {
  const covered = new Set<number>();
  for (const { mention } of readings) for (let i = mention.from; i < mention.to; i++) covered.add(i);
  return tokens.filter((token, i) => !covered.has(i) && !fillers.has(token.key)).length;
}

function bestReading(profile: Profile): Reading | null {
  const { readings } = profile;
  const named = readings.filter((r) => isLocal(r.sense) && r.sense.country === 'US' && r.support >= stateSupport);
  if (named[0]) return named[0];
  const alone = readings.filter((r) => r.sense.state !== null && standsAlone(profile, r));
  const foreign = readings.find((r) => r.sense.country !== 'US' && (r.sense.kind === 'country' || r.support > 0));
  const best = alone.reduce<Reading | null>((a, b) => (a && weightOf(a) >= weightOf(b) ? a : b), null);
  if (best && !(foreign && speaksAgainst(foreign, best)) && !isWithinForeignCity(profile, best)) return best;
  if (foreign) return foreign;
  const country = readings.find((r) => r.sense.country === 'US' && r.sense.kind === 'country');
  if (country) return asCountry(country);
  return readings.find((r) => r.sense.country !== 'US' && r.sense.kind === 'city' && standsAlone(profile, r)) ?? null;
}

/** An American town of an undecided name, or a state or code without more, is known to be in the country only. */
function asCountry(reading: Reading): Reading {
  const sense: Sense = {
    ...reading.sense,
    kind: 'country',
    state: null,
    city: null,
    metro: null,
    lat: null,
    lon: null,
  };
  return { ...reading, sense };
}

/** A bigger foreign city after a comma claims the name before it ("Richmond, London"); one right before a code means another code. */
function isWithinForeignCity({ readings }: Profile, best: Reading): boolean {
  const before = readings.find((r) => r.mention.to === best.mention.from);
  if (best.sense.kind === 'code' && before && before.sense.country !== 'US' && before.sense.population >= 300_000)
    return true;
  const next = readings.find((r) => r.mention.from === best.mention.to && r.mention.gap === 1);
  return (
    next !== undefined &&
    next.sense.kind === 'city' &&
    next.sense.country !== 'US' &&
    best.sense.kind === 'city' &&
    best.sense.population < Math.min(400_000, next.sense.population)
  );
}

/** A foreign country right behind a name claims it ("Dallas, Scotland"); one after a slash or a flag doesn't. */
function speaksAgainst(foreign: Reading, best: Reading): boolean {
  if (best.sense.kind === 'zip') return true;
  const isTheirs = best.mention.senses.some(
    (sense) => sense.kind === 'code' && sense.country === foreign.sense.country,
  );
  if (best.mention.key.length <= 3 && isTheirs && foreign.mention.to === best.mention.from) return true;
  const follows = foreign.mention.from === best.mention.to && foreign.mention.gap < 2;
  return follows || weightOf(best) < (wordCodes.has(best.mention.key) ? 0.85 : 0.8);
}

function weightOf({ sense }: Reading): number {
  if (sense.kind === 'state') return sense.alias ? 0.9 : 1;
  if (sense.kind === 'metro') return 0.95;
  if (sense.kind === 'zip') return 0.85;
  if (sense.kind === 'code' || sense.kind === 'county') return 0.8;
  return sense.population >= 200_000 || sense.alias ? 1 : 0.6;
}

/** Whether a meaning counts without its state or country beside it. */
function standsAlone(profile: Profile, reading: Reading): boolean {
  const { sense, mention, rivalry } = reading;
  const { unknown, gazetteer } = profile;
  if (sense.kind === 'code') return codeStandsAlone(profile, mention);
  if (sense.kind === 'state') return unknown <= (sense.alias ? 3 : 8);
  if (sense.kind === 'metro') return unknown <= 4;
  if (sense.kind === 'zip') return unknown <= 2 && mention.key !== '12345';
  if (sense.kind === 'county') return unknown <= 1 && rivalry <= maxRivalry;
  if (rivalry > (sense.population < 100_000 ? maxTownRivalry : maxRivalry)) return false;
  const common = gazetteer.commonWords.has(mention.key);
  if (sense.alias) return aliasStandsAlone(profile, mention) && !common;
  if (common) return false;
  const words = mention.to - mention.from;
  // A name that the country stands beside may be smaller.
  const least = (words > 1 ? 3000 : 20_000) / (reading.support > 0 ? 4 : 1);
  if (unknown === 0) return sense.population >= (sense.kind === 'part' ? 10 * least : least);
  return (mention.capital || mention.hash) && cityInPhrase(profile, reading);
}

/** A city among words that say nothing of places: known to all, or behind "in", and not part of a longer name. */
function cityInPhrase({ tokens, unknown }: Profile, { mention, sense }: Reading): boolean {
  const before = tokens[mention.from - 1];
  const after = tokens[mention.to];
  const glued =
    (after?.gap === 0 && after.capital && !fillers.has(after.key)) ||
    (mention.gap === 0 && before?.capital && !fillers.has(before.key));
  if (glued && sense.population < 400_000) return false;
  if (before && locators.has(before.key)) return sense.population >= 50_000 && unknown <= 6;
  return sense.population >= 150_000 && unknown <= 5;
}

function codeStandsAlone({ tokens, unknown }: Profile, mention: Mention): boolean {
  if (mention.senses.every((sense) => sense.country !== 'US')) return false;
  const isWord = wordCodes.has(mention.key);
  if (tokens.length === 1) return mention.upper ? !shoutedWords.has(mention.key) : !isWord || mention.key === 'md';
  if (unknown > 4) return false;
  const isLast = mention.to === tokens.length;
  if (!mention.upper)
    return mention.gap > 0 && isLast && !shoutedWords.has(mention.key) && (!isWord || mention.capital);
  if (!isWord) return true;
  const shouted = tokens.every((token) => token.upper || !/\p{L}/u.test(token.raw));
  if (shoutedWords.has(mention.key)) return mention.gap === 1 && isLast && !shouted;
  const before = tokens[mention.from - 1];
  const placed =
    isLast || mention.gap > 0 || before === undefined || locators.has(before.key) || fillers.has(before.key);
  return placed && (mention.gap === 1 ? isLast || !shouted : !shouted);
}

function aliasStandsAlone(profile: Profile, mention: Mention): boolean {
  const length = mention.key.length;
  if (/^\d+$/.test(mention.key))
    return profile.tokens.length === 1 || (profile.tokens.length === 2 && profile.tokens[0]!.key === 'the');
  // "a-town" is a nickname, "a town" is not.
  if (mention.key.charAt(1) === ' ' && !mention.capital && profile.unknown > 0) return false;
  if (length <= 3 && !mention.upper) return profile.unknown === 0;
  return profile.unknown <= (length <= 4 ? 2 : 4);
}

function confidenceOf({ sense, support, rivalry }: Reading): number {
  if (support >= stateSupport) return 0.985;
  if (sense.kind === 'country') return 0.95;
  if (sense.kind === 'state') return (sense.alias ? 0.92 : 0.96) - rivalry / 4;
  if (sense.kind === 'code') return 0.88;
  return Math.max(0.5, 0.93 - rivalry / 2 - (sense.population < 100_000 ? 0.08 : 0));
}

/** Up to three words right before a state that no other name accounts for, back to a comma. */
function wordsBefore({ tokens, readings }: Profile, state: Reading): string[] {
  const covered = new Set(readings.filter((r) => r !== state && r.support > 0).map((r) => r.mention.from));
  const words: string[] = [];
  for (let i = state.mention.from - 1; i >= 0 && words.length < 3 && !covered.has(i); i--) {
    words.unshift(tokens[i]!.key);
    if (tokens[i]!.gap > 0) break;
  }
  return words;
}

function mended({ gazetteer, tokens, unknown }: Profile): Place | null {
  if (tokens.length === 0 || tokens.length > 3 || unknown === 0) return null;
  const name = mendedName(
    gazetteer,
    tokens.map((token) => token.key),
  );
  return name && placeOf(gazetteer, name.sense, { from: 'profile', confidence: name.confidence });
}
