import type { Clue } from './clues.ts';
import { featureIndex } from './feature-index.ts';
import type { Gazetteer } from './gazetteer.ts';
import type { Mention } from './mentions.ts';
import { isBeside } from './name-part.ts';
import type { Candidate } from './text-candidates.ts';
import { handlesAbroad, nameHabits, wordsAbroad } from './text-context.ts';
import type { Token } from './tokens.ts';
import { themeOf, wordClass } from './word-class.ts';
import { shoutedWords, wordCodes } from './written-forms.ts';

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
}

type Value = string | number;
type Add = (name: string, ...values: Value[]) => void;

/** How a name is written, how big and of what kind its place is, and how many rivals it has: what most features are crossed with. */
interface Profile {
  shape: string;
  size: number;
  kind: string;
  habit: string;
  support: number;
  overState: number;
  overAbroad: number;
  words: number;
}

const windowBefore = 6;
const windowAfter = 5;
const british = /[£€]|\b(?:colour|favourite|mum|queue|postcode|broadband)\b/;

/** The features of a text's candidates: how names are written, what stands around them, what else the text names. */
export class TextFeatures {
  private readonly scene: TextScene;
  /** Class of each token; "^" before the first, "$" behind the last. */
  private readonly classes: readonly string[];
  private readonly general: readonly number[];

  constructor(scene: TextScene) {
    this.scene = scene;
    this.classes = classesOf(scene);
    this.general = generalFeatures(scene);
  }

  /** Numbers of the features of a candidate, in no order, a few of them twice. */
  of(candidate: Candidate): number[] {
    const out = [...this.general];
    const add: Add = (name, ...values) => out.push(featureIndex(name, values));
    const { mention } = candidate;
    add('clue', candidate.clue);
    this.addOthers(add, candidate);
    if (mention === null) {
      add('handle');
      add('handle name', candidate.key);
      add('handle alone', this.scene.candidates.length);
      return out;
    }
    const profile = this.profileOf(candidate, mention);
    this.addName(add, candidate, profile);
    this.addNeighbors(add, mention, profile);
    this.addWindow(add, mention, profile);
    return out;
  }

  private profileOf({ sense, support, overState, overAbroad }: Candidate, mention: Mention): Profile {
    const { shouted, small, gazetteer } = this.scene;
    const region = sense.kind === 'state' || sense.kind === 'code' || sense.kind === 'regional';
    return {
      shape: mention.hash ? 'hash' : mention.upper ? (shouted ? 'shouted' : 'capitals') : mention.capital ? 'capital' : small ? 'small' : 'lower',
      size: region ? 10 : steps(sense.population, [1, 1_000, 3_000, 8_000, 20_000, 60_000, 150_000, 250_000, 600_000]),
      kind: sense.kind + (sense.alias ? '+' : '') + (sense.weak ? '~' : ''),
      habit: gazetteer.commonWords.has(mention.key) ? 'word' : (nameHabits.get(mention.key) ?? '-'),
      support: steps(support, [0.1, 1, 1.9, 3]),
      overState: steps(overState, [-1, 0, 0.03, 0.08, 0.15, 0.3, 0.6, 1.5]),
      overAbroad: steps(overAbroad, [-1, -0.1, 0, 0.05, 0.1, 0.2, 0.5, 1.5]),
      words: Math.min(mention.to - mention.from, 3),
    };
  }

  /** The name by itself. */
  private addName(add: Add, { clue, rank, key, sense }: Candidate, profile: Profile): void {
    const { shape, size, kind, habit, support, overState, overAbroad, words } = profile;
    add('kind', kind);
    add('size', size);
    add('shape', shape);
    add('kind size', kind, size);
    add('kind shape', kind, shape);
    add('size shape', size, shape);
    add('kind size shape', kind, size, shape);
    add('words', words, shape, size);
    add('habit', habit);
    add('habit shape', habit, shape);
    add('habit size', habit, size);
    add('code', wordCodes.has(key) ? (shoutedWords.has(key) ? 2 : 1) : 0, shape, sense.kind);
    add('length', Math.min(key.length, 6), shape);
    add('support', support);
    add('support size', support, size);
    add('support shape', support, shape);
    add('support kind', support, kind);
    add('state', overState);
    add('state size', overState, size);
    add('state support', overState, support);
    add('state shape', overState, shape);
    add('state kind', overState, kind);
    add('state size shape', overState, size, shape);
    add('abroad', overAbroad);
    add('abroad size', overAbroad, size);
    add('abroad shape', overAbroad, shape);
    add('rank', rank);
    add('rank size', rank, size);
    add('rank support', rank, support);
    add('clue shape', clue, shape);
    add('clue state', clue, overState);
    add('clue size', clue, size);
  }

