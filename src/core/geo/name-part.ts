import type { Mention } from './mentions.ts';
import {
  companies,
  directions,
  namedAfterPlaces,
  namesBefore,
  placeVerbs,
  presenceWords,
  titles,
} from './text-context.ts';
import type { Token } from './tokens.ts';
import { fillers, locators } from './written-forms.ts';

/** A text's words, with those that name places. */
export interface WordsAround {
  tokens: readonly Token[];
  /** Indexes of the words that belong to a place's name, ordinary words left out. */
  placed(): ReadonlySet<number>;
}

/** Whether a place's name is part of another name: a team, a dish, a film, a person ("Chicago Fire", "Sweet Home Alabama"). */
export function isNamePart({ tokens, placed }: WordsAround, mention: Mention): boolean {
  const next = tokens[mention.to];
  const previous = tokens[mention.from - 1];
  const glued = next !== undefined && isBeside(tokens[mention.to - 1]!, next);
  if (glued && namedAfterPlaces.has(next.key)) return true;
  if (glued && next.key === mention.key) return true;
  if (previous !== undefined && previous.key === mention.key && mention.gap === 0) return true;
  const behind = previous !== undefined && isBeside(previous, tokens[mention.from]!);
  if (behind && namesBefore.has(previous.key)) return true;
  if (previous !== undefined && mention.gap === 0 && titles.has(previous.key)) return true;
  if (mention.upper || mention.hash) return false;
  // What is "at" a place is often a house that bears its name ("at Lexington Community Center"), what is "from" it a sender.
  if (behind && locators.has(previous.key) && previous.key !== 'at' && previous.key !== 'from') return false;
  const coded = tokens[mention.to - 1]!.upper;
  if (glued && !coded && isProper(next) && !placed().has(mention.to) && !speaksOfPlaces(next)) return true;
  if (!behind || !isProper(previous) || placed().has(mention.from - 1) || speaksOfPlaces(previous)) return false;
  // A capital that begins a sentence says nothing.
  return mention.from > 1 && isBeside(tokens[mention.from - 2]!, previous) && !(glued && presenceWords.has(next.key));
}

/** Nothing but a space or a hyphen stands between two words. */
export function isBeside(one: Token, next: Token): boolean {
  return next.gap === 0 && next.start - one.end <= 1;
}

function isProper({ capital, upper, hash, raw }: Token): boolean {
  return capital && !upper && !hash && raw.length > 1;
}

function speaksOfPlaces({ key }: Token): boolean {
  return (
    placeVerbs.has(key) ||
    companies.has(key.replace(/s$/, '')) ||
    companies.has(key) ||
    directions.has(key) ||
    locators.has(key) ||
    fillers.has(key)
  );
}
