import type { Column, Format } from '../../ports/format.ts';

// A cell that a spreadsheet would take for a formula, also behind spaces and in full-width signs.
const formula = /^[\s\u200b\ufeff]*[=+\-@\t\r＝＋－＠|%]/;
const mustQuote = /[",\n\r]/;
// Control characters break readers and terminals; line ends and tabs are kept.
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const hasControl = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const special = /[\u0000-\u001f\u007f",]/;
const letterOrDigit = /^[A-Za-z0-9]/;

type Cell = (value: unknown) => string;

/** RFC 4180 with LF, UTF-8 without BOM, a header, empty for unknown. Cells that spreadsheets would run begin with '. */
export const csv: Format = {
  name: 'csv',
  mediaType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  async *write(columns, rows) {
    yield Buffer.from(`${columns.map(({ name }) => textCell(name)).join(',')}\n`);
    const cells = columns.map(cellOf);
    for await (const batch of rows) yield Buffer.from(linesOf(batch, cells));
  },
};

function linesOf(batch: unknown[][], cells: Cell[]): string {
  let text = '';
  const last = cells.length - 1;
  for (const row of batch) {
    for (let i = 0; i < last; i++) text += `${cells[i]!(row[i])},`;
    text += `${cells[last]!(row[last])}\n`;
  }
  return text;
}

function cellOf({ type }: Column): Cell {
  switch (type) {
    case 'text':
      return repeatedText();
    case 'instant':
      return instantCell();
    case 'boolean':
      return (value) => (value === null || value === undefined ? '' : value ? 'true' : 'false');
    default:
      return (value) => (typeof value === 'number' && Number.isFinite(value) ? String(value) : '');
  }
}

/** Columns such as the brand repeat themselves: the cell before mostly serves again. */
function repeatedText(): Cell {
  let last: unknown = null;
  let cell = '';
  return (value) => {
    if (value === last) return cell;
    cell = textCell(value);
    last = value;
    return cell;
  };
}

function textCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  let text = value as string;
  const isSpecial = special.test(text);
  if (!isSpecial && letterOrDigit.test(text)) return text;
  if (isSpecial && hasControl.test(text)) text = text.replace(control, '\ufffd');
  if (formula.test(text)) text = `'${text}`;
  return mustQuote.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Neighboring rows share their day, so only the clock is written anew. */
function instantCell(): Cell {
  let day = Number.NaN;
  let date = '';
  return (value) => {
    if (typeof value !== 'number') return '';
    const today = Math.floor(value / 86_400_000);
    if (today !== day) {
      day = today;
      date = new Date(value).toISOString().slice(0, 11);
    }
    const ms = value - today * 86_400_000;
    const clock = `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1_000) % 60)}`;
    const rest = ms % 1_000;
    return rest === 0 ? `${date}${clock}Z` : `${date}${clock}.${String(rest).padStart(3, '0')}Z`;
  };
}

const twoDigits = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
function two(n: number): string {
  return twoDigits[n]!;
}
