const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A cell of the text form of PostgreSQL's COPY as the text that it stands for, null for \N. */
export function copiedCell(cell: string): string | null {
  if (cell === '\\N') return null;
  return cell.includes('\\') ? cell.replace(/\\(.)/gs, (_, mark: string) => escapes[mark] ?? mark) : cell;
}
