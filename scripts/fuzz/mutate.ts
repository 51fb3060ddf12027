import type { Random } from '../../src/core/stats/random.ts';

/** What breaks parsers: borders of numbers and text, marks of formats, halves of characters. */
const nasty = [
  ...[
    '\u0000',
    '\uFEFF',
    '\uD800',
    '\uDFFF',
    '\u2028',
    '\u202E',
    '\r\n',
    '\u001b[31m',
    '"',
    "'",
    '`',
    '\\',
    '\\u',
    '%',
    '%00',
    '%ff',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    ';',
    '<',
    '>',
    '&#x110000;',
    '&amp;',
    '<![CDATA[',
    ']]>',
    '<!DOCTYPE a [<!ENTITY b "&b;&b;">]>',
  ],
  ...[
    'null',
    'true',
    '-0',
    '1e999',
    '-1e999',
    'NaN',
    '9007199254740993',
    '1e21',
    '-1',
    '0x10',
    '2147483648',
    '253402300800000',
  ],
  ...[
    '9999-12-31T23:59:60Z',
    '0000-00-00',
    '-271821-04-20',
    '__proto__',
    'constructor',
    'toString',
    '../..',
    '=1+1',
    '$1',
    '.*',
    '(a+)+$',
  ],
];

/** A neighbor of a text: one to four pieces cut, doubled, swapped, overwritten, or taken from another text. */
export function mutate(text: string, other: string, random: Random): string {
  let made = text;
  for (let n = 1 + Math.floor(random() * 4); n > 0; n--) made = step(made, other, random);
  return made.slice(0, 20_000);
}

function step(text: string, other: string, random: Random): string {
  const at = Math.floor(random() * (text.length + 1));
  const to = Math.min(text.length, at + 1 + Math.floor(random() * 8));
  const piece = nasty[Math.floor(random() * nasty.length)]!;
  switch (Math.floor(random() * 8)) {
    case 0:
      return text.slice(0, at) + text.slice(to);
    case 1:
      return text.slice(0, to) + text.slice(at);
    case 2:
      return text.slice(0, at) + piece + text.slice(at);
    case 3:
      return text.slice(0, at) + piece + text.slice(to);
    case 4:
      return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 65_536)) + text.slice(to);
    case 5:
      return text.slice(0, at) + text.slice(at, to).repeat(1 + Math.floor(random() * 200)) + text.slice(to);
    case 6: {
      const from = Math.floor(random() * other.length);
      return text.slice(0, at) + other.slice(from, from + Math.floor(random() * 40)) + text.slice(at);
    }
    default:
      return text.slice(0, at);
  }
}
