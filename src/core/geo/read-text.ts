import { cluesOf } from './clues.ts';
import type { Gazetteer } from './gazetteer.ts';
import { findMentions, type Mention } from './mentions.ts';
import { isBeside } from './name-part.ts';
import { stateSupport } from './support.ts';
import { type Candidate, candidatesOf } from './text-candidates.ts';
import { namesFirmAbroad, type TextScene } from './text-scene.ts';
import { type Token, tokenize } from './tokens.ts';
import { seldomWords, shoutedWords, wordCodes } from './written-forms.ts';

/** A text's names with what they may stand for. */
export interface ReadText extends TextScene {
  mentions: readonly Mention[];
}

const bigAbroad = 300_000;
const namesakeAbroad = 10_000;

/** Words and names of a text; null where it has no name. */
export function readText(gazetteer: Gazetteer, text: string): ReadText | null {
  const tokens = tokenize(text);
  const shouted = isShouted(tokens);
  const mentions = findMentions(gazetteer, tokens).filter((mention, i, all) =>
    isWritten(mention, { before: all[i - 1], tokens, shouted }),
  );
  const clues = cluesOf(gazetteer, text, mentions);
  if (mentions.length === 0 && clues.length === 0) return null;
  const small = tokens.every(({ capital, start, raw }) => !capital || start === 0 || /^I(?:['’]|$)/.test(raw));
  const all = candidatesOf(gazetteer, mentions, clues);
  const firmAbroad = namesFirmAbroad(text, tokens);
  const candidates = firmAbroad ? all.filter((candidate) => !isNamesake(candidate)) : all;
  const abroad = mentions.some(isAbroad);
  return { gazetteer, text, tokens, shouted, small, mentions, clues, candidates, abroad, firmAbroad };
}

/** Who speaks of a firm that is only abroad lives there: a name that both countries have, without an American state beside it, is the other one's. */
function isNamesake({ mention, support }: Candidate): boolean {
  return (
    mention !== null &&
    support < stateSupport &&
    mention.senses.some(({ country, population }) => country !== 'US' && population >= namesakeAbroad)
  );
}

/** A country or a big city of no American namesake. */
function isAbroad({ senses, capital }: Mention): boolean {
  return (
    capital &&
    senses.length > 0 &&
    senses.every(({ country }) => country !== 'US') &&
    senses.some(({ kind, population }) => kind === 'country' || population >= bigAbroad)
  );
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
  // "a-town" is a nickname, "a town" is not.
  if (mention.key.charAt(1) === ' ' && !mention.capital) return false;
  if (isInitial(mention, context.tokens)) return false;
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

/** "the H&M": the last word is a letter of initials that go on. */
function isInitial({ to }: Mention, tokens: readonly Token[]): boolean {
  const [last, next] = [tokens[to - 1]!, tokens[to]];
  return last.raw.length === 1 && next !== undefined && next.gap > 0 && next.start - last.end === 1;
}
