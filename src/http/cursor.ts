import { HttpProblem } from './problem.ts';

/** A place in a list as opaque text. `list` names the list, so that a cursor of another one is refused. */
export function cursorText(list: string, place: (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString('base64url');
}

/** The place of a cursor, checked against the kinds of its parts. Throws HttpProblem `invalid-cursor`. */
export function placeOfCursor(list: string, kinds: ('string' | 'number')[], text: string): (string | number)[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    parts = null;
  }
  const fits =
    Array.isArray(parts) &&
    parts[0] === list &&
    parts.length === kinds.length + 1 &&
    kinds.every((kind, i) => typeof parts[i + 1] === kind && (kind === 'string' || Number.isSafeInteger(parts[i + 1])));
  if (!fits)
    throw new HttpProblem('invalid-cursor', 'Pass `next` of the previous page unchanged, or leave `cursor` out.');
  return (parts as (string | number)[]).slice(1);
}
