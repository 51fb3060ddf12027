import type { Example } from './corpus.ts';
import { expand } from './expand.ts';
import { mistype } from './mistype.ts';
import { namesFor } from './names.ts';
import { pick } from './random.ts';

type Random = () => number;

const emoji = [
  '😡',
  '🙄',
  '😭',
  '😂',
  '👍',
  '🤦',
  '😩',
  '🙏',
  '😤',
  '👀',
  '🤔',
  '🤬',
  '❤️',
  '😊',
  '💀',
  '🙃',
  '🔥',
  '😒',
];
const hashtags = [
  '#fail',
  '#help',
  '#smh',
  '#fixit',
  '#customerservice',
  '#wtf',
  '#monday',
  '#annoyed',
  '#love',
  '#tech',
  '#news',
  '#ayuda',
  '#fyp',
];
const shortForms: [RegExp, string][] = [
  [/\byou\b/g, 'u'],
  [/\byour\b/g, 'ur'],
  [/\bplease\b/gi, 'pls'],
  [/\bbecause\b/g, 'bc'],
  [/\band\b/g, '&'],
  [/\bto\b/g, '2'],
  [/\bare\b/g, 'r'],
  [/\bwith\b/g, 'w/'],
  [/\bpeople\b/g, 'ppl'],
  [/\bthanks\b/gi, 'thx'],
  [/\bsomething\b/g, 'smth'],
  [/\bporque\b/g, 'xq'],
  [/\bque\b/g, 'q'],
  [/\bpor favor\b/g, 'xfa'],
];

/**
 * One variant of an example, with the same labels: another brand, other handles, link, hashtag, emoji, casing, typos,
 * short forms, truncation, or a sentence without a report beside it. Each change is drawn on its own.
 */
export function widen(example: Example, fillers: Example[], random: Random): Example {
  const names = pick(namesFor(example.industry), random);
  const wide = { ...example, text: expand(example.text, names, random) };
  if (example.brand === null && /\{(brand|handle)\}/.test(example.text)) wide.brand = names[0];
  swapBrand(wide, random);
  changeSpeaker(wide, random);
  const longer = wide.report === 'none' ? 0.6 : 0.3;
  if (random() < longer) addFiller(wide, fillers, random);
  if (wide.report === 'none' && random() < longer / 2) addFiller(wide, fillers, random);
  wide.text = decorate(wide.text, random);
  wide.text = recase(wide.text, random);
  if (random() < 0.2) wide.text = wide.text.replace(/['’]/g, random() < 0.5 ? '' : '’');
  if (random() < 0.15) wide.text = shorten(wide.text, random);
  if (random() < 0.25) wide.text = mistype(wide.text, random);
  if (wide.text.length > 140 && random() < 0.06) wide.text = `${wide.text.slice(0, 138)}…`;
  return wide;
}

function swapBrand(wide: Example, random: Random): void {
  if (wide.brand !== null && random() < 0.5) {
    const [name, handle] = pick(namesFor(wide.industry), random);
    wide.text = replaceName(wide.text, wide.brand, name, handle);
    wide.brand = name;
  }
  if (random() < 0.35)
    wide.text = wide.text.replace(/@\w+/g, () =>
      (random() < 0.7 ? `@${Math.floor(115000 + random() * 700000)}` : '@ x').replace('@ x', '@someone'),
    );
  if (random() < 0.4) wide.brand = null;
}

/** The name as a word becomes the other name, handles that hold it become the other handle. */
function replaceName(text: string, from: string, name: string, handle: string): string {
  const key = from.toLowerCase().replace(/[^a-z0-9]/g, '');
  const escaped = from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text
    .replace(/@(\w+)/g, (whole, old: string) =>
      key.length > 1 && old.toLowerCase().replace(/_/g, '').includes(key) ? `@${handle}` : whole,
    )
    .replace(new RegExp(`(?<![@\\w])${escaped}(?!\\w)`, 'gi'), name);
}

/** Who is spoken to, and whether the brand is known to speak: neither may decide alone. */
function changeSpeaker(wide: Example, random: Random): void {
  if (wide.fromBrand && random() < 0.5) wide.fromBrand = false;
  const chance = random();
  if (/^@/.test(wide.text)) {
    if (chance < 0.2) wide.text = wide.text.replace(/^(@\w+[\s,:]*)+/, '') || wide.text;
    else if (chance < 0.3) wide.text = `@${Math.floor(115000 + random() * 700000)} ${wide.text}`;
  } else if (chance < 0.25) {
    const handle =
      wide.fromBrand || random() < 0.4
        ? String(Math.floor(115000 + random() * 700000))
        : pick(namesFor(wide.industry), random)[1];
    wide.text = `@${handle} ${wide.text}`;
  }
}

/** Long posts carry much that is no report: a sentence of a "none" post is put before or after. */
function addFiller(wide: Example, fillers: Example[], random: Random): void {
  if (fillers.length === 0 || wide.fromBrand || wide.report === 'chatter' || wide.report === 'ack') return;
  const filler = expand(pick(fillers, random).text, pick(namesFor(wide.industry), random), random).replace(
    /^(@\w+[\s,:]*)+/,
    '',
  );
  wide.text = random() < 0.5 ? `${filler} ${wide.text}` : `${wide.text} ${filler}`;
}

function decorate(text: string, random: Random): string {
  let out = text;
  if (random() < 0.1)
    out =
      random() < 0.5
        ? out.replace(/\s*https?:\/\/\S+$/, '')
        : `${out} https://t.co/${Math.floor(random() * 1e9).toString(36)}`;
  if (random() < 0.07) out += ` ${pick(hashtags, random)}`;
  if (random() < 0.1) out += ` ${pick(emoji, random)}`;
  return out;
}

function recase(text: string, random: Random): string {
  const chance = random();
  if (chance < 0.2) return text.toLowerCase();
  if (chance < 0.23) return text.toUpperCase();
  if (chance < 0.33) return text.replace(/[.!]+$/, '');
  if (chance < 0.38) return text.replace(/[.,!;:]/g, '');
  return text;
}

function shorten(text: string, random: Random): string {
  let out = text;
  for (const [from, to] of shortForms) if (random() < 0.4) out = out.replace(from, to);
  return out;
}
