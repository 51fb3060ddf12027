import type { Format } from '../../ports/format.ts';
import { copiedLines } from './copied-lines.ts';
import { type Cell, cellOf, textCell } from './csv-cells.ts';

/** RFC 4180 with LF, UTF-8 without BOM, a header, empty for unknown. Cells that spreadsheets would run begin with '. */
export const csv: Format = {
  name: 'csv',
  mediaType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  async *write({ columns, last }, rows) {
    yield header([...columns, last]);
    const cells = columns.map(cellOf);
    const end = `${textCell(last.text)}\n`;
    for await (const batch of rows) if (batch.length > 0) yield Buffer.from(linesOf(batch, cells, end));
  },
  async *writeCopied({ cells, last }, pieces) {
    yield header([...cells.flatMap(({ columns }) => columns), last]);
    const lines = copiedLines(cells, `${textCell(last.text)}\n`);
    for await (const piece of pieces) if (piece.length > 0) yield lines(piece);
  },
};

function header(columns: readonly { name: string }[]): Buffer {
  return Buffer.from(`${columns.map(({ name }) => textCell(name)).join(',')}\n`);
}

function linesOf(batch: unknown[][], cells: Cell[], end: string): string {
  let text = '';
  for (const row of batch) {
    for (let i = 0; i < cells.length; i++) text += `${cells[i]!(row[i])},`;
    text += end;
  }
  return text;
}
