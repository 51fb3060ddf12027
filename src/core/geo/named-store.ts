import type { Place } from '../words/place.ts';
import type { Gazetteer } from './gazetteer.ts';
import { resolvePoint } from './resolve-point.ts';
import type { Store } from './stores.ts';

/** A shop's number: behind the word for a shop, or behind # where the word before it isn't that of another number. */
const numbered =
  /\b(?:store|location|warehouse|supercenter|club|branch|shop|tienda|sucursal)\s{0,3}(?:no\.?|num(?:ber)?|n[º°])?\s{0,3}#?\s{0,3}(\d{1,6})\b|(?<!\b(?:order|case|ticket|error|confirmation|claim|flight|ref|reference|tracking|invoice|pedido)\s{0,3})#\s?(\d{1,6})\b/giu;

/** Where the shop is that a text names by its number; null when it names none, or several that are far apart in their states. */
export function namedStore(gazetteer: Gazetteer, text: string, stores: readonly Store[]): Place | null {
  if (!/\d/.test(text)) return null;
  const named = new Map<string, Store>();
  for (const match of text.matchAll(numbered)) {
    const number = (match[1] ?? match[2])!;
    const store = stores.find(({ id }) => id === number || sameNumber(id, number));
    if (store) named.set(store.id, store);
  }
  const places = [...named.values()].map((store) => resolvePoint(gazetteer, store, 'text'));
  const [first] = places;
  return first && places.every((place) => place?.state === first.state) ? first : null;
}

/** "0042" and "42". */
function sameNumber(id: string, number: string): boolean {
  return /^\d+$/.test(id) && Number(id) === Number(number);
}
