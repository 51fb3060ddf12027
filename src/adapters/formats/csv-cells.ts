import type { Column } from '../../ports/format.ts';

// A cell that a spreadsheet would take for a formula, also behind spaces and in full-width signs.
const formula = /^[\s\u200b\ufeff]*[=+\-@\t\r＝＋－＠|%]/;
const mustQuote = /[",\n\r]/;
// Control characters break readers and terminals; line ends and tabs are kept.
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const hasControl = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const special = /[\u0000-\u001f\u007f",]/;

export type Cell = (value: unknown) => string;

/** Writes the cells of one column, from the top. */
export function cellOf({ type }: Column): Cell {
  switch (type) {
    case 'text':
      return repeatedText();
    case 'instant':
      return instantCell();
    case 'boolean':
      return (value) => (value === null || value === undefined ? '' : value ? 'true' : 'false');
    default:
      return repeatedNumber();
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

/** Within a quarter of an hour all minutes share their expectation: most digits are those of the row before. */
function repeatedNumber(): Cell {
  let last: unknown = null;
  let cell = '';
  return (value) => {
    if (value === last) return cell;
    last = value;
    cell = typeof value === 'number' && Number.isFinite(value) ? String(value) : '';
    return cell;
  };
}

export function textCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  let text = value as string;
  const isPlainStart = beginsPlainly(text.charCodeAt(0));
  if (!special.test(text)) return isPlainStart || !formula.test(text) ? text : `'${text}`;
  if (hasControl.test(text)) text = text.replace(control, '\ufffd');
  if (!isPlainStart && formula.test(text)) text = `'${text}`;
  if (!mustQuote.test(text)) return text;
  return text.includes('"') ? `"${text.replaceAll('"', '""')}"` : `"${text}"`;
}

/** A letter or digit: no formula begins so. */
export function beginsPlainly(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

/** Neighboring rows share their hour, so only what follows is written anew. */
export function instantCell(): Cell {
  let hour = Number.NaN;
  let prefix = '';
  return (value) => {
    if (typeof value !== 'number') return '';
    const current = Math.floor(value / 3_600_000);
    if (current !== hour) {
      hour = current;
      prefix = new Date(current * 3_600_000).toISOString().slice(0, 14);
    }
    const ms = value - current * 3_600_000;
    const minute = Math.floor(ms / 60_000);
    const rest = ms - minute * 60_000;
    if (rest === 0) return `${prefix}${twoDigits[minute]}:00Z`;
    const fraction = rest % 1_000;
    const second = `${prefix}${twoDigits[minute]}:${twoDigits[(rest - fraction) / 1_000]}`;
    return fraction === 0 ? `${second}Z` : `${second}.${String(fraction).padStart(3, '0')}Z`;
  };
}

const twoDigits = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
