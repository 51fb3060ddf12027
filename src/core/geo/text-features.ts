import { featureIndex, hashOf } from './feature-index.ts';
import { featureName as n } from './feature-names.ts';
import type { Gazetteer } from './gazetteer.ts';
import type { Mention } from './mentions.ts';
import { isBeside } from './name-part.ts';
import type { Candidate } from './text-candidates.ts';
import { nameHabits } from './text-context.ts';
import { classesOf, signsAbroad, type TextScene } from './text-scene.ts';
import { themeOf } from './word-class.ts';
import { shoutedWords, wordCodes } from './written-forms.ts';

/** Adds the feature of a name and its values, hashes or small numbers. */
type Add = (name: number, a?: number, b?: number, c?: number) => void;

/** How a name is written, how big and of what kind its place is, and how many rivals it has: what most features are crossed with. */
interface Profile {
  shape: number;
  size: number;
  kind: number;
  habit: number;
  support: number;
  overState: number;
  overAbroad: number;
  /** 1 where a place abroad has the name too. */
  namesake: number;
  words: number;
  clue: number;
}

const begin = hashOf('^');
const end = hashOf('$');
const sizes = [1, 1_000, 3_000, 8_000, 20_000, 60_000, 150_000, 250_000, 600_000];
const supports = [0.1, 1, 1.9, 3];
const leadsAtHome = [-1, 0, 0.03, 0.08, 0.15, 0.3, 0.6, 1.5];
const leadsAbroad = [-1, -0.1, 0, 0.05, 0.1, 0.2, 0.5, 1.5];
const lengths = [2, 4, 8, 16, 32];
const windowBefore = 6;
const windowAfter = 5;

/** The features of a text's candidates: how names are written, what stands around them, what else the text names. */
export class TextFeatures {
  /** What all candidates of the text share: whether it names a place at all. */
  readonly general: readonly number[];
  private readonly scene: TextScene;
  private readonly signs: number;
  /** Hashes of the tokens' classes, keys and themes (0: none). */
  private readonly classes: Int32Array;
  private readonly keys: Int32Array;
  private readonly themes: Int32Array;

  constructor(scene: TextScene) {
    const { tokens } = scene;
    this.scene = scene;
    this.keys = Int32Array.from(tokens, ({ key }) => hashOf(key));
    this.themes = Int32Array.from(tokens, (token) => hashOfTheme(themeOf(token)));
    this.classes = classesOf(scene);
    this.signs = signsAbroad(scene);
    this.general = this.generalFeatures();
  }

  /** Numbers of a candidate's own features, in no order, a few of them twice. */
  of(candidate: Candidate): number[] {
    const out: number[] = [];
    const add: Add = (name, a = 0, b = 0, c = 0) => out.push(featureIndex(name, a, b, c));
    const { mention } = candidate;
    const clue = hashOf(candidate.clue);
    add(n.clue, clue);
    this.addOthers(add, candidate, clue);
    if (mention === null) {
      add(n.handle);
      add(n.handleName, hashOf(candidate.key));
      add(n.handleAlone, this.scene.candidates.length);
      return out;
    }
    const profile = this.profileOf(candidate, mention, clue);
    this.addName(add, candidate, profile);
    this.addNeighbors(add, mention, profile);
    this.addWindow(add, mention, profile);
    return out;
  }

  private generalFeatures(): number[] {
    const found = new Set<number>();
    const add: Add = (name, a = 0) => found.add(featureIndex(name, a, 0, 0));
    add(n.bias);
    add(n.signs, this.signs);
    for (const key of this.keys) add(n.word, key);
    for (const theme of this.themes) if (theme !== 0) add(n.theme, theme);
    return [...found];
  }

