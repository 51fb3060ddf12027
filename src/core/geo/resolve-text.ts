import type { Place } from '../words/place.ts';
import type { Gazetteer } from './gazetteer.ts';
import { findMentions, type Mention } from './mentions.ts';
import { isBeside, isNamePart, type WordsAround } from './name-part.ts';
import { once } from './once.ts';
import { placeOf } from './place-of.ts';
import { type Reading, readMentions, stateSupport } from './support.ts';
import {
  companies,
  directions,
  givenNames,
  neverInText,
  otherwiseUsed,
  placeVerbs,
  presenceWords,
  unitWords,
  unmistakable,
  wholes,
} from './text-context.ts';
import { type Token, tokenize } from './tokens.ts';
import { fillers, locators, shoutedWords, wordCodes } from './written-forms.ts';

/** The place that a running text speaks of, null when it names none beyond doubt. */
export function resolveText(gazetteer: Gazetteer, text: string): Place | null {
  const tokens = tokenize(text);
  const shouted = isShouted(tokens);
  const mentions = findMentions(gazetteer, tokens).filter((mention, i, all) =>
    isWritten(mention, { before: all[i - 1], tokens, shouted }),
  );
  if (mentions.length === 0) return null;
  const all = readMentions(gazetteer, mentions);
  const scene = { gazetteer, tokens, shouted, placed: once(() => placedWords(gazetteer, all)) };
  const readings = all.filter((r) => isMeant(scene, r));
  const best = bestReading(readings);
  return best && placeOf(gazetteer, best.sense, { from: 'text', confidence: confidenceOf(best) });
}

interface Scene extends WordsAround {
  gazetteer: Gazetteer;
  shouted: boolean;
}

function placedWords(gazetteer: Gazetteer, readings: readonly Reading[]): Set<number> {
  const placed = new Set<number>();
  for (const { mention, sense } of readings) {
    const known = sense.kind === 'state' || sense.kind === 'code' || sense.population >= 20_000;
    if (!known || gazetteer.commonWords.has(mention.key)) continue;
    for (let i = mention.from; i < mention.to; i++) placed.add(i);
  }
  return placed;
}

/** More capitals than not: capitals tell nothing. */
function isShouted(tokens: readonly Token[]): boolean {
  const long = tokens.filter((token) => token.raw.length > 3);
  return long.length > 2 && long.filter((token) => token.upper).length > long.length / 2;
}

/** Two-letter codes count in capitals behind a name, in small letters too if they are no words. */
function isWritten(
  mention: Mention,
  context: { before: Mention | undefined; tokens: readonly Token[]; shouted: boolean },
): boolean {
  if (!mention.senses.some((sense) => sense.kind === 'code') || mention.to - mention.from > 1) return true;
  const { before, shouted } = context;
  if (mention.key === 'dc' || mention.key === 'nyc') return true;
  const follows = before?.to === mention.from && mention.gap < 2;
  if (!follows)
    return (
      mention.senses.some((sense) => sense.kind !== 'code') ||
      (mention.upper && !shouted && !(mention.hash ? wordCodes : shoutedWords).has(mention.key))
    );
  if (wordCodes.has(mention.key)) return mention.upper && (!shouted || mention.gap === 1);
  return true;
}

function bestReading(readings: readonly Reading[]): Reading | null {
  const named = readings.find((r) => r.sense.state !== null && r.support >= stateSupport && r.sense.kind !== 'code');
  if (named) return named;
  const local = readings.find((r) => r.sense.state !== null && r.sense.kind !== 'code');
  return (
    local ??
    readings.find((r) => r.sense.state !== null) ??
    readings.find((r) => r.sense.kind === 'country' || r.sense.country !== 'US') ??
    null
  );
}

