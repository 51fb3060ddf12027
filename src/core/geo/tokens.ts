import { isPlainWord, wordKey } from './name-key.ts';

/** A word of a string with what its writing tells. */
export interface Token {
  key: string;
  raw: string;
  /** Two letters or more, all capitals. */
  upper: boolean;
  /** The same in capitals and in small letters: digits, signs. */
  caseless: boolean;
  /** First letter a capital. */
  capital: boolean;
  hash: boolean;
  /** What stands before it: 0 nothing but a space, hyphen or period; 1 a comma; 2 a slash, bar, bracket, emoji or the like. */
  gap: 0 | 1 | 2;
  /** Position of the word in the string, UTF-16 units. */
  start: number;
  end: number;
}

/** Key of the token that a flag emoji becomes, `flag:` and the country. */
export const flagPrefix = 'flag:';

const wordPattern =
  /\p{RI}\p{RI}|\u{1f3f4}(?:[\u{e0061}-\u{e007a}]+)\u{e007f}|(?:\p{L}\.){2,}\p{L}?(?![\p{L}])|\p{L}\/\p{L}(?![\p{L}])|[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}]|['’ʻ‘](?=\p{L}))*/gu;
const noise =
  /(?:https?:\/\/|www\.)\S+|\b[\w-]+\.(?:com|org|net|io|co|tv|me|gov|edu|info|biz|us|ly)\b(?:\/\S*)?|(?<![\w])@\w+/gi;
const maxLength = 2000;

/** Words of a string in order. Addresses and handles are left out; text beyond 2,000 characters is not looked at. */
export function tokenize(text: string): Token[] {
  const cut = plainLetters(text.length > maxLength ? text.slice(0, maxLength) : text);
  const clean = /[@/.]/.test(cut) ? cut.replace(noise, (found) => '|'.repeat(found.length)) : cut;
  const tokens: Token[] = [];
  let last = 0;
  for (const match of clean.matchAll(wordPattern)) {
    const raw = match[0];
    const start = match.index;
    const between = clean.slice(last, start);
    last = start + raw.length;
    const parts = between.endsWith('#') ? raw.split(/(?<=[a-z]{2})(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})/) : [raw];
    let at = start;
    for (const part of parts) {
      const token = tokenOf(part, at, at === start ? between : '');
      token.hash = between.endsWith('#');
      tokens.push(token);
      at += part.length;
    }
  }
  return tokens;
}

/** Letters of mathematical and full-width alphabets as plain ones; a word spelled with spaces ("T E X A S") as a word. */
function plainLetters(text: string): string {
  const plain = /[^\u0000-\u024f]/.test(text) ? text.normalize('NFKC') : text;
  return /^\s*\p{L}(?: \p{L}){2,}\s*$/u.test(plain) ? plain.replaceAll(' ', '') : plain;
}

function tokenOf(raw: string, start: number, between: string): Token {
  const place = { raw, hash: between.endsWith('#'), gap: gapOf(between), start, end: start + raw.length };
  if (isPlainWord(raw)) return { key: wordKey(raw), upper: false, caseless: false, capital: false, ...place };
  const first = raw.charAt(0);
  const lower = raw.toLowerCase();
  const upper = raw.toUpperCase();
  return {
    key:
      raw.codePointAt(0)! >= 0x1f1e6 && raw.codePointAt(0)! <= 0x1f3f4 ? flagKey(raw) : wordKey(raw.replace('/', '')),
    upper: raw.length > 1 && raw === upper && raw !== lower,
    caseless: upper === lower,
    capital: first !== first.toLowerCase(),
    ...place,
  };
}

function gapOf(between: string): 0 | 1 | 2 {
  if (between === '' || between === ' ') return 0;
  if (/[/|&()[\]{}<>•·;:!?+~"“”\n=*→⇄]|\.\.|[^\p{ASCII}\p{L}\p{M}\p{P}\s]| [-–—]+ |—/u.test(between)) return 2;
  return /[,،、，]/.test(between) ? 1 : 0;
}

/** Country of a flag: a pair of regional indicators, or the tag sequence of England, Scotland, Wales. */
function flagKey(raw: string): string {
  const points = [...raw].map((letter) => letter.codePointAt(0)!);
  if (points[0] === 0x1f3f4) {
    const tag = points
      .slice(1, -1)
      .map((point) => String.fromCharCode(point - 0xe0000))
      .join('');
    return tag.startsWith('us')
      ? `${flagPrefix}${tag.slice(2).toUpperCase()}@US`
      : `${flagPrefix}${tag.slice(0, 2).toUpperCase()}`;
  }
  return flagPrefix + points.map((point) => String.fromCharCode(point - 0x1f1e6 + 65)).join('');
}
