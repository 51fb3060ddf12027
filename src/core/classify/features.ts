import { hashWord, type Tokens, tokenKind } from '../text/tokenize.ts';
import { joinHash, type Lexicon, matchAt, meantBy } from './lexicon.ts';
import { masks } from './mask.ts';

/** Which families of features a model reads; part of the model's manifest. */
export interface FeatureShape {
  /** Features are hashed into 2^tableBits rows. Row 0 is the constant feature. */
  tableBits: number;
  /** Lengths of the letter n-grams inside words, for example [3, 4]. */
  letterGrams: number[];
  wordTrigrams: boolean;
}

/** Classes that are no words: they come after the lexicon's own. */
const special = { brand: 1, support: 2, user: 3, link: 4, number: 5, symbol: 6, start: 7, end: 8 } as const;
const salts = {
  word: 0x1b873593,
  pair: 0x4cf5ad43,
  triple: 0x6b43a9b5,
  letters: 0x52dce729,
  cls: 0x38495ab5,
  clsPair: 0x2f0b4c47,
  clsTriple: 0x7ed55d16,
  clsSkip: 0x165667b1,
  mixed: 0x5bd1e995,
  whole: 0x3c6ef372,
} as const;
const edge = hashWord('<s>');
const maxClasses = 1024;

/** Scratch memory and settings of a reader; not to be shared between concurrent callers. */
export interface FeatureReader {
  /** Writes the row numbers of a text's features to `rows` and returns how many there are (at least 1, at most rows.length). */
  read(tokens: Tokens, fromBrand: boolean, rows: Int32Array): number;
}

/**
 * Reader of hashed features (Weinberger et al. 2009): words, pairs and triples of words, letter n-grams, and the same
 * over word classes, where a whole family of phrases ("isn't working", "no funciona") is one step. N-grams don't cross
 * the end of a sentence. `tokens` must have been masked (see `maskNames`); frequent slips of the pen are mended in them.
 */
export function createFeatureReader(lexicon: Lexicon, shape: FeatureShape): FeatureReader {
  const mask = 2 ** shape.tableBits - 1;
  const classes = new Int32Array(maxClasses);
  const state: Sink = { rows: new Int32Array(0), count: 0, mask };
  return {
    read(tokens, fromBrand, rows) {
      state.rows = rows;
      state.count = 0;
      rows[state.count++] = 0;
      mend(tokens, lexicon);
      const classCount = readClasses(tokens, lexicon, classes);
      addWords(state, tokens, shape.wordTrigrams);
      for (const length of shape.letterGrams) addLetters(state, tokens, length);
      addClasses(state, classes, classCount);
      addWhole(state, tokens, { fromBrand, classes, classCount });
      return state.count;
    },
  };
}

/** Frequent slips of the pen become the word that is meant. Letters stay as they were written. */
function mend(tokens: Tokens, lexicon: Lexicon): void {
  for (let i = 0; i < tokens.count; i++)
    if (tokens.kind[i] === tokenKind.word) tokens.hash[i] = meantBy(lexicon, tokens.hash[i]!);
}

interface Sink {
  rows: Int32Array;
  count: number;
  mask: number;
}

function add(sink: Sink, hash: number): void {
  if (sink.count >= sink.rows.length) return;
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  sink.rows[sink.count++] = ((mixed ^ (mixed >>> 15)) & sink.mask) | 0;
}

/** The sequence of classes: words without one are left out, a sentence's end is 0. */
function readClasses(tokens: Tokens, lexicon: Lexicon, classes: Int32Array): number {
  const first = lexicon.names.length;
  let count = 0;
  classes[count++] = first + special.start;
  for (let i = 0; i < tokens.count && count < maxClasses - 2; ) {
    const fixed = fixedClass(tokens, i);
    if (fixed > 0) {
      if (fixed !== special.user && fixed !== special.symbol) classes[count++] = first + fixed;
      i++;
      continue;
    }
    if (tokens.kind[i] === tokenKind.mark) {
      if (isSentenceEnd(tokens.hash[i]!)) classes[count++] = 0;
      i++;
      continue;
    }
    const match = matchAt(lexicon, tokens.hash, i, tokens.count);
    if (match !== 0) classes[count++] = match & 0xffff;
    i += Math.max(match >>> 16, 1);
  }
  classes[count++] = first + special.end;
  return count;
}

