import type { Gazetteer } from './gazetteer.ts';
import type { Sense } from './sense.ts';
import { byteKey } from './text-pool.ts';
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
  const words = tokens.map(({ key }) => byteKey(key));
  let end = 0;
  for (let at = 0; at < tokens.length; ) {
    if (at >= end) end = runEnd(tokens, at);
    const mention =
      flagAt(tokens, at) ?? zipAt(gazetteer, tokens, at) ?? longestAt(gazetteer, { tokens, words, from: at, end });
    if (mention) found.push(mention);
    at = mention ? mention.to : at + 1;
  }
  return found;
}

function longestAt(
  { names }: Gazetteer,
  { tokens, words, from, end }: { tokens: readonly Token[]; words: readonly string[]; from: number; end: number },
): Mention | null {
  const runs = names.findRuns({ words, from, to: end });
  for (let to = from + runs.length; to > from; to--) {
    const last = tokens[to - 1]!;
    const known = names.sensesOf(runs[to - from - 1]!);
    if (!known && !isPossessive(last)) continue;
    const written = keyOf(tokens, from, to);
    const key = known ? written : written.slice(0, -1);
    const senses = known ?? names.senses(key);
    if (senses && !isColorado(key, tokens[from]!, last)) return mentionOf(tokens, { from, to, key, senses });
  }
  return null;
}

/** Where the words that no comma or the like stands between come to an end. */
function runEnd(tokens: readonly Token[], from: number): number {
  let end = from + 1;
  while (end < tokens.length && tokens[end]!.gap === 0) end++;
  return end;
}

function keyOf(tokens: readonly Token[], from: number, to: number): string {
  let key = tokens[from]!.key;
  for (let at = from + 1; at < to; at++) key += ` ${tokens[at]!.key}`;
  return key;
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
