import { type ClusterWords, clusterWords } from './cluster-words.ts';
import { type ContentWord, createContentWords } from './content-words.ts';
import { createVectors, likeness, meanOf, type WordVector } from './word-vectors.ts';

/** A text to be grouped. `author` tells people apart, nothing more. */
export interface ClusterText {
  id: string;
  author: string;
  at: number;
  text: string;
}

export interface WordCluster<Text extends ClusterText> extends ClusterWords {
  /** Most typical first. */
  texts: Text[];
  authors: number;
  /** People who said the like in a time as long, as usual; null where there is no past to compare with. */
  usual: number | null;
  /** How many times the usual; half a person is added on both sides, so that nothing is not a divisor. */
  growth: number | null;
}

export interface ClusterQuestion<Text extends ClusterText> {
  texts: Text[];
  /** Texts of the same sort from before, and how many times as long as the window they span (0: unknown). */
  past: { texts: ClusterText[]; spans: number };
  /** Words that all texts hold by their nature: the brand's names. */
  ignored: string[];
  leastAuthors: number;
}

/** A text joins the group that it is most like, from this likeness on; groups as like as that are one. */
const joinFrom = 0.3;
const mergeFrom = 0.5;
const refinements = 3;

interface Bundle<Text> {
  text: Text;
  words: ContentWord[];
  vector: WordVector;
}

/**
 * Groups texts by their words: single pass in order of time (Hartigan 1975, leader algorithm), then spherical k-means on what
 * it found (Dhillon & Modha 2001), then groups that are alike are joined. The same texts give the same groups, in any order.
 */
export function clusterTexts<Text extends ClusterText>(question: ClusterQuestion<Text>): WordCluster<Text>[] {
  const read = createContentWords(question.ignored);
  const texts = [...question.texts].sort(byTime);
  const words = texts.map(({ text }) => read(text));
  const pastWords = question.past.texts.map(({ text }) => read(text));
  const { rarity, vectorOf } = createVectors([...words, ...pastWords]);
  const bundles = texts.map((text, i): Bundle<Text> => ({ text, words: words[i]!, vector: vectorOf(words[i]!) }));
  const past = question.past.texts.map(({ author }, i) => ({ author, vector: vectorOf(pastWords[i]!) }));
  const groups = settle(bundles.filter(({ vector }) => vector.size > 0));
  return groups
    .map((group) => describe(group, { bundles, past, rarity, spans: question.past.spans }))
    .filter(({ authors }) => authors >= question.leastAuthors)
    .sort((a, b) => surprise(b) - surprise(a) || (a.id < b.id ? -1 : 1));
}

function byTime(a: ClusterText, b: ClusterText): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}

interface Group<Text> {
  center: WordVector;
  members: Bundle<Text>[];
}

function settle<Text>(bundles: Bundle<Text>[]): Group<Text>[] {
  let groups = ledGroups(bundles).filter(({ members }) => members.length > 1);
  for (let round = 0; round < refinements; round++) groups = joined(reassigned(groups, bundles));
  return groups;
}

/** Each text joins the group whose first text it is most like, or leads a new one. */
function ledGroups<Text>(bundles: Bundle<Text>[]): Group<Text>[] {
  const groups: Group<Text>[] = [];
  const index: CenterIndex = new Map();
  for (const bundle of bundles) {
    const nearest = nearestOf(index, bundle.vector);
    if (nearest === null) {
      enter(index, groups.length, bundle.vector);
      groups.push({ center: bundle.vector, members: [bundle] });
    } else groups[nearest]!.members.push(bundle);
  }
  return groups;
}

function reassigned<Text>(groups: Group<Text>[], bundles: Bundle<Text>[]): Group<Text>[] {
  const index: CenterIndex = new Map();
  for (const [i, { members }] of groups.entries()) enter(index, i, meanOf(members.map(({ vector }) => vector)));
  const lists = groups.map((): Bundle<Text>[] => []);
  for (const bundle of bundles) {
    const nearest = nearestOf(index, bundle.vector);
    if (nearest !== null) lists[nearest]!.push(bundle);
  }
  return lists.filter((members) => members.length > 1).map(groupOf);
}

/** By word, the groups whose center holds it, with its weight there: a text is compared only with those that share a word. */
type CenterIndex = Map<string, [group: number, weight: number][]>;

function enter(index: CenterIndex, group: number, center: WordVector): void {
  for (const [stem, weight] of center) {
    const list = index.get(stem);
    if (list) list.push([group, weight]);
    else index.set(stem, [[group, weight]]);
  }
}

function nearestOf(index: CenterIndex, vector: WordVector): number | null {
  const likes = new Map<number, number>();
  for (const [stem, weight] of vector)
    for (const [group, other] of index.get(stem) ?? []) likes.set(group, (likes.get(group) ?? 0) + weight * other);
  let nearest: number | null = null;
  let most = joinFrom;
  for (const [group, like] of likes) {
    if (like > most || (like === most && (nearest === null || group < nearest))) {
      nearest = group;
      most = like;
    }
  }
  return nearest;
}

function joined<Text>(groups: Group<Text>[]): Group<Text>[] {
  const kept: Group<Text>[] = [];
  for (const group of [...groups].sort((a, b) => b.members.length - a.members.length)) {
    const same = kept.findIndex(({ center }) => likeness(center, group.center) >= mergeFrom);
    if (same < 0) kept.push(group);
    else kept[same] = groupOf([...kept[same]!.members, ...group.members]);
  }
  return kept;
}

function groupOf<Text>(members: Bundle<Text>[]): Group<Text> {
  return { center: meanOf(members.map(({ vector }) => vector)), members };
}

interface Surroundings<Text> {
  bundles: Bundle<Text>[];
  past: { author: string; vector: WordVector }[];
  rarity: (stem: string) => number;
  spans: number;
}

function describe<Text extends ClusterText>(
  { center, members }: Group<Text>,
  { bundles, past, rarity, spans }: Surroundings<Text>,
): WordCluster<Text> {
  const typical = [...members].sort(
    (a, b) => likeness(center, b.vector) - likeness(center, a.vector) || byTime(a.text, b.text),
  );
  const authors = new Set(members.map(({ text }) => text.author)).size;
  const alike = new Set(past.filter(({ vector }) => likeness(center, vector) >= joinFrom).map(({ author }) => author));
  const usual = spans > 0 ? alike.size / spans : null;
  const inside = new Set(members);
  const others = bundles.filter((bundle) => !inside.has(bundle)).map(({ words }) => words);
  return {
    ...clusterWords({ members: members.map(({ words }) => words), others, rarity }),
    texts: typical.map(({ text }) => text),
    authors,
    usual,
    growth: usual === null ? null : (authors + 0.5) / (usual + 0.5),
  };
}

/** Pearson's residual against the usual, so that a large old group stands behind a small new one. */
function surprise({ authors, usual }: WordCluster<ClusterText>): number {
  return (authors - (usual ?? 0)) / Math.sqrt((usual ?? 0) + 1);
}