/** Whether a name is meant as a place here. */
function isMeant(scene: Scene, reading: Reading): boolean {
  const { mention, sense, support, rivalry } = reading;
  const { tokens } = scene;
  const previous = tokens[mention.from - 1];
  if (sense.kind === 'code') return sense.country === 'US' && codeIsMeant(scene, reading);
  if (sense.kind === 'zip') return zipIsMeant(scene, reading);
  if (support >= stateSupport && sense.kind !== 'country' && pairIsMeant(scene, reading)) return true;
  if (isNamePart(scene, mention) || isSaying(scene, mention)) return false;
  if (neverInText.has(mention.key) || (mention.key.charAt(1) === ' ' && !mention.capital)) return false;
  if (unmistakable.has(mention.key)) return true;
  if (sense.kind === 'country')
    return mention.key.length < 4 ? mention.upper && !scene.shouted && !mention.hash : mention.capital || mention.hash;
  const located = previous !== undefined && mention.gap === 0 && isLocated(scene, mention);
  if (otherwiseUsed.has(mention.key) && !located) return false;
  if (sense.kind === 'state') return stateIsMeant(scene, reading, located);
  if (sense.kind === 'metro')
    return (
      located || mention.capital || mention.hash || (mention.to - mention.from > 1 && sense.population >= 1_000_000)
    );
  if (sense.kind === 'county') return mention.capital && rivalry <= 0.3;
  return cityIsMeant(scene, reading, located);
}

/** "in Plano", "at the Plano Walmart", "town of Plano". */
function isLocated({ tokens }: Scene, { from, to }: Mention): boolean {
  const [next, one, two] = [tokens[to], tokens[from - 1]!, tokens[from - 2]];
  if (locators.has(one.key)) return true;
  if (one.key === 'of') return two !== undefined && wholes.has(two.key);
  const spoken = next?.gap === 0 && (placeVerbs.has(next.key) || companies.has(next.key));
  return one.key === 'the' && spoken && two !== undefined && locators.has(two.key);
}

/** "Houston, we have a problem". */
function isSaying({ tokens }: Scene, { key, to }: Mention): boolean {
  return key === 'houston' && tokens[to]?.key === 'we' && tokens[to + 1]?.key === 'have';
}

/** A city abroad beside its country, or a big one, or one behind "in". */
function foreignCityIsMeant({ mention, sense, support }: Reading, located: boolean): boolean {
  if (!mention.capital || givenNames.has(mention.key)) return located && mention.capital;
  return (
    (support >= 1.5 && sense.population >= 30_000) ||
    sense.population >= 1_000_000 ||
    (located && sense.population >= 50_000)
  );
}

/** A name with its state: a hamlet needs the comma or "in" ("Hope, Indiana"), or else it may be a person ("George Washington"). */
function pairIsMeant({ gazetteer, tokens, shouted }: Scene, { mention, sense }: Reading): boolean {
  const next = tokens[mention.to];
  const previous = tokens[mention.from - 1];
  const located = previous !== undefined && locators.has(previous.key);
  if (!mention.capital && !mention.hash && !shouted && gazetteer.commonWords.has(mention.key) && !located) return false;
  if (sense.kind !== 'city' || sense.population >= 10_000 || mention.to - mention.from > 1) return true;
  return next?.gap !== 0 || next.upper || located;
}

/** A code alone: behind "in" or a direction, before "here", or as a hashtag, in capitals amid small letters. */
function codeIsMeant({ tokens, shouted }: Scene, { mention }: Reading): boolean {
  if (mention.key === 'dc') return true;
  if (!mention.upper || shouted || shoutedWords.has(mention.key)) return false;
  if (mention.hash) return !wordCodes.has(mention.key);
  const previous = tokens[mention.from - 1];
  const next = tokens[mention.to];
  if (previous && mention.gap === 0 && (locators.has(previous.key) || directions.has(previous.key))) return true;
  if (next?.gap !== 0) return false;
  return (
    placeVerbs.has(next.key) && (!wordCodes.has(mention.key) || (mention.from === 0 && presenceWords.has(next.key)))
  );
}

