import type { Clue } from './clues.ts';
import { hashOf } from './feature-index.ts';
import type { Gazetteer } from './gazetteer.ts';
import type { Candidate } from './text-candidates.ts';
import { handlesAbroad, wordsAbroad } from './text-context.ts';
import type { Token } from './tokens.ts';
import { wordClass } from './word-class.ts';

/** A text with its names, as the features of one see it. */
export interface TextScene {
  gazetteer: Gazetteer;
  text: string;
  tokens: readonly Token[];
  /** Mostly capitals: they tell nothing. */
  shouted: boolean;
  /** No name has a capital: the lack of one tells nothing. */
  small: boolean;
  candidates: readonly Candidate[];
  clues: readonly Clue[];
  /** The text names a country or a big city abroad. */
  abroad: boolean;
  /** The text speaks of a firm that is only abroad, or to its account. */
  firmAbroad: boolean;
}

const city = hashOf('@city');
const region = hashOf('@region');
const firm = hashOf('firm');
const british = /[£€]|\b(?:colour|favourite|mum|queue|postcode|broadband)\b/;

/** Hashes of the words' classes; those of a well-known place's name are the place's. */
export function classesOf({ tokens, shouted, candidates, gazetteer }: TextScene): Int32Array {
  const classes = Int32Array.from(tokens, (token) => hashOf(wordClass(token, shouted)));
  for (const [i, { key, end: last }] of tokens.entries()) {
    const next = tokens[i + 1];
    if (key === 'at' && next?.key === 't' && next.start - last === 1) classes[i] = firm;
  }
  for (const { mention, sense, rank } of candidates) {
    if (mention === null || rank > 0 || gazetteer.commonWords.has(mention.key)) continue;
    const isRegion = sense.kind === 'state' || sense.kind === 'code';
    if (!isRegion && sense.population < 20_000) continue;
    classes.fill(isRegion ? region + (sense.kind === 'code' ? 1 : 0) : city, mention.from, mention.to);
  }
  return classes;
}

/** How many kinds of signs say that the writer is abroad: a place, a firm, spelling; at most 2. */
export function signsAbroad({ text, abroad, firmAbroad }: TextScene): number {
  return Math.min(2, Number(abroad) + Number(firmAbroad) + Number(british.test(text)));
}

/** The text speaks of a firm that is only abroad, or to its account. */
export function namesFirmAbroad(text: string, tokens: readonly Token[]): boolean {
  return (text.includes('@') && handlesAbroad.test(text)) || tokens.some(({ key }) => wordsAbroad.has(key));
}
