import type { ContentWord } from './content-words.ts';

/** What a group of texts has in common. */
export interface ClusterWords {
  /** Its foremost words joined with _: a name that can serve as the key of a symptom. */
  id: string;
  /** Most telling first, as most of the texts write them, with how many hold them. */
  words: { word: string; texts: number }[];
  /** Phrases that find such texts again: pairs that stand side by side, and words that are rare elsewhere. */
  phrases: string[];
}

interface Given {
  members: ContentWord[][];
  others: ContentWord[][];
  rarity: (stem: string) => number;
}

const wordsShown = 6;
const leastShare = 0.3;
const mostShareElsewhere = 0.1;

export function clusterWords({ members, others, rarity }: Given): ClusterWords {
  const forms = countForms(members);
  const held = [...forms].map(([stem, { texts }]) => ({
    stem,
    texts,
    weight: (texts / members.length) * rarity(stem),
  }));
  const common = held.filter(({ texts }) => texts / members.length >= leastShare);
  const telling = (common.length > 0 ? common : held)
    .sort((a, b) => b.weight - a.weight || (a.stem < b.stem ? -1 : 1))
    .slice(0, wordsShown);
  const words = telling.map(({ stem, texts }) => ({ word: mostUsed(forms.get(stem)!.spelled), texts }));
  const key = words.slice(0, 3).map(({ word }) => word.replace(/[^a-z0-9]/g, ''));
  const id = key
    .filter((part) => part !== '')
    .join('_')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40);
  const stems = telling.map(({ stem }) => stem);
  return { id: id === '' ? 'unnamed' : id, words, phrases: phrasesOf(stems, { members, others, forms }) };
}

interface Spelling {
  texts: number;
  /** How often each form of the word stands in the group. */
  spelled: Map<string, number>;
}

function countForms(members: ContentWord[][]): Map<string, Spelling> {
  const forms = new Map<string, Spelling>();
  for (const words of members) {
    for (const stem of new Set(words.map((word) => word.stem))) {
      const known = forms.get(stem) ?? { texts: 0, spelled: new Map() };
      known.texts++;
      forms.set(stem, known);
    }
    for (const { stem, form } of words) {
      const { spelled } = forms.get(stem)!;
      spelled.set(form, (spelled.get(form) ?? 0) + 1);
    }
  }
  return forms;
}

function mostUsed(spelled: Map<string, number>): string {
  return [...spelled].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0];
}

function phrasesOf(
  stems: string[],
  { members, others, forms }: { members: ContentWord[][]; others: ContentWord[][]; forms: Map<string, Spelling> },
): string[] {
  const pairs = new Map<string, { texts: number; forms: Set<string>; stems: string[] }>();
  for (const words of members) {
    const seen = new Set<string>();
    for (const [i, word] of words.entries()) {
      const next = words[i + 1];
      if (!next || next.place !== word.place + 1 || !stems.includes(word.stem) || !stems.includes(next.stem)) continue;
      const key = `${word.stem} ${next.stem}`;
      const pair = pairs.get(key) ?? { texts: 0, forms: new Set(), stems: [word.stem, next.stem] };
      pair.forms.add(`${word.form} ${next.form}`);
      if (!seen.has(key)) pair.texts++;
      seen.add(key);
      pairs.set(key, pair);
    }
  }
  const common = [...pairs].filter(([, { texts }]) => texts > 1 && texts / members.length >= leastShare);
  common.sort((a, b) => b[1].texts - a[1].texts || (a[0] < b[0] ? -1 : 1));
  const covered = new Set(common.flatMap(([, pair]) => pair.stems));
  const single = stems.filter((stem) => !covered.has(stem) && isRareElsewhere(stem, others));
  return [
    ...common.flatMap(([, { forms: spelled }]) => [...spelled].sort()),
    ...single.flatMap((stem) => [...forms.get(stem)!.spelled.keys()].sort()),
  ];
}

function isRareElsewhere(stem: string, others: ContentWord[][]): boolean {
  const holders = others.filter((words) => words.some((word) => word.stem === stem)).length;
  return holders <= others.length * mostShareElsewhere;
}
