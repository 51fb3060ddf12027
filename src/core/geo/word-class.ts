import {
  companies,
  directions,
  goingWords,
  kinWords,
  namedAfterPlaces,
  pastWords,
  placeVerbs,
  presenceWords,
  selfWords,
  siteWords,
  timeWords,
  titles,
  unitWords,
} from './text-context.ts';
import type { Token } from './tokens.ts';
import { fillers, locators } from './written-forms.ts';

const prepositions = new Set(
  'in at near from around outside throughout across inside of to for by with on into via through thru over between past toward towards off'.split(
    ' ',
  ),
);
const articles = new Set('the a an my our your his her their this that'.split(' '));
const beingVerbs = new Set('is are was were has have had just keeps got gets cant isnt wont'.split(' '));

const classes: readonly [string, ReadonlySet<string>][] = [
  ['present', presenceWords],
  ['place', placeVerbs],
  ['title', titles],
  ['direction', directions],
  ['kin', kinWords],
  ['time', timeWords],
  ['being', beingVerbs],
  ['past', pastWords],
  ['going', goingWords],
  ['firm', companies],
  ['named', namedAfterPlaces],
  ['unit', unitWords],
  ['and', new Set(['and', 'or', 'but', 'y'])],
  ['filler', fillers],
];
const classOfWord = new Map<string, string>();
for (const [name, words] of [...classes].reverse()) for (const word of words) classOfWord.set(word, name);
for (const word of [...prepositions, ...locators, ...articles]) classOfWord.set(word, `=${word}`);

/** What kind of word stands beside a name: itself for prepositions and articles, a class for the rest. */
export function wordClass({ key, hash, upper, capital, raw }: Token, shouted: boolean): string {
  const known = classOfWord.get(key);
  if (known) return known;
  if (/^\d+$/.test(key)) return key.length === 5 ? 'digits5' : 'number';
  if (hash) return 'hash';
  if (upper) return shouted ? 'word' : 'capitals';
  return capital && raw.length > 1 ? 'name' : 'word';
}

const themes: readonly [string, ReadonlySet<string>][] = [
  ['past', pastWords],
  ['going', goingWords],
  ['kin', kinWords],
  ['site', siteWords],
  ['self', selfWords],
];
const themeOfWord = new Map<string, string>();
for (const [name, words] of themes) for (const word of words) themeOfWord.set(word, name);

/** What a word speaks of, where it bears on whose place is told: "moved", "flying", "sister", "warehouse", "my"; null for the rest. */
export function themeOf({ key }: Token): string | null {
  return themeOfWord.get(key) ?? null;
}
