import { copiedCell } from '../../core/text/copied-cell.ts';
import type { CopiedCells } from '../../ports/format.ts';

import { beginsPlainly, cellOf, instantCell, textCell } from './csv-cells.ts';

const [tab, lineEnd, backslash, comma, quote] = [9, 10, 92, 44, 34];
/** Different cells that are remembered with what they became. */
const remembered = 50_000;
const shortCopy = 48;

/** Of each byte: may it stand in a cell as it is? 0 yes; 1 if the cell is quoted; 2 no, or the cell ends here. */
const classes = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === comma ? 1 : byte < 32 || byte === 127 || byte === quote || byte === backslash ? 2 : 0,
);

/** The piece that is read and the one that is written, with how far each has come. */
interface Pass {
  from: Buffer;
  at: number;
  to: Buffer;
  length: number;
}

/** Writes the next cells of a row, each with the comma behind it. */
type Step = (pass: Pass) => void;

/**
 * Makes CSV lines of the lines of COPY's text form, from bytes to bytes: what is plain is copied, what repeats is looked up, and only the rest
 * becomes a string on the way.
 */
export function copiedLines(cells: readonly CopiedCells[], end: string): (piece: Uint8Array) => Uint8Array {
  const steps = cells.map(stepOf);
  const ending = Buffer.from(end);
  return (piece) => {
    const from = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const pass: Pass = { from, at: 0, to: Buffer.allocUnsafe(from.length + (from.length >> 1) + 1_024), length: 0 };
    while (pass.at < from.length) {
      for (let i = 0; i < steps.length; i++) steps[i]!(pass);
      append(pass, ending);
    }
    return pass.to.subarray(0, pass.length);
  };
}

function stepOf({ take, columns, work }: CopiedCells): Step {
  if (work) return workedStep(take, workedCells(columns, work));
  return columns[0]!.type === 'instant' ? instantStep() : textStep;
}

function workedCells(columns: CopiedCells['columns'], work: NonNullable<CopiedCells['work']>) {
  const writers = columns.map(cellOf);
  return (raw: string[]) =>
    Buffer.from(
      work(raw.map(copiedCell))
        .map((value, i) => `${writers[i]!(value)},`)
        .join(''),
    );
}

/** Cells that repeat: the same bytes as in the row before, or in an earlier one, become the same again. */
function workedStep(take: number, worked: (raw: string[]) => Buffer): Step {
  const known = new Map<string, Buffer>();
  // With the mark that ends it: "wal" is no "walmart".
  let before = new Uint8Array(256);
  let length = 0;
  let told: Buffer = Buffer.alloc(0);
  return (pass) => {
    const { from, at } = pass;
    if (length === 0 || !startsWith(from, at, before, length)) {
      const stop = endOfCells(from, at, take);
      const key = from.toString('latin1', at, stop);
      let found = known.get(key);
      if (found === undefined) {
        found = worked(from.toString('utf8', at, stop).split('\t'));
        if (known.size >= remembered) known.clear();
        known.set(key, found);
      }
      told = found;
      length = stop + 1 - at;
      if (length > before.length) before = new Uint8Array(2 * length);
      for (let i = 0; i < length; i++) before[i] = from[at + i]!;
    }
    pass.at = at + length;
    append(pass, told);
  };
}

function startsWith(bytes: Uint8Array, at: number, start: Uint8Array, length: number): boolean {
  if (at + length > bytes.length) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== start[i]) return false;
  return true;
}

function endOfCells(bytes: Buffer, from: number, take: number): number {
  let at = from;
  for (let left = take; ; at++) {
    const byte = bytes[at]!;
    if ((byte === tab || byte === lineEnd) && --left === 0) return at;
  }
}

function textStep(pass: Pass): void {
  const { from, at } = pass;
  let stop = at;
  let worst = beginsPlainly(from[at]!) ? 0 : 2;
  for (; ; stop++) {
    const byte = from[stop]!;
    const kind = classes[byte]!;
    if (kind === 0) continue;
    if (byte === tab || byte === lineEnd) break;
    if (kind > worst) worst = kind;
  }
  pass.at = stop + 1;
  const length = stop - at;
  if (length > 0 && worst === 2) {
    appendText(pass, `${textCell(copiedCell(from.toString('utf8', at, stop)))},`);
    return;
  }
  room(pass, length + 3);
  const { to } = pass;
  if (worst === 1) to[pass.length++] = quote;
  copyBytes(pass, at, stop);
  if (worst === 1) to[pass.length++] = quote;
  to[pass.length++] = comma;
}

/** Small ones cost less byte by byte than a call does. */
function copyBytes(pass: Pass, start: number, stop: number): void {
  const { from, to } = pass;
  if (stop - start > shortCopy) pass.length += from.copy(to, pass.length, start, stop);
  else {
    const { length } = pass;
    for (let i = start; i < stop; i++) to[length + i - start] = from[i]!;
    pass.length = length + stop - start;
  }
}

function instantStep(): Step {
  const write = instantCell();
  return (pass) => {
    const { from } = pass;
    let at = pass.at;
    let value = 0;
    const isBefore1970 = from[at] === 45;
    if (isBefore1970) at++;
    const isUnknown = from[at] === backslash;
    for (; from[at] !== tab && from[at] !== lineEnd; at++) value = value * 10 + from[at]! - 48;
    pass.at = at + 1;
    appendLatin(pass, isUnknown ? ',' : `${write(isBefore1970 ? -value : value)},`);
  };
}

function append(pass: Pass, bytes: Buffer): void {
  room(pass, bytes.length);
  const { to } = pass;
  if (bytes.length > shortCopy) pass.length += bytes.copy(to, pass.length);
  else {
    const { length } = pass;
    const size = bytes.length;
    for (let i = 0; i < size; i++) to[length + i] = bytes[i]!;
    pass.length = length + size;
  }
}

function appendText(pass: Pass, text: string): void {
  room(pass, 3 * text.length);
  pass.length += pass.to.write(text, pass.length);
}

function appendLatin(pass: Pass, text: string): void {
  room(pass, text.length);
  for (let i = 0; i < text.length; i++) pass.to[pass.length++] = text.charCodeAt(i);
}

function room(pass: Pass, length: number): void {
  if (pass.length + length <= pass.to.length) return;
  const larger = Buffer.allocUnsafe(2 * pass.to.length + length);
  pass.to.copy(larger, 0, 0, pass.length);
  pass.to = larger;
}