  /** The words right before and behind, by class and by themselves. */
  private addNeighbors(add: Add, mention: Mention, profile: Profile): void {
    const { tokens } = this.scene;
    const { from, to } = mention;
    const { shape, size, kind, habit, overState, overAbroad } = profile;
    const before = this.gapAt(from) + this.classAt(from - 1);
    const after = this.gapAt(to) + this.classAt(to);
    const second = this.classAt(from - 2);
    const third = this.classAt(from - 3);
    const beyond = this.classAt(to + 1);
    add('before', before);
    add('after', after);
    for (const [name, value] of [['shape', shape], ['size', size], ['kind', kind], ['habit', habit]] as const) {
      add(`before ${name}`, before, value);
      add(`after ${name}`, after, value);
    }
    add('before habit shape', before, habit, shape);
    add('before state', before, overState);
    add('before abroad', before, overAbroad);
    add('around', before, after);
    add('around shape', before, after, shape);
    add('two before', second, before);
    add('two before shape', second, before, shape);
    add('three before', third, second, before);
    add('two after', after, beyond);
    const word = (at: number): string => tokens[at]?.key ?? (at < 0 ? '^' : '$');
    const beforeWord = this.gapAt(from) + word(from - 1);
    const afterWord = this.gapAt(to) + word(to);
    add('word before', beforeWord);
    add('word after', afterWord);
    add('second word before', word(from - 2));
    add('second word after', word(to + 1));
    add('two words before', word(from - 2), beforeWord);
    add('class and word before', second, beforeWord);
    add('three words before', word(from - 3), word(from - 2), beforeWord);
    add('two words after', afterWord, word(to + 1));
    add('words around', beforeWord, afterWord);
  }

  /** The words a little further off. */
  private addWindow(add: Add, { from, to }: Mention, { shape, size }: Profile): void {
    const { tokens } = this.scene;
    const before = this.classAt(from - 1);
    const themes = new Set<string>();
    for (let at = Math.max(0, from - windowBefore); at < from; at++) {
      add('near before', tokens[at]!.key);
      const theme = themeOf(tokens[at]!);
      if (theme) themes.add(theme);
    }
    for (const theme of themes) {
      add('theme before', theme);
      add('theme before, class', theme, before);
    }
    themes.clear();
    for (let at = to; at < Math.min(tokens.length, to + windowAfter); at++) {
      add('near after', tokens[at]!.key);
      const theme = themeOf(tokens[at]!);
      if (theme) themes.add(theme);
    }
    for (const theme of themes) add('theme after', theme);
    add('length of text', lengthOf(tokens), shape, size, from === 0 ? 1 : 0, to === tokens.length ? 1 : 0);
  }

  /** The other names of the text. */
  private addOthers(add: Add, candidate: Candidate): void {
    const { candidates, clues } = this.scene;
    let [same, other, strong] = [0, 0, 0];
    let [first, last] = [1, 1];
    for (const one of candidates) {
      if (one.rank > 0 || one.key === candidate.key) continue;
      if (one.sense.state === candidate.sense.state) same++;
      else {
        other++;
        if (one.support >= 3 || one.sense.kind === 'state' || one.sense.population > 150_000) strong = 1;
      }
      if (one.mention && candidate.mention) {
        if (one.mention.from < candidate.mention.from) first = 0;
        else last = 0;
      }
    }
    add('others', Math.min(same, 2), Math.min(other, 3));
    add('strong other', strong, first, last);
    add('clues', Math.min(clues.length, 3), candidate.clue);
  }

  private classAt(at: number): string {
    return this.classes[at] ?? (at < 0 ? '^' : '$');
  }

  /** What stands before a token, as a sign. */
  private gapAt(at: number): string {
    const { tokens } = this.scene;
    const [one, next] = [tokens[at - 1], tokens[at]];
    if (!one || !next) return '';
    return next.gap === 0 ? (isBeside(one, next) ? '' : '.') : next.gap === 1 ? ',' : '|';
  }
}

/** Classes of the words; those of a well-known place's name are the place's. */
function classesOf({ tokens, shouted, candidates, gazetteer }: TextScene): string[] {
  const classes = tokens.map((token) => wordClass(token, shouted));
  for (const { mention, sense, rank } of candidates) {
    if (mention === null || rank > 0 || gazetteer.commonWords.has(mention.key)) continue;
    if (sense.kind !== 'state' && sense.kind !== 'code' && sense.population < 20_000) continue;
    const name = sense.kind === 'code' || sense.kind === 'state' ? `@${sense.kind}` : '@city';
    for (let at = mention.from; at < mention.to; at++) classes[at] = name;
  }
  return classes;
}

function generalFeatures({ text, tokens, abroad }: TextScene): number[] {
  const found = new Set<number>();
  const add: Add = (name, ...values) => found.add(featureIndex(name, values));
  add('bias');
  for (const token of tokens) {
    add('word', token.key);
    const theme = themeOf(token);
    if (theme) add('theme', theme);
    if (wordsAbroad.has(token.key)) add('word abroad');
  }
  if (abroad) add('place abroad');
  if (british.test(text)) add('british');
  if (text.includes('@') && handlesAbroad.test(text)) add('handle abroad');
  return [...found];
}

function lengthOf(tokens: readonly Token[]): number {
  return steps(tokens.length, [2, 4, 8, 16, 32]);
}

/** How many of the edges a number reaches. */
function steps(value: number, edges: readonly number[]): number {
  let reached = 0;
  for (const edge of edges) if (value >= edge) reached++;
  return reached;
}