  private profileOf({ sense, support, overState, overAbroad }: Candidate, mention: Mention, clue: number): Profile {
    const { shouted, small, gazetteer } = this.scene;
    const isRegion = sense.kind === 'state' || sense.kind === 'code' || sense.kind === 'regional';
    const plain = mention.capital ? 'capital' : small ? 'small' : 'lower';
    const shape = mention.hash ? 'hash' : mention.upper ? (shouted ? 'shouted' : 'capitals') : plain;
    return {
      shape: hashOf(shape),
      size: isRegion ? 10 : steps(sense.population, sizes),
      kind: hashOf(sense.kind) + (sense.alias ? 1 : 0) + (sense.weak ? 2 : 0),
      habit: habitOf(gazetteer, mention),
      support: steps(support, supports),
      overState: steps(overState, leadsAtHome),
      overAbroad: steps(overAbroad, leadsAbroad),
      namesake: steps(overAbroad, leadsAbroad) < leadsAbroad.length ? 1 : 0,
      words: Math.min(mention.to - mention.from, 3),
      clue,
    };
  }

  /** The name by itself. */
  private addName(add: Add, { rank, key, sense }: Candidate, profile: Profile): void {
    const { shape, size, kind, habit, support, overState, overAbroad, namesake, words, clue } = profile;
    add(n.kind, kind);
    add(n.size, size);
    add(n.shape, shape);
    add(n.kindSize, kind, size);
    add(n.kindShape, kind, shape);
    add(n.sizeShape, size, shape);
    add(n.kindSizeShape, kind, size, shape);
    add(n.words, words, shape, size);
    add(n.habit, habit);
    add(n.habitShape, habit, shape);
    add(n.habitSize, habit, size);
    add(n.code, wordCodes.has(key) ? (shoutedWords.has(key) ? 2 : 1) : 0, shape, hashOf(sense.kind));
    add(n.length, Math.min(key.length, 6), shape);
    add(n.support, support);
    add(n.supportSize, support, size);
    add(n.supportShape, support, shape);
    add(n.supportKind, support, kind);
    add(n.state, overState);
    add(n.stateSize, overState, size);
    add(n.stateSupport, overState, support);
    add(n.stateShape, overState, shape);
    add(n.stateKind, overState, kind);
    add(n.stateSizeShape, overState, size, shape);
    add(n.abroad, overAbroad);
    add(n.abroadSize, overAbroad, size);
    add(n.abroadShape, overAbroad, shape);
    add(n.abroadSigns, overAbroad, this.signs);
    add(n.sizeSigns, size, this.signs);
    add(n.namesakeSigns, namesake, this.signs);
    add(n.rank, rank);
    add(n.rankSize, rank, size);
    add(n.rankSupport, rank, support);
    add(n.clueShape, clue, shape);
    add(n.clueState, clue, overState);
    add(n.clueSize, clue, size);
  }

  /** The words right before and behind, by class and by themselves. */
  private addNeighbors(add: Add, { from, to }: Mention, profile: Profile): void {
    const { shape, size, kind, habit, overState, overAbroad, namesake } = profile;
    const [gapBefore, gapAfter] = [this.gapAt(from), this.gapAt(to)];
    const before = gapBefore ^ at(this.classes, from - 1);
    const after = gapAfter ^ at(this.classes, to);
    const second = at(this.classes, from - 2);
    const third = at(this.classes, from - 3);
    add(n.before, before);
    add(n.beforeShape, before, shape);
    add(n.beforeSize, before, size);
    add(n.beforeKind, before, kind);
    add(n.beforeHabit, before, habit);
    add(n.beforeHabitShape, before, habit, shape);
    add(n.beforeState, before, overState);
    add(n.beforeAbroad, before, overAbroad);
    add(n.after, after);
    add(n.afterShape, after, shape);
    add(n.afterSize, after, size);
    add(n.afterKind, after, kind);
    add(n.afterHabit, after, habit);
    add(n.gaps, gapBefore, gapAfter);
    add(n.gapsShape, gapBefore, gapAfter, shape);
    add(n.gapsSize, gapBefore, gapAfter, size);
    add(n.beforeNamesakeSigns, before, namesake, this.signs);
    add(n.around, before, after);
    add(n.aroundShape, before, after, shape);
    add(n.twoBefore, second, before);
    add(n.twoBeforeShape, second, before, shape);
    add(n.threeBefore, third, second, before);
    add(n.twoAfter, after, at(this.classes, to + 1));
    const [wordBefore, wordAfter] = [gapBefore ^ at(this.keys, from - 1), gapAfter ^ at(this.keys, to)];
    const [secondBefore, secondAfter] = [at(this.keys, from - 2), at(this.keys, to + 1)];
    add(n.wordBefore, wordBefore);
    add(n.wordAfter, wordAfter);
    add(n.secondWordBefore, secondBefore);
    add(n.secondWordAfter, secondAfter);
    add(n.twoWordsBefore, secondBefore, wordBefore);
    add(n.classWordBefore, second, wordBefore);
    add(n.threeWordsBefore, at(this.keys, from - 3), secondBefore, wordBefore);
    add(n.twoWordsAfter, wordAfter, secondAfter);
    add(n.wordsAround, wordBefore, wordAfter);
  }

