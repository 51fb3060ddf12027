import { createTokens, hashWord, tokenize, tokenKind } from './tokenize.ts';

/** Texts with fewer content words than this have no fingerprint: short complaints of different people are naturally alike. */
export const minContentWords = 8;
/** How many of the longest words stand for the text. */
const keyWords = 5;
/** Used again for each text: what a million of them leave behind would be ten gigabytes. */
const tokens = createTokens(400);

const functionWords = new Set(
  'the and is are was were to of in on it its i you my your me we they this that for with have has had not no cant dont doesnt isnt wont im ive be been do does did at from what why how when who just still all any up down out get got can will would there their them our us but if or so as by an a he she his her now please again el la los las de que y en un una es no se por con para su mi me te lo le del al como pero mas ya esta estan muy si porque cuando todo hay ser son sin este esto ni re ve ll s d m t rt via'
    .split(' ')
    .map(hashWord),
);

/**
 * Text key that near copies share: 16 hex digits over the five longest different content words, in alphabetical order of
 * their hashes; '' for texts with fewer than eight content words. Letter case, accents, punctuation, links, mentions,
 * numbers, emoji, trailing hashtags, word order and the insertion of short words don't change it. An inserted or changed
 * word that is longer than the fifth longest does: then two copies count as two texts, never the other way round.
 */
export function fingerprint(text: string): string {
  tokenize(text, tokens);
  const words = contentWords();
  if (words.length < minContentWords) return '';
  const different = [...new Map(words.map((word) => [word.hash, word])).values()];
  different.sort((a, b) => b.length - a.length || a.hash - b.hash);
  const chosen = different
    .slice(0, keyWords)
    .map((word) => word.hash)
    .sort((a, b) => a - b);
  if (chosen.length < keyWords) return '';
  let low = 0x811c9dc5 | 0;
  let high = 0x9e3779b9 | 0;
  for (const hash of chosen) {
    low = Math.imul(low ^ hash, 0x01000193) ^ (hash >>> 13);
    high = Math.imul(high ^ hash, 0x85ebca6b) ^ (high >>> 15);
  }
  return hex(high) + hex(low);
}

function contentWords(): { hash: number; length: number }[] {
  let end = tokens.count;
  while (end > 0 && tokens.kind[end - 1] !== tokenKind.word) end--;
  const words: { hash: number; length: number }[] = [];
  for (let i = 0; i < end; i++) {
    const kind = tokens.kind[i];
    if (kind !== tokenKind.word && kind !== tokenKind.tag) continue;
    const hash = tokens.hash[i]!;
    if (!functionWords.has(hash)) words.push({ hash, length: tokens.to[i]! - tokens.from[i]! });
  }
  return words;
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
