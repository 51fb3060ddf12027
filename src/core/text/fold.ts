/** Latin letters with marks, by code unit, each beside its plain lower-case letter. */
const marked =
  'àáâãäåāăą:a çćĉċč:c ďđ:d èéêëēĕėęě:e ĝğġģ:g ĥħ:h ìíîïĩīĭįı:i ĵ:j ķ:k ĺļľŀł:l ñńņňŉ:n òóôõöøōŏő:o ŕŗř:r śŝşš:s ţťŧ:t ùúûüũūŭůűų:u ŵ:w ýÿŷ:y źżž:z';

/** What people and their keyboards write for an apostrophe: acute and grave accent, both single quotes, the letter apostrophe. */
const apostrophes = '`´ʼ‘’';
const apostropheCode = 39;

const table = new Uint16Array(0x2c0);
for (let code = 0; code < table.length; code++) table[code] = String.fromCharCode(code).toLowerCase().charCodeAt(0);
for (const group of marked.split(' ')) {
  const [letters, plain] = group.split(':') as [string, string];
  for (const letter of letters) {
    table[letter.charCodeAt(0)] = plain.charCodeAt(0);
    table[letter.toUpperCase().charCodeAt(0)] = plain.charCodeAt(0);
  }
}
for (const sign of apostrophes) if (sign.charCodeAt(0) < table.length) table[sign.charCodeAt(0)] = apostropheCode;

/**
 * Code unit of the plain lower-case letter: "É" → "e", "Ñ" → "n"; of every apostrophe the plain one. Beyond the table any
 * other code unit stays itself.
 */
export function foldCode(code: number): number {
  if (code < table.length) return table[code]!;
  return code === 0x2018 || code === 0x2019 ? apostropheCode : code;
}

const apostrophe = new RegExp(`[${apostrophes}]`, 'g');

/** The text with plain apostrophes, as long as it was. */
export function plainApostrophes(text: string): string {
  return text.replace(apostrophe, "'");
}

/** A word folded letter by letter, without anything that is neither letter nor digit: the form in which names are compared. */
export function foldName(name: string): string {
  let out = '';
  for (let i = 0; i < name.length; i++) {
    const code = foldCode(name.charCodeAt(i));
    if (isWordCode(code)) out += String.fromCharCode(code);
  }
  return out;
}

/** 1 for the code units of `table` that are word codes. */
const wordFlags = Uint8Array.from(table, (_, code) => (judgeCode(code) ? 1 : 0));

/** True for letters and digits of any script, after folding; false for marks, spaces, symbols and surrogates. */
export function isWordCode(code: number): boolean {
  return code < wordFlags.length ? wordFlags[code] === 1 : judgeCode(code);
}

function judgeCode(code: number): boolean {
  if (code < 0x80) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
  if (code < 0xc0) return code === 0xaa || code === 0xb5 || code === 0xba;
  if (code === 0xd7 || code === 0xf7) return false;
  return (
    code < 0x2000 ||
    (code >= 0x2c00 && code < 0x2e00) ||
    (code >= 0x3040 && code < 0xd800) ||
    (code >= 0xf900 && code < 0xfb50)
  );
}