  /** The words a little further off. */
  private addWindow(add: Add, { from, to }: Mention, { shape, size }: Profile): void {
    const { length } = this.keys;
    const before = at(this.classes, from - 1);
    const themes = new Set<number>();
    for (let i = Math.max(0, from - windowBefore); i < from; i++) {
      add(n.nearBefore, this.keys[i]);
      themes.add(this.themes[i]!);
    }
    for (const theme of themes) {
      if (theme === 0) continue;
      add(n.themeBefore, theme);
      add(n.themeClassBefore, theme, before);
    }
    themes.clear();
    for (let i = to; i < Math.min(length, to + windowAfter); i++) {
      add(n.nearAfter, this.keys[i]);
      themes.add(this.themes[i]!);
    }
    for (const theme of themes) if (theme !== 0) add(n.themeAfter, theme);
    const ends = (from === 0 ? 1 : 0) + (to === length ? 2 : 0);
    add(n.textLength, 4 * steps(length, lengths) + ends, shape, size);
  }

  /** The other names of the text. */
  private addOthers(add: Add, { key, sense, mention }: Candidate, clue: number): void {
    const { candidates, clues } = this.scene;
    let [same, other, strong, first, last] = [0, 0, 0, 1, 1];
    for (const one of candidates) {
      if (one.rank > 0 || one.key === key) continue;
      if (one.sense.state === sense.state) same++;
      else {
        other++;
        if (one.support >= 3 || one.sense.kind === 'state' || one.sense.population > 150_000) strong = 1;
      }
      if (!one.mention || !mention) continue;
      if (one.mention.from < mention.from) first = 0;
      else last = 0;
    }
    add(n.others, Math.min(same, 2), Math.min(other, 3));
    add(n.strongOther, strong, first, last);
    add(n.clues, Math.min(clues.length, 3), clue);
  }

  /** What stands before a token: nothing 0, a period or the like 1, a comma 2, more 3. */
  private gapAt(index: number): number {
    const { tokens } = this.scene;
    const [one, next] = [tokens[index - 1], tokens[index]];
    if (!one || !next) return 0;
    return next.gap === 0 ? (isBeside(one, next) ? 0 : 1) : next.gap + 1;
  }
}

/** What the name is besides a place: digits, an ordinary word, one of `nameHabits`. */
function habitOf({ commonWords }: Gazetteer, { key }: Mention): number {
  if (key.charCodeAt(0) < 58 && /^\d+$/.test(key)) return 2;
  return commonWords.has(key) ? 1 : hashOf(nameHabits.get(key) ?? '');
}

function at(hashes: Int32Array, index: number): number {
  return index < 0 ? begin : (hashes[index] ?? end);
}

function hashOfTheme(theme: string | null): number {
  return theme === null ? 0 : hashOf(theme);
}

/** How many of the edges a number reaches. */
function steps(value: number, edges: readonly number[]): number {
  let reached = 0;
  for (const edge of edges) if (value >= edge) reached++;
  return reached;
}
