import { readdirSync, readFileSync } from 'node:fs';
import type { BrandPack } from '../../src/core/words/brand.ts';

/** A written post of the project's own corpus. */
interface WrittenPost {
  text: string;
  lang: string;
  report: 'current' | 'resolved' | 'ack' | 'chatter' | 'none';
  symptoms: string[];
  brand: string | null;
  fromBrand?: boolean;
}

/** Texts by what they are, all speaking of one brand. */
export interface Texts {
  current(symptom: string): string[];
  resolved: string[];
  chatter: string[];
  none: string[];
}

/** Posts about these read naturally when the shop's name is another. */
const shops = new Set(
  "Walmart,Amazon,Target,Tesco,Walgreens,CVS,Kroger,Argos,Costco,Home Depot,Sainsbury's,Best Buy,IKEA,Asda,Instacart,Aldi,Publix,Lidl,Boots,Wayfair,Zara,Nordstrom,Nike,Sephora,Shein,Safeway,Albertsons,Lowe's,Macy's,Rite Aid,Meijer,H-E-B,Wegmans,Kohl's,Ocado,Morrisons,Sam's Club,Whole Foods,Etsy,eBay".split(
    ',',
  ),
);
const corpus = new URL('../../data/corpus/', import.meta.url);

/** What the corpus says of shops, rewritten to speak of `pack`. Posts that don't name their shop get its name in front. */
export function textsFor(pack: BrandPack): Texts {
  const posts = readdirSync(corpus)
    .filter((file) => file.endsWith('.ndjson'))
    .sort()
    .flatMap((file) => readFileSync(new URL(file, corpus), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WrittenPost)
    .filter(({ brand, lang }) => brand !== null && shops.has(brand) && lang === 'en');
  const ofKind = (kind: WrittenPost['report']) =>
    posts.filter((post) => post.report === kind && !post.fromBrand).map((post) => speakOf(post, pack));
  const bySymptom = new Map<string, string[]>();
  for (const post of posts) {
    if (post.report !== 'current') continue;
    for (const symptom of post.symptoms)
      bySymptom.set(symptom, [...(bySymptom.get(symptom) ?? []), speakOf(post, pack)]);
  }
  return {
    current: (symptom) => bySymptom.get(symptom) ?? bySymptom.get('other') ?? [],
    resolved: ofKind('resolved'),
    chatter: ofKind('chatter'),
    none: ofKind('none'),
  };
}

function speakOf({ text, brand, fromBrand }: WrittenPost, pack: BrandPack): string {
  if (brand === null) return text;
  const word = brand.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s*');
  const handle = new RegExp(`([@#])${word.replaceAll('\\s*', '_?')}\\w*`, 'gi');
  const renamed = text.replace(handle, `$1${pack.handles[0]}`).replace(new RegExp(`\\b${word}`, 'gi'), pack.name);
  const named =
    renamed.toLowerCase().includes(pack.name.toLowerCase()) || renamed.toLowerCase().includes(pack.handles[0]!);
  return named || fromBrand ? renamed : `${pack.name}: ${renamed}`;
}
