const short: Record<string, string> = { saint: 'st', sainte: 'ste', mount: 'mt', fort: 'ft', '&': 'and' };

/** Key under which a word is looked up: lower case, no accents, no periods or apostrophes, "Saint", "Mount", "Fort" shortened. */
export function wordKey(word: string): string {
  const lower = word.toLowerCase();
  const plain = isAscii(lower) ? lower : lower.normalize('NFD').replace(/[\u0300-\u036f\u0640]/g, '').normalize('NFC');
  const key = plain.replace(/[.'’ʻ‘`]/g, '');
  return short[key] ?? key;
}

/** Key of a name of several words: the words' keys with single spaces between; "Winston-Salem" is "winston salem". */
export function nameKey(name: string): string {
  return name.split(/[\s\-–/,&()_]+|\.(?=\s)/u).map(wordKey).filter(Boolean).join(' ');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
