import type { Random } from '../../src/core/stats/random.ts';
import { expand } from '../train/expand.ts';
import { mistype } from '../train/mistype.ts';

const openings = [
  '',
  '',
  '',
  '',
  'ok so ',
  'seriously, ',
  'hey ',
  'ugh ',
  'so ',
  'um ',
  'guys ',
  'hello?? ',
  'wow ',
  'anyone else? ',
  'not again. ',
  'great. ',
  'help please, ',
  'every time: ',
];
const endings = [
  '',
  '',
  '',
  '',
  '',
  ' smh',
  ' any idea?',
  ' thanks',
  ' in {place}',
  ' {time}',
  ' on my {device}',
  ' lol',
  ' so annoying',
  ' what now',
  ' my {name} has it too',
  ' third time this week',
  ' please look into it',
  ' is it just me',
  ' 😩',
  ' 🙄',
  '!!',
  ' ffs',
  ' and nobody answers',
  ' at least tell us something',
];
const mistypedShare = 0.25;

/** A text as another person would put it: slots filled, something before or after it, now and then a slip of the finger. */
export function vary(text: string, { brand, random }: { brand: string; random: Random }): string {
  const pick = (items: readonly string[]) => items[Math.floor(random() * items.length)]!;
  const said = expand(`${pick(openings)}${text}${pick(endings)}`, [brand, brand.toLowerCase()], random);
  return random() < mistypedShare ? mistype(said, random) : said;
}
