import { foldCode, isWordCode } from './fold.ts';

/** True when one of the phrases stands in the text, whole words one after the other; case, accents and marks don't matter. */
export function hasPhrase(text: string, phrases: readonly string[]): boolean {
  const folded = foldWords(text);
  return phrases.some((phrase) => folded.includes(foldWords(phrase)));
}

/** " word word ": folded letter by letter, one space around each word. */
function foldWords(text: string): string {
  let out = ' ';
  for (let i = 0; i < text.length; i++) {
    const code = foldCode(text.charCodeAt(i));
    // An apostrophe joins: "can't" and "cant" are one word.
    if (code === 39) continue;
    if (isWordCode(code)) out += String.fromCharCode(code);
    else if (!out.endsWith(' ')) out += ' ';
  }
  return out.endsWith(' ') ? out : `${out} `;
}