function stateIsMeant({ tokens }: Scene, { mention, sense }: Reading, located: boolean): boolean {
  if (sense.alias && directions.has(tokens[mention.from]!.key)) return true;
  const lone = mention.to - mention.from === 1;
  if (mention.key === 'washington') return false;
  if (tokens[mention.from - 1]?.key === 'the' && isKindOf(tokens, mention)) return false;
  if (mention.key === 'jersey') return mention.capital && located;
  if (sense.alias)
    return located
      ? mention.key.length > 3
      : (mention.capital || mention.hash) && mention.key.length > 3 && !mention.key.startsWith('the ');
  if (mention.key === 'georgia' || mention.key === 'virginia') return located || mention.hash;
  return located || mention.capital || mention.hash || !lone;
}

/** "the Kansas album": what stands right behind the name, in small letters, is no word that speaks of places. */
function isKindOf(tokens: readonly Token[], { to, gap }: Mention): boolean {
  const next = tokens[to];
  if (gap > 0 || !next || !isBeside(tokens[to - 1]!, next) || next.capital) return false;
  return !placeVerbs.has(next.key) && !companies.has(next.key) && !fillers.has(next.key) && !locators.has(next.key);
}

function cityIsMeant({ gazetteer, tokens }: Scene, reading: Reading, located: boolean): boolean {
  const { mention, sense, rivalry } = reading;
  if (sense.country !== 'US') return foreignCityIsMeant(reading, located);
  if (rivalry > 0.62 || gazetteer.commonWords.has(mention.key) || /^\d+$/.test(mention.key)) return false;
  const written = mention.capital || mention.hash;
  const words = mention.to - mention.from;
  const next = tokens[mention.to];
  const spokenOf = next?.gap === 0 && placeVerbs.has(next.key);
  if (givenNames.has(mention.key) && !located && !mention.hash && !spokenOf) return false;
  if (sense.kind === 'part') return located || spokenOf || (written && (mention.hash || words > 1));
  if (sense.alias) {
    return (
      (mention.key.length > 3 || mention.upper) &&
      (written || located || (words > 1 && sense.population >= 600_000)) &&
      !mention.key.startsWith('the ')
    );
  }
  // Where nothing is written in capitals a last word behind a comma is as good as one.
  const tagged = mention.gap === 1 && mention.to === tokens.length && tokens.every(({ capital }) => !capital);
  if (sense.population >= 250_000 && tagged && rivalry <= 0.3) return true;
  if (sense.population >= 250_000) return written || located || spokenOf || words > 1 || sense.population >= 600_000;
  if (sense.population >= 100_000 && !written) return (located || spokenOf) && rivalry <= 0.3;
  const apart = next !== undefined && !isBeside(tokens[mention.to - 1]!, next);
  const least = mention.from === 0 ? 60_000 : 150_000;
  if (sense.population >= least && rivalry <= 0.2 && apart) return written;
  if (sense.population >= 20_000 && rivalry <= 0.2 && mention.from === 0 && spokenOf && presenceWords.has(next.key))
    return written;
  if (sense.population >= 60_000) return written && (located || spokenOf || mention.hash || words > 1);
  if (words > 1 && spokenOf && written && sense.population >= 20_000) return true;
  return written && located && sense.population >= 8000;
}

/** Five digits are a ZIP code behind a place, behind "zip", or behind "in" with no unit after them. */
function zipIsMeant({ tokens }: Scene, { mention, support }: Reading): boolean {
  const previous = tokens[mention.from - 1];
  const next = tokens[mention.to];
  if (mention.from === 0 && next?.gap === 0 && presenceWords.has(next.key)) return true;
  if (support >= 1 || previous?.key === 'zip' || previous?.key === 'zipcode') return true;
  if (previous?.key === 'code' && tokens[mention.from - 2]?.key === 'zip') return true;
  const aimed = previous && (locators.has(previous.key) || previous.key === 'to' || previous.key === 'for');
  if (!aimed || mention.gap > 0) return false;
  return !next || next.gap > 0 || !unitWords.has(next.key);
}

function confidenceOf({ sense, support, rivalry }: Reading): number {
  if (support >= stateSupport) return 0.97;
  if (sense.kind === 'state' || sense.kind === 'country') return 0.92;
  return Math.max(0.5, 0.9 - rivalry / 2);
}
