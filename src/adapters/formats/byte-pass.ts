export const [tab, lineEnd, backslash, comma, quote] = [9, 10, 92, 44, 34];

/** Bytes that may be read, or written, behind the last one that counts: words of four are read where one byte is left. */
export const spare = 8;

/** The lines that are read and those that are written, with how far each has come; `words` and `outWords` are views of the same bytes. */
export interface Pass {
  from: Buffer;
  words: DataView;
  at: number;
  to: Buffer;
  outWords: DataView;
  length: number;
}

export function wordsOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Room for what is left to read, if it is written as it is, and for `more`. */
export function makeRoom(pass: Pass, more: number): void {
  const needed = pass.length + pass.from.length - pass.at + more + spare;
  if (needed <= pass.to.length) return;
  const larger = Buffer.allocUnsafe(needed + (needed >> 1));
  pass.to.copy(larger, 0, 0, pass.length);
  pass.to = larger;
  pass.outWords = wordsOf(larger);
}

/** In words: what is short costs less so than a call does, and a third of what it costs byte by byte. */
export function append(pass: Pass, words: DataView, start: number, stop: number): void {
  makeRoom(pass, stop - start);
  const { outWords, length } = pass;
  for (let i = start, to = length; i < stop; i += 4, to += 4) outWords.setInt32(to, words.getInt32(i, true), true);
  pass.length = length + stop - start;
}

export function appendText(pass: Pass, text: string): void {
  makeRoom(pass, 3 * text.length);
  pass.length += pass.to.write(text, pass.length);
}
