import type { Place } from '../words/place.ts';
import { cityIsMeant } from './city-in-text.ts';
import type { Gazetteer } from './gazetteer.ts';
import { findMentions, type Mention } from './mentions.ts';
import { isBeside, isNamePart } from './name-part.ts';
import { once } from './once.ts';
import { placeOf } from './place-of.ts';
import type { Scene } from './scene.ts';
import { type Reading, readMentions, stateSupport } from './support.ts';
import {
  beingWords,
  companies,
  directions,
  handlesAbroad,
  neverInText,
  numberWords,
  otherwiseUsed,
  placeVerbs,
  presenceWords,
  sendingWords,
  thingsElsewhere,
  travelWords,
  unitWords,
  unmistakable,
  wholes,
} from './text-context.ts';
import { type Token, tokenize } from './tokens.ts';
import { fillers, locators, seldomWords, shoutedWords, wordCodes } from './written-forms.ts';

/** The place that a running text speaks of, null when it names none beyond doubt. */
export function resolveText(gazetteer: Gazetteer, text: string): Place | null {
  const tokens = tokenize(text);
  const shouted = isShouted(tokens);
  const mentions = findMentions(gazetteer, tokens).filter((mention, i, all) =>
    isWritten(mention, { before: all[i - 1], tokens, shouted }),
  );
  if (mentions.length === 0) return null;
  const all = readMentions(gazetteer, mentions);
  const small = tokens.every(({ capital, start, key }) => !capital || start === 0 || key.startsWith('i'));
  const handled = handlesAbroad.test(text);
  const scene = { gazetteer, tokens, shouted, small, handled, placed: once(() => placedWords(gazetteer, all)) };
  const readings = all.filter((r) => isMeant(scene, r));
  const best = bestReading(readings.filter((r) => isWritersPlace(scene, r))) ?? bestReading(readings);
  return best && placeOf(gazetteer, best.sense, { from: 'text', confidence: confidenceOf(best) });
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
  if (!wordCodes.has(mention.key)) return true;
  if (mention.upper) return !shouted || mention.gap === 1;
  return isSmallCode(mention, before!, context.tokens);
}

/** "Johnstown pa.": codes that are seldom words, behind a town of theirs, at the end of a clause. */
function isSmallCode({ key, senses, gap, to }: Mention, town: Mention, tokens: readonly Token[]): boolean {
  const next = tokens[to];
  if (!seldomWords.has(key) || gap > 0 || (next !== undefined && isBeside(tokens[to - 1]!, next))) return false;
  const states = new Set(senses.map(({ state }) => state));
  return town.senses.some(({ kind, state, population }) => kind === 'city' && population >= 1_000 && states.has(state));
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
  if (isNamePart(scene, mention) || isSaying(scene, mention) || isElsewhere(scene, mention)) return false;
  if (neverInText.has(mention.key) || (mention.key.charAt(1) === ' ' && !mention.capital)) return false;
  if (unmistakable.has(mention.key)) return true;
  if (sense.kind === 'country')
    return mention.key.length < 4 ? mention.upper && !scene.shouted && !mention.hash : mention.capital || mention.hash;
  const located =
    isSetOff(scene, mention) ||
    (previous !== undefined && isBeside(previous, tokens[mention.from]!) && isLocated(scene, mention));
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
  if (one.key === 'of')
    return two !== undefined && (wholes.has(two.key) || directions.has(two.key) || two.key === 'side');
  if (one.key === 'over') return two?.key === 'all';
  const spoken = next?.gap === 0 && (placeVerbs.has(next.key) || companies.has(next.key));
  return one.key === 'the' && spoken && two !== undefined && locators.has(two.key);
}

/** "(Boone)", "| Boone |": in brackets by itself. */
function isSetOff({ tokens }: Scene, { gap, to }: Mention): boolean {
  return gap === 2 && (tokens[to] === undefined || tokens[to].gap === 2);
}

/** "I'm in Boise": of several places the writer's own counts. */
function isWritersPlace({ tokens }: Scene, { mention: { from } }: Reading): boolean {
  const [one, two] = [tokens[from - 1], tokens[from - 2]];
  return one !== undefined && two !== undefined && locators.has(one.key) && beingWords.has(two.key);
}

/** "someone in Ohio", "not in Nashville", "see you in Denver", "flight to Aspen", "connection thru Dallas", named "Savannah": no place of whoever writes. */
function isElsewhere({ tokens }: Scene, { from }: Mention): boolean {
  const [one, two, three] = [tokens[from - 1], tokens[from - 2], tokens[from - 3]];
  if (one?.key === 'named') return true;
  if (one?.key === 'thru' || one?.key === 'through') return true;
  if (one?.key === 'to') return tokens.slice(Math.max(0, from - 5), from - 1).some(({ key }) => travelWords.has(key));
  if (one?.key !== 'in' || two === undefined) return false;
  if (thingsElsewhere.has(two.key)) return true;
  return three?.key === 'see' && ['you', 'u', 'ya'].includes(two.key);
}

/** "Houston, we have a problem". */
function isSaying({ tokens }: Scene, { key, to }: Mention): boolean {
  return key === 'houston' && tokens[to]?.key === 'we' && tokens[to + 1]?.key === 'have';
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

/** Five digits are a ZIP code behind a place, behind "zip", or behind "in" with no unit after them. */
function zipIsMeant({ tokens }: Scene, { mention, support }: Reading): boolean {
  const previous = tokens[mention.from - 1];
  const next = tokens[mention.to];
  if (mention.from === 0 && next?.gap === 0 && presenceWords.has(next.key)) return true;
  if (support >= 1 || previous?.key === 'zip' || previous?.key === 'zipcode') return true;
  if (previous?.key === 'code' && tokens[mention.from - 2]?.key === 'zip') return true;
  if (mention.gap > 0 && (!next || next.gap > 0) && previous && !numberWords.has(previous.key)) return true;
  const before = previous?.key === 'the' ? tokens[mention.from - 2] : previous;
  if (previous?.key === 'is' && tokens[mention.from - 2]?.key.startsWith('zip')) return true;
  // A queue, a balance, a version are "at" a number.
  const aimed =
    before && before.key !== 'at' && (locators.has(before.key) || before.key === 'to' || before.key === 'for');
  if (!aimed || mention.gap > 0 || isSentTo(tokens, mention)) return false;
  return !next || next.gap > 0 || !unitWords.has(next.key);
}

/** "text PAC to 65075": a few words behind a word of sending. */
function isSentTo(tokens: readonly Token[], { from }: Mention): boolean {
  if (tokens[from - 1]?.key !== 'to') return false;
  return tokens.slice(Math.max(0, from - 5), from - 1).some(({ key }) => sendingWords.has(key));
}

function confidenceOf({ sense, support, rivalry }: Reading): number {
  if (support >= stateSupport) return 0.97;
  if (sense.kind === 'state' || sense.kind === 'country') return 0.92;
  return Math.max(0.5, 0.9 - rivalry / 2);
}
