import { foldCode, isWordCode } from './fold.ts';

/** What a token is. A hashtag's words are words; `tag` marks them. */
export const tokenKind = { word: 0, number: 1, mention: 2, tag: 3, link: 4, symbol: 5, mark: 6 } as const;

/** Tokens of one text, in arrays that are used again for the next one. */
export interface Tokens {
  count: number;
  /** 32-bit hash of the token's folded letters (see `hashWord`). */
  hash: Int32Array;
  kind: Uint8Array;
  /** Bounds of the token's folded letters in `letters`. */
  from: Uint16Array;
  to: Uint16Array;
  letters: Uint16Array;
  /** How many letters of the text are upper-case, and how many there are. */
  upper: number;
  cased: number;
}

/** Room for `capacity` tokens; what is beyond is left unread. */
export function createTokens(capacity = 1000): Tokens {
  return {
    count: 0,
    hash: new Int32Array(capacity),
    kind: new Uint8Array(capacity),
    from: new Uint16Array(capacity),
    to: new Uint16Array(capacity),
    letters: new Uint16Array(capacity * 8 + 64),
    upper: 0,
    cased: 0,
  };
}

const offset = 0x811c9dc5 | 0;
const prime = 0x01000193;

/** FNV-1a over code units, 32 bits (Fowler, Noll & Vo 1991). */
export function hashWord(folded: string): number {
  let hash = offset;
  for (let i = 0; i < folded.length; i++) hash = Math.imul(hash ^ folded.charCodeAt(i), prime);
  return hash;
}

const markHash = {
  stop: hashWord('.'),
  bang: hashWord('!'),
  ask: hashWord('?'),
  pause: hashWord(','),
  quote: hashWord('"'),
  // "Down 8 %" and "down $20" are said of shares.
  percent: hashWord('%'),
  money: hashWord('$'),
};
const linkHash = hashWord('http://');
/** Numbers are told apart by their length only, HTTP error codes excepted: 0, 1 … 6 and more digits. */
const numberHashes = Array.from({ length: 7 }, (_, n) => hashWord('0'.repeat(n)));

/**
 * Cuts a text (see `cleanText`) into words, numbers, mentions, hashtag words, links, emoji and sentence marks, in one
 * pass and without making strings. Letters are folded; three or more equal letters in a row become one ("sooo" → "so");
 * "can't" is "cant", other endings after an apostrophe stand alone ("we're" → "we", "re"); "iOS11" is "ios", "11".
 */
export function tokenize(text: string, into: Tokens): void {
  const capacity = into.hash.length;
  into.count = 0;
  into.upper = 0;
  into.cased = 0;
  let used = 0;
  let i = 0;
  while (i < text.length && into.count < capacity && used + 64 <= into.letters.length) {
    const code = text.charCodeAt(i);
    if (code === 32) {
      i++;
      continue;
    }
    const folded = foldCode(code);
    if (folded === 104 && startsLink(text, i)) i = readLink(text, i, into, used);
    else if (folded >= 48 && folded <= 57) i = readNumber(text, i, into, used);
    else if (isWordCode(folded)) i = readWord(text, i, into, used, tokenKind.word);
    else if (code === 64 && isHandleCode(text.charCodeAt(i + 1))) i = readMention(text, i + 1, into, used);
    else if (code === 35 && isWordCode(foldCode(text.charCodeAt(i + 1)))) i = readTag(text, i + 1, into, used);
    else if (code > 0x2100) i = readSymbol(text, i, into, used);
    else i = readMark(text, i, into, used);
    if (into.count > 0) used = into.to[into.count - 1]!;
  }
}

function push(into: Tokens, hash: number, kind: number, from: number, to: number): void {
  const n = into.count++;
  into.hash[n] = hash;
  into.kind[n] = kind;
  into.from[n] = from;
  into.to[n] = to;
}

function startsLink(text: string, i: number): boolean {
  return text.startsWith('http://', i) || text.startsWith('https://', i);
}

function readLink(text: string, i: number, into: Tokens, used: number): number {
  while (i < text.length && text.charCodeAt(i) > 32) i++;
  push(into, linkHash, tokenKind.link, used, used);
  return i;
}

