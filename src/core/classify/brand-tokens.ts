import { plainApostrophes } from '../text/fold.ts';

/** A word of a text as the brand matcher sees it. */
export interface BrandToken {
  /** Lower case, without marks, possessive and accents. */
  key: string;
  /** As written. */
  raw: string;
  /** True when it starts a sentence or the text, where a capital says nothing. */
  opens: boolean;
  /** True when a comma, a dash or any other mark stands before it. */
  apart: boolean;
  mark: '' | '@' | '#';
}

const wordPattern = /[@#]?[\p{L}\p{N}]+(?:[&+'.-][\p{L}\p{N}]+)*\+?/gu;
const sentenceEnd = /[.!?…:\n"“”(]\s{0,20}$/;

/**
 * Splits a text into words for brand matching: hyphens, ampersands, dots and a trailing plus stay inside a word
 * ("t-mobile", "at&t", "walmart.com", "walmart+"); a possessive is cut off. Order and repeats are kept.
 */
export function brandTokens(text: string): BrandToken[] {
  const tokens: BrandToken[] = [];
  let end = 0;
  for (const match of plainApostrophes(text.replaceAll('&amp;', '&')).matchAll(wordPattern)) {
    const word = match[0];
    const mark = word[0] === '@' || word[0] === '#' ? (word[0] as '@' | '#') : '';
    const before = match.input.slice(end, match.index);
    const isSpace = before === ' ';
    tokens.push({
      key: brandKey(mark ? word.slice(1) : word),
      raw: word,
      opens: tokens.length === 0 || (!isSpace && sentenceEnd.test(before)),
      apart: !isSpace && before.trim() !== '',
      mark,
    });
    end = match.index + word.length;
  }
  return tokens;
}

function isAscii(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) > 127) return false;
  return true;
}

/** The form under which words are compared. "Can't" and "cant" are one word, as they are for the model. */
export function brandKey(word: string): string {
  const plain = isAscii(word) ? word : plainApostrophes(word).normalize('NFKD').replace(/\p{M}/gu, '');
  const lower = plain.toLowerCase();
  if (!lower.includes("'")) return lower;
  if (lower.endsWith("'s")) return lower.slice(0, -2);
  return lower.endsWith("n't") ? `${lower.slice(0, -2)}t` : lower;
}
