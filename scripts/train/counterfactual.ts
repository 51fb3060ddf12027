import type { Example } from './corpus.ts';

/** Classes of the lexicon without which a report is none. */
const faultClasses = new Set([
  'neg',
  'no_es',
  'cannot',
  'not_work',
  'down',
  'broken',
  'crash',
  'error',
  'http_code',
  'slow',
  'loading',
  'blank',
  'vanish',
  'issue',
  'fix_want',
  'still',
  'forgot',
  'connect',
]);

/** Phrases that tell of a fault, as one expression, longest first. */
export function faultPhrases(lexiconText: string): RegExp {
  const phrases = lexiconText
    .split('\n')
    .map((line) => /^([a-z_]+):(.*)$/.exec(line))
    .flatMap((match) => (match !== null && faultClasses.has(match[1]!) ? match[2]!.trim().split(/\s+/) : []))
    .sort((a, b) => b.length - a.length)
    .map((phrase) => phrase.replace(/nt(?=_|$)/g, "n['’]?t").replaceAll('_', "[ '’-]"));
  return new RegExp(`(?<![\\p{L}@#])(?:${phrases.join('|')})(?!\\p{L})`, 'giu');
}

/**
 * A report robbed of its fault words is no report: the same handles, brand, things and mood, told as "none". It keeps the
 * model from taking the company a complaint keeps for the complaint (counterfactual augmentation, Kaushik et al. 2020).
 * Null when too little of the text is left to say anything.
 */
export function withoutFault(example: Example, phrases: RegExp): Example | null {
  const text = example.text.replace(phrases, ' ').replace(/\s+/g, ' ').trim();
  const words = text.split(' ').filter((word) => /^[\p{L}']+$/u.test(word)).length;
  if (words < 3 || text.length > example.text.length * 0.95) return null;
  return { ...example, text, report: 'none', symptoms: [], surfaces: [] };
}
