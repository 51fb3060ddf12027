import { copiedCell } from '../../core/text/copied-cell.ts';
import type { CopiedCells } from '../../ports/format.ts';
import { append, backslash, comma, lineEnd, makeRoom, type Pass, spare, tab, wordsOf } from './byte-pass.ts';
import { CellMemory, type HashedCells, hashed, hashStart } from './cell-memory.ts';
import { writeText } from './copied-text.ts';
import { cellOf, instantCell } from './csv-cells.ts';

const [minus, zero, letterZ, dot] = [45, 48, 90, 46];

/** Writes the next cells of a row, each with the comma behind it. */
type Step = (pass: Pass) => void;

/**
 * Makes CSV lines of the lines of COPY's text form, from bytes to bytes: what is plain is copied, what repeats is looked up, and only the rest
 * becomes a string on the way.
 */
export function copiedLines(cells: readonly CopiedCells[], end: string): (piece: Uint8Array) => Uint8Array {
  const steps = cells.map(stepOf);
  const ending = wordsOf(Buffer.concat([Buffer.from(end), Buffer.alloc(spare)]));
  const endLength = ending.byteLength - spare;
  const write = (pass: Pass, stop: number) => {
    while (pass.at < stop) {
      for (let i = 0; i < steps.length; i++) steps[i]!(pass);
      append(pass, ending, 0, endLength);
    }
  };
  let growth = 1.25;
  return (piece) => {
    const from = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const to = Buffer.allocUnsafe(Math.ceil(from.length * growth) + 1_024);
    const pass: Pass = { from, words: wordsOf(from), at: 0, to, outWords: wordsOf(to), length: 0 };
    // The last lines are read where something lies behind them.
    const last = from.length < spare ? 0 : from.lastIndexOf(lineEnd, from.length - spare) + 1;
    write(pass, last);
    pass.from = Buffer.concat([from.subarray(last), Buffer.alloc(spare)]);
    pass.words = wordsOf(pass.from);
    pass.at = 0;
    write(pass, from.length - last);
    growth = Math.max(growth, pass.length / from.length);
    return pass.to.subarray(0, pass.length);
  };
}

function stepOf({ take, columns, work }: CopiedCells): Step {
  if (work) return workedStep(take, workedCells(columns, work));
  return columns[0]!.type === 'instant' ? instantStep() : writeText;
}

function workedCells(columns: CopiedCells['columns'], work: NonNullable<CopiedCells['work']>) {
  const writers = columns.map(cellOf);
  return (raw: string[]) =>
    work(raw.map(copiedCell))
      .map((value, i) => `${writers[i]!(value)},`)
      .join('');
}

/** Cells that repeat: the same bytes as in the row before, or in an earlier one, become the same again. */
function workedStep(take: number, worked: (raw: string[]) => string): Step {
  const memory = new CellMemory();
  let entry = -1;
  return (pass) => {
    // With the mark that ends it: "wal" is no "walmart".
    if (entry < 0 || !memory.isNext(entry, pass)) {
      const range = hashedCells(pass, take);
      entry = memory.find(pass, range);
      if (entry < 0) entry = memory.add(pass, range, worked(textOf(pass.from, range).split('\t')));
    }
    pass.at += memory.keyLength(entry);
    append(pass, memory.words, memory.start(entry), memory.stop(entry));
  };
}

function hashedCells({ words, at }: Pass, take: number): HashedCells {
  let stop = at;
  let hash = hashStart;
  for (let left = take; left > 0; stop++) {
    const byte = words.getUint8(stop);
    if (byte === tab || byte === lineEnd) left--;
    hash = hashed(hash, byte);
  }
  return { at, stop, hash };
}

function textOf(from: Buffer, { at, stop }: HashedCells): string {
  return from.toString('utf8', at, stop - 1);
}

/** Neighboring rows mostly share their minute: only what follows is written anew. */
function instantStep(): Step {
  const write = instantCell();
  let minute = Number.NaN;
  let prefix = wordsOf(Buffer.alloc(0));
  return (pass) => {
    const value = readInstant(pass);
    makeRoom(pass, 32);
    if (value !== null) {
      const current = Math.floor(value / 60_000);
      if (current !== minute) {
        minute = current;
        prefix = wordsOf(Buffer.from(write(minute * 60_000)));
      }
      append(pass, prefix, 0, prefix.byteLength - 3);
      const ms = value - minute * 60_000;
      const second = Math.floor(ms / 1_000);
      writeDigits(pass, second, 10);
      if (ms > second * 1_000) {
        pass.to[pass.length++] = dot;
        writeDigits(pass, ms - second * 1_000, 100);
      }
      pass.to[pass.length++] = letterZ;
    }
    pass.to[pass.length++] = comma;
  };
}

function readInstant(pass: Pass): number | null {
  const { from } = pass;
  let { at } = pass;
  let value = 0;
  const isUnknown = from[at] === backslash;
  const isBefore1970 = from[at] === minus;
  if (isBefore1970) at++;
  for (let byte = from[at]!; byte !== tab && byte !== lineEnd; byte = from[++at]!) value = value * 10 + byte - zero;
  pass.at = at + 1;
  return isUnknown ? null : isBefore1970 ? -value : value;
}

function writeDigits(pass: Pass, value: number, highest: number): void {
  let rest = value;
  for (let unit = highest; unit >= 1; unit /= 10) {
    const digit = Math.floor(rest / unit);
    pass.to[pass.length++] = zero + digit;
    rest -= digit * unit;
  }
}
