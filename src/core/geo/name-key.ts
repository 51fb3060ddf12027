const short = new Map([
  ['saint', 'st'],
  ['sainte', 'ste'],
  ['mount', 'mt'],
  ['fort', 'ft'],
  ['&', 'and'],
]);
const plainName = /^[a-z]+(?: [a-z]+)*$/;
const shortened = /saint|mount|fort/;

/** Key under which a word is looked up: lower case, no accents, no periods or apostrophes, "Saint", "Mount", "Fort" shortened. */
export function wordKey(word: string): string {
  const lower = word.toLowerCase();
  if (isPlainWord(lower)) return short.get(lower) ?? lower;
  const plain = lower
    .normalize('NFD')
    .replace(/[\u0300-\u036f\u0640]/g, '')
    .normalize('NFC');
  const key = plain.replace(/[.'’ʻ‘`]/g, '');
  return short.get(key) ?? key;
}

/** Nothing but the letters a–z. */
export function isPlainWord(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) < 97 || word.charCodeAt(i) > 122) return false;
  return word !== '';
}

/** Key of a name of several words: the words' keys with single spaces between; "Winston-Salem" is "winston salem". */
export function nameKey(name: string): string {
  const lower = name.toLowerCase();
  if (plainName.test(lower) && !shortened.test(lower)) return lower;
  return name
    .split(/[\s\-–/,&()_]+|\.(?=\s)/u)
    .map(wordKey)
    .filter(Boolean)
    .join(' ');
}

/** Key under which an account's name is looked up: "@" and its letters, digits and ampersands in small ("@DTE_Energy", "DTE Energy"). */
export function handleKey(name: string): string {
  return `@${name.toLowerCase().replace(/[^\p{L}\p{N}&]/gu, '')}`;
}
