import { copiedCell } from '../../core/text/copied-cell.ts';
import { appendText, backslash, comma, lineEnd, makeRoom, type Pass, quote, tab } from './byte-pass.ts';
import { textCell } from './csv-cells.ts';

const [letterN, letterR, letterT, capitalN] = [110, 114, 116, 78];
/** Whether a byte stands in a cell as it is, without quotes around the cell. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 32 && byte !== 127 && byte !== quote && byte !== backslash && byte !== comma),
);
/** The same of two bytes at once. */
const arePlain = Uint8Array.from({ length: 65_536 }, (_, pair) => isPlain[pair & 255]! & isPlain[pair >> 8]!);
/** First bytes in UTF-8 of what is no space and no sign of a formula; which of the others are takes a closer look. */
const beginsPlainly = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 128
    ? Number(byte > 32 && byte < 127 && !'=+-@|%\\'.includes(String.fromCharCode(byte)))
    : Number((byte >= 0xc3 && byte <= 0xe0) || (byte >= 0xe4 && byte <= 0xee) || byte >= 0xf0),
);
/** Letters behind a backslash that stand for what may stand in a cell. */
const meant = new Map([
  [letterN, lineEnd],
  [letterR, 13],
  [letterT, tab],
  [backslash, backslash],
]);
const replacement = [0xef, 0xbf, 0xbd];

/** Writes the next cell, a text, with the comma behind it, as `textCell` does. */
export function writeText(pass: Pass): void {
  makeRoom(pass, 4);
  const start = pass.at;
  if (beginsPlainly[pass.from[start]!] === 1) copyPlain(pass);
  const byte = pass.from[pass.at]!;
  if (byte === tab || byte === lineEnd) {
    pass.at++;
    pass.to[pass.length++] = comma;
  } else if (pass.at === start) writeCareful(pass);
  else writeRest(pass, pass.length - (pass.at - start));
}

/** As far as nothing needs a thought. */
function copyPlain(pass: Pass): void {
  const { words, outWords } = pass;
  let { at, length } = pass;
  for (let pair = words.getUint16(at, true); arePlain[pair] === 1; pair = words.getUint16(at, true)) {
    outWords.setUint16(length, pair, true);
    at += 2;
    length += 2;
  }
  const byte = words.getUint8(at);
  if (isPlain[byte] === 1) {
    outWords.setUint8(length++, byte);
    at++;
  }
  pass.at = at;
  pass.length = length;
}

/** What may begin a formula, and what is unknown. */
function writeCareful(pass: Pass): void {
  const { from, at } = pass;
  let stop = at;
  while (from[stop] !== tab && from[stop] !== lineEnd) stop++;
  pass.at = stop + 1;
  const isUnknown = stop === at + 2 && from[at] === backslash && from[at + 1] === capitalN;
  appendText(pass, isUnknown ? ',' : `${textCell(copiedCell(from.toString('utf8', at, stop)))},`);
}

/** Goes on behind the plain beginning of a cell, which is written already, from `start` on. */
function writeRest(pass: Pass, start: number): void {
  let isQuoted = false;
  for (let byte = pass.from[pass.at]!; byte !== tab && byte !== lineEnd; byte = pass.from[pass.at]!) {
    if (!isQuoted && mustQuote(pass)) {
      makeRoom(pass, 8);
      pass.to.copyWithin(start + 1, start, pass.length++);
      pass.to[start] = quote;
      isQuoted = true;
    }
    writeSpecial(pass);
    copyPlain(pass);
  }
  pass.at++;
  if (isQuoted) pass.to[pass.length++] = quote;
  pass.to[pass.length++] = comma;
}

function mustQuote({ from, at }: Pass): boolean {
  const byte = from[at];
  const next = from[at + 1];
  return byte === comma || byte === quote || (byte === backslash && (next === letterN || next === letterR));
}

/** A comma, a quote, a control character or what stands behind a backslash. */
function writeSpecial(pass: Pass): void {
  makeRoom(pass, 8);
  const { from, to } = pass;
  const byte = from[pass.at++]!;
  if (byte === quote) to[pass.length++] = quote;
  const written =
    byte === comma || byte === quote ? byte : byte === backslash ? meant.get(from[pass.at++]!) : undefined;
  if (written !== undefined) to[pass.length++] = written;
  else for (const part of replacement) to[pass.length++] = part;
}
