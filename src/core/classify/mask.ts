import { foldName, plainApostrophes } from '../text/fold.ts';
import { hashWord, type Tokens, tokenKind } from '../text/tokenize.ts';
import { tailWords } from './hashtag-tail.ts';

/** Stand-ins, so that the model learns how people speak to a brand, not which brand it is. */
export const masks = {
  brand: hashWord('<brand>'),
  support: hashWord('<support>'),
  user: hashWord('<user>'),
} as const;

/** Shorter names begin too many words. */
const shortestJoined = 3;
const supportParts = [
  'help',
  'care',
  'support',
  'service',
  'ask',
  'assist',
  'ayuda',
  'atencion',
  'soporte',
  'responde',
  'answers',
  'team',
];

/** A brand's name as the tokenizer sees it. Made once per name; see `brandShape`. */
export interface BrandShape {
  /** Hashes of the name's words in a row. */
  hashes: number[];
  /** The name's folded letters and digits without spaces, for handles and hashtags. */
  joined: string;
}

/** Shape of a display name. A name without a letter or digit matches nothing. */
export function brandShape(name: string): BrandShape {
  const words = plainApostrophes(name)
    .replaceAll("'", '')
    .split(/[^\p{L}\p{N}]+/u)
    .map(foldName)
    .filter((word) => word !== '');
  return { hashes: words.map(hashWord), joined: words.join('') };
}

/**
 * Replaces, in place, the hashes of mentions and of the brand's name by stand-ins; a name of several words becomes one token,
 * and a hashtag that joins the name to other words ("#walmartdown") is parted.
 */
export function maskNames(tokens: Tokens, brand: BrandShape | null): void {
  if (brand !== null) partTags(tokens, brand);
  let kept = 0;
  for (let i = 0; i < tokens.count; ) {
    const length = brand === null ? 0 : brandLengthAt(tokens, i, brand);
    const kind = tokens.kind[i]!;
    tokens.kind[kept] = kind;
    tokens.from[kept] = tokens.from[i]!;
    tokens.to[kept] = tokens.to[i]!;
    if (length > 0) tokens.hash[kept] = masks.brand;
    else if (kind === tokenKind.mention) tokens.hash[kept] = isSupport(tokens, i) ? masks.support : masks.user;
    else tokens.hash[kept] = tokens.hash[i]!;
    kept++;
    i += Math.max(length, 1);
  }
  tokens.count = kept;
}

function partTags(tokens: Tokens, { joined }: BrandShape): void {
  if (joined.length < shortestJoined) return;
  for (let at = 0; at < tokens.count; at++) {
    if (tokens.kind[at] !== tokenKind.tag) continue;
    const from = tokens.from[at]!;
    const leads = startsAt(tokens, from, joined) ? 0 : startsAt(tokens, from, `is${joined}`) ? 2 : -1;
    const behind = from + leads + joined.length;
    if (leads < 0 || tokens.to[at]! <= behind) continue;
    const words = tailWords(String.fromCharCode(...tokens.letters.subarray(behind, tokens.to[at])));
    if (words !== null) part(tokens, at, leads === 0 ? [joined, ...words] : ['is', joined, ...words]);
  }
}

/** Puts the words, which the letters of the token at `at` spell, in its place. Without room for all the token stays whole. */
function part(tokens: Tokens, at: number, words: string[]): void {
  const more = words.length - 1;
  if (tokens.count + more > tokens.hash.length) return;
  for (const column of [tokens.hash, tokens.kind, tokens.from, tokens.to])
    column.copyWithin(at + words.length, at + 1, tokens.count);
  tokens.count += more;
  let from = tokens.from[at]!;
  for (const [index, word] of words.entries()) {
    tokens.hash[at + index] = hashWord(word);
    tokens.kind[at + index] = tokenKind.tag;
    tokens.from[at + index] = from;
    from += word.length;
    tokens.to[at + index] = from;
  }
}

/** How many tokens from `at` on are the brand's name; a handle that contains the name counts when it isn't a support account. */
function brandLengthAt(tokens: Tokens, at: number, brand: BrandShape): number {
  const { hashes, joined } = brand;
  if (joined.length < 2) return 0;
  const kind = tokens.kind[at]!;
  if (kind === tokenKind.mention) return holds(tokens, at, joined) && !isSupport(tokens, at) ? 1 : 0;
  if (kind !== tokenKind.word && kind !== tokenKind.tag) return 0;
  if (spells(tokens, at, joined)) return 1;
  if (tokens.hash[at] !== hashes[0] || at + hashes.length > tokens.count) return 0;
  for (let i = 1; i < hashes.length; i++) if (tokens.hash[at + i] !== hashes[i]) return 0;
  return hashes.length;
}

function spells(tokens: Tokens, at: number, word: string): boolean {
  const from = tokens.from[at]!;
  if (tokens.to[at]! - from !== word.length) return false;
  return startsAt(tokens, from, word);
}

function holds(tokens: Tokens, at: number, part: string): boolean {
  const last = tokens.to[at]! - part.length;
  for (let from = tokens.from[at]!; from <= last; from++) if (startsAt(tokens, from, part)) return true;
  return false;
}

function startsAt(tokens: Tokens, from: number, part: string): boolean {
  for (let i = 0; i < part.length; i++) if (tokens.letters[from + i] !== part.charCodeAt(i)) return false;
  return true;
}

function isSupport(tokens: Tokens, at: number): boolean {
  return supportParts.some((part) => holds(tokens, at, part));
}
