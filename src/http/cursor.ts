import { storableText } from '../ports/storable-text.ts';
import { HttpProblem } from './problem.ts';

/** Minutes are int4 in the database, instants int8. */
export type PlaceKind = 'text' | 'minute' | 'instant';
const largest = { minute: 2 ** 31 - 1, instant: 1e15 };

/** A place in a list as opaque text. `list` names the list, so that a cursor of another one is refused. */
export function cursorText(list: string, place: (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString('base64url');
}

/** The place of a cursor, checked against the kinds of its parts. Throws HttpProblem `invalid-cursor`. */
export function placeOfCursor(list: string, kinds: PlaceKind[], text: string): (string | number)[] {
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
    kinds.every((kind, i) => fitsKind(kind, (parts as unknown[])[i + 1]));
  if (!fits)
    throw new HttpProblem('invalid-cursor', 'Pass `next` of the previous page unchanged, or leave `cursor` out.');
  return (parts as (string | number)[]).slice(1);
}

/** Whatever the database holds may stand in a cursor of ours: no other text, nor numbers beyond what it compares them with. */
function fitsKind(kind: PlaceKind, part: unknown): boolean {
  if (kind === 'text') return storableText.safeParse(part).success;
  return Number.isSafeInteger(part) && Math.abs(part as number) <= largest[kind];
}
