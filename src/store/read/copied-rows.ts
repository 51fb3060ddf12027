import { copiedCell } from '../../core/text/copied-cell.ts';

const tab = '\t';

/**
 * The rows of PostgreSQL's text form of COPY: cells as text, null for \N. A cell that is the same as in the row before is the same string,
 * so that whoever works on columns knows at once. Strings may be views of the whole text: what is kept longer must be copied. One after the
 * other: all rows at once would outlive the collector's quick rounds.
 */
export function* copiedRows(bytes: Uint8Array, columns: number): Generator<(string | null)[], void, undefined> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const hasEscapes = /\\[^N]/.test(text);
  // As written: what was escaped is never compared.
  const before = new Array<string | null>(columns).fill(null);
  for (let at = 0; at < text.length; ) {
    const row = new Array<string | null>(columns);
    for (let column = 0; column < columns; column++) {
      const end = column === columns - 1 ? '\n' : tab;
      const same = before[column]!;
      if (same !== null && text.startsWith(same, at) && text[at + same.length] === end) {
        row[column] = same;
        at += same.length + 1;
        continue;
      }
      const stop = text.indexOf(end, at);
      const cell = text.slice(at, stop);
      const isEscaped = hasEscapes && cell.includes('\\');
      row[column] = cell === '\\N' ? null : isEscaped ? copiedCell(cell) : cell;
      before[column] = cell === '\\N' || isEscaped ? null : cell;
      at = stop + 1;
    }
    yield row;
  }
}