function isHandleCode(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 95 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function readMention(text: string, i: number, into: Tokens, used: number): number {
  let to = used;
  let hash = offset;
  while (i < text.length && isHandleCode(text.charCodeAt(i))) {
    const folded = foldCode(text.charCodeAt(i++));
    if (folded === 95 || to - used >= 32) continue;
    into.letters[to++] = folded;
    hash = Math.imul(hash ^ folded, prime);
  }
  push(into, hash, tokenKind.mention, used, to);
  return i;
}

/** A hashtag's words part at a change from lower to upper case: "#AppNotWorking" → app, not, working. */
function readTag(text: string, i: number, into: Tokens, used: number): number {
  const capacity = into.hash.length;
  while (i < text.length && into.count < capacity && isWordCode(foldCode(text.charCodeAt(i)))) {
    i = readWord(text, i, into, used, tokenKind.tag);
    used = into.to[into.count - 1]!;
  }
  return i;
}

function readWord(text: string, i: number, into: Tokens, used: number, kind: number): number {
  const { letters } = into;
  let to = used;
  let hash = offset;
  let last = 0;
  let run = 0;
  let cased = 0;
  let upper = 0;
  for (; i < text.length && to - used < 48; i++) {
    const code = text.charCodeAt(i);
    const folded = foldCode(code);
    if (folded < 97 || folded > 122) {
      if (folded >= 48 && folded <= 57 && kind !== tokenKind.tag) break;
      if (folded === 39) {
        if (joinsNot(text, i, last)) continue;
        if (i + 1 < text.length && isWordCode(foldCode(text.charCodeAt(i + 1)))) i++;
        break;
      }
      if (!isWordCode(folded)) break;
    }
    const isUpper = code !== folded && code < 0x80;
    if (kind === tokenKind.tag && isUpper && to > used && isLowerCode(text.charCodeAt(i - 1))) break;
    cased++;
    if (isUpper) upper++;
    run = folded === last ? run + 1 : 1;
    last = folded;
    if (run === 3) {
      to--;
      hash = rehash(letters, used, to);
      continue;
    }
    if (run > 3) continue;
    letters[to++] = folded;
    hash = Math.imul(hash ^ folded, prime);
  }
  into.cased += cased;
  into.upper += upper;
  push(into, hash, kind, used, to);
  return i;
}

function isLowerCode(code: number): boolean {
  return code >= 97 && code <= 122;
}

/** The apostrophe of "n't" joins, so that "can't" and "cant" are one word. */
function joinsNot(text: string, i: number, last: number): boolean {
  return last === 110 && foldCode(text.charCodeAt(i + 1)) === 116;
}

function rehash(letters: Uint16Array, from: number, to: number): number {
  let hash = offset;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ letters[i]!, prime);
  return hash;
}

function readNumber(text: string, i: number, into: Tokens, used: number): number {
  let to = used;
  let hash = offset;
  let digits = 0;
  const first = text.charCodeAt(i);
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const isDigit = code >= 48 && code <= 57;
    if (!isDigit && !(isNumberInner(code) && isDigitAt(text, i + 1))) break;
    if (isDigit) digits++;
    if (isDigit && to - used < 24) {
      into.letters[to++] = code;
      hash = Math.imul(hash ^ code, prime);
    }
  }
  const isNetwork =
    digits === 1 && foldCode(text.charCodeAt(i)) === 103 && !isWordCode(foldCode(text.charCodeAt(i + 1)));
  if (isNetwork) {
    into.letters[to++] = 103;
    push(into, Math.imul(hash ^ 103, prime), tokenKind.word, used, to);
    return i + 1;
  }
  const isHttpCode = digits === 3 && (first === 52 || first === 53);
  push(into, isHttpCode ? hash : numberHashes[Math.min(digits, 6)]!, tokenKind.number, used, to);
  return i;
}

function isNumberInner(code: number): boolean {
  return code === 46 || code === 44 || code === 58 || code === 47;
}

function isDigitAt(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return code >= 48 && code <= 57;
}

/** Emoji and other symbols, each a token of its own; variation selectors, joiners and skin tones say nothing here. */
function readSymbol(text: string, i: number, into: Tokens, used: number): number {
  const point = text.codePointAt(i)!;
  const next = i + (point > 0xffff ? 2 : 1);
  const isFiller = point === 0xfe0f || point === 0xfe0e || (point >= 0x1f3fb && point <= 0x1f3ff);
  if (!isFiller) push(into, Math.imul(offset ^ point, prime) ^ (point >>> 8), tokenKind.symbol, used, used);
  return next;
}

function readMark(text: string, i: number, into: Tokens, used: number): number {
  const code = text.charCodeAt(i);
  const hash = markOf(code);
  let next = i + 1;
  if (hash === 0) return next;
  while (next < text.length && text.charCodeAt(next) === code) next++;
  push(into, hash, tokenKind.mark, used, used);
  return next;
}

function markOf(code: number): number {
  if (code === 46 || code === 0x2026) return markHash.stop;
  if (code === 33 || code === 0xa1) return markHash.bang;
  if (code === 63 || code === 0xbf) return markHash.ask;
  if (code === 44 || code === 59 || code === 58) return markHash.pause;
  if (code === 34 || code === 0x201c || code === 0x201d || code === 0xab || code === 0xbb) return markHash.quote;
  if (code === 37) return markHash.percent;
  if (code === 36 || code === 0x20ac || code === 0xa3) return markHash.money;
  return 0;
}
