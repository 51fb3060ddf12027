import { foldName } from '../text/fold.ts';
import { hashWord, type Tokens, tokenKind } from '../text/tokenize.ts';

/** Stand-ins, so that the model learns how people speak to a brand, not which brand it is. */
export const masks = {
  brand: hashWord('<brand>'),
  support: hashWord('<support>'),
  user: hashWord('<user>'),
} as const;

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
  const words = name
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .map(foldName)
    .filter((word) => word !== '');
  return { hashes: words.map(hashWord), joined: words.join('') };
}

/** Replaces, in place, the hashes of mentions and of the brand's name by stand-ins; a name of several words becomes one token. */
export function maskNames(tokens: Tokens, brand: BrandShape | null): void {
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