function fixedClass(tokens: Tokens, i: number): number {
  const hash = tokens.hash[i]!;
  if (hash === masks.brand) return special.brand;
  const kind = tokens.kind[i]!;
  if (kind === tokenKind.mention) return hash === masks.support ? special.support : special.user;
  if (kind === tokenKind.link) return special.link;
  if (kind === tokenKind.symbol) return special.symbol;
  if (kind === tokenKind.number && !isHttpCode(tokens, i)) return special.number;
  return 0;
}

function isHttpCode(tokens: Tokens, i: number): boolean {
  const from = tokens.from[i]!;
  const first = tokens.letters[from]!;
  return tokens.to[i]! - from === 3 && (first === 52 || first === 53);
}

const stop = hashWord('.');
const bang = hashWord('!');
const ask = hashWord('?');

function isSentenceEnd(hash: number): boolean {
  return hash === stop || hash === bang || hash === ask;
}

function addWords(sink: Sink, tokens: Tokens, triples: boolean): void {
  let before = edge;
  let last = edge;
  for (let i = 0; i <= tokens.count; i++) {
    const hash = i < tokens.count ? tokens.hash[i]! : edge;
    if (i < tokens.count) add(sink, hash ^ salts.word);
    const pair = joinHash(last, hash);
    add(sink, pair ^ salts.pair);
    if (triples && i > 0) add(sink, joinHash(joinHash(before, last), hash) ^ salts.triple);
    before = last;
    last = hash;
  }
}

/** Letter n-grams of each word with its borders ("^app$"), for words of three letters and more. */
function addLetters(sink: Sink, tokens: Tokens, length: number): void {
  const { letters } = tokens;
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kind[i]!;
    if ((kind !== tokenKind.word && kind !== tokenKind.tag) || tokens.hash[i] === masks.brand) continue;
    const from = tokens.from[i]! - 1;
    const to = tokens.to[i]! + 1;
    for (let at = from; at + length <= to; at++) {
      let hash = salts.letters + length;
      for (let k = at; k < at + length; k++) {
        const letter = k === from || k === to - 1 ? 36 : letters[k]!;
        hash = Math.imul(hash ^ letter, 0x01000193);
      }
      add(sink, hash);
    }
  }
}

/** Classes alone, in pairs, in triples, and in pairs with up to three others between them. */
function addClasses(sink: Sink, classes: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const here = classes[i]!;
    if (here === 0) continue;
    add(sink, Math.imul(here, 0x9e3779b1) ^ salts.cls);
    let hash = here;
    for (let next = i + 1; next < count && next <= i + 4; next++) {
      const there = classes[next]!;
      if (there === 0) break;
      if (next === i + 1) add(sink, joinHash(here, there) ^ salts.clsPair);
      if (next === i + 2) add(sink, joinHash(hash, there) ^ salts.clsTriple);
      if (next >= i + 2) add(sink, joinHash(here, there) ^ salts.clsSkip);
      hash = joinHash(hash, there);
    }
  }
}

/** What holds of the whole text: who speaks, a reply or not, questions, shouting. */
function addWhole(
  sink: Sink,
  tokens: Tokens,
  about: { fromBrand: boolean; classes: Int32Array; classCount: number },
): void {
  const { fromBrand, classes, classCount } = about;
  const speaker = fromBrand ? 1 : 0;
  const isReply = tokens.count > 0 && tokens.kind[0] === tokenKind.mention ? 1 : 0;
  let asks = 0;
  let links = 0;
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.hash[i] === ask) asks = 1;
    if (tokens.kind[i] === tokenKind.link) links = 1;
  }
  const shouts = tokens.cased > 12 && tokens.upper * 2 > tokens.cased ? 1 : 0;
  add(sink, wholeHash(1, speaker));
  add(sink, wholeHash(2, isReply));
  add(sink, wholeHash(4, asks * 2 + links));
  add(sink, wholeHash(5, shouts));
  if (!fromBrand) return;
  for (let i = 0; i < classCount; i++) add(sink, wholeHash(6, classes[i]!));
}

function wholeHash(field: number, value: number): number {
  return joinHash(field, value + 1) ^ salts.whole;
}
