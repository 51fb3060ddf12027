import type { Gazetteer } from './gazetteer.ts';
import type { Sense } from './sense.ts';
import { flagPrefix, type Token } from './tokens.ts';

/** A run of words that bears a known name, with its meanings. */
export interface Mention {
  /** First token and the one after the last. */
  from: number;
  to: number;
  key: string;
  senses: readonly Sense[];
  /** What stands before the first word, as in `Token.gap`. */
  gap: 0 | 1 | 2;
  upper: boolean;
  capital: boolean;
  hash: boolean;
}

/** Leftmost-longest names in a token list; a later, longer name wins over a shorter one that it overlaps only from its right. */
export function findMentions(gazetteer: Gazetteer, tokens: readonly Token[]): Mention[] {
  const found: Mention[] = [];
  for (let at = 0; at < tokens.length; ) {
    const mention = flagAt(tokens, at) ?? zipAt(gazetteer, tokens, at) ?? longestAt(gazetteer, tokens, at);
    if (mention) found.push(mention);
    at = mention ? mention.to : at + 1;
  }
  return found;
}

function longestAt(gazetteer: Gazetteer, tokens: readonly Token[], from: number): Mention | null {
  const { names } = gazetteer;
  const first = tokens[from]!;
  const word = names.find(first.key);
  const end = Math.min(tokens.length, from + names.reachOf(word));
  const keys = [first.key];
  for (let at = from + 1; at < end && tokens[at]!.gap === 0; at++) keys.push(`${keys.at(-1)} ${tokens[at]!.key}`);
  for (let words = keys.length; words > 0; words--) {
    const last = tokens[from + words - 1]!;
    let key = keys[words - 1]!;
    let senses = names.sensesOf(words === 1 ? word : names.find(key));
    if (!senses && isPossessive(last)) {
      key = key.slice(0, -1);
      senses = names.senses(key);
    }
    if (senses && !isColorado(key, first, last)) return mentionOf(tokens, { from, to: from + words, key, senses });
  }
  return null;
}

/** "Atlanta's" names Atlanta. */
function isPossessive({ raw }: Token): boolean {
  return raw.endsWith('s') && /['’]s$/.test(raw);
}

/** "Aurora CO" is the city in Colorado, "Aurora Co" the county. */
function isColorado(key: string, first: Token, last: Token): boolean {
  return key.endsWith(' co') && last.raw === 'CO' && !first.upper;
}

function zipAt(gazetteer: Gazetteer, tokens: readonly Token[], from: number): Mention | null {
  const { raw } = tokens[from]!;
  if (raw.length !== 5 || raw.charCodeAt(0) > 57) return null;
  const sense = gazetteer.zip(raw);
  return sense && mentionOf(tokens, { from, to: from + 1, key: raw, senses: [sense] });
}

function flagAt(tokens: readonly Token[], from: number): Mention | null {
  const { key } = tokens[from]!;
  if (!key.startsWith(flagPrefix)) return null;
  const [code = '', country] = key.slice(flagPrefix.length).split('@');
  const flag = { city: null, metro: null, lat: null, lon: null, population: 0, weak: false, upper: false, alias: true };
  const sense: Sense = country
    ? { ...flag, kind: 'state', country, state: code }
    : { ...flag, kind: 'country', country: code, state: null };
  return mentionOf(tokens, { from, to: from + 1, key, senses: [sense] });
}

function mentionOf(tokens: readonly Token[], known: Pick<Mention, 'from' | 'to' | 'key' | 'senses'>): Mention {
  const { from, to, key } = known;
  let [upper, someUpper, capital] = [true, false, false];
  for (let i = from; i < to; i++) {
    const word = tokens[i]!;
    upper &&= word.upper || word.caseless || word.raw.length === 1;
    someUpper ||= word.upper;
    capital ||= word.capital;
  }
  const first = tokens[from]!;
  const senses = upper ? known.senses : known.senses.some(isUpper) ? known.senses.filter(isOther) : known.senses;
  return { from, to, key, senses, gap: first.gap, upper: upper && someUpper, capital, hash: first.hash };
}

function isUpper(sense: Sense): boolean {
  return sense.upper;
}

function isOther(sense: Sense): boolean {
  return !sense.upper;
}
