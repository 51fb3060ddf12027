import { foldedByte } from '../../src/core/geo/text-pool.ts';
import type { ColumnValues } from './packed-file.ts';

/**
 * Puts strings into one pool: the keys first, each under its own number, then what else is asked for. A key is written as the first
 * text that differs from it in capitals A–Z alone, so that most names take no room beside their keys.
 */
export function packTexts(
  keys: readonly string[],
  texts: readonly string[],
): { columns: ColumnValues[]; idOf: (text: string) => number } {
  const written = [...keys];
  const ids = new Map(keys.map((key, id) => [key, id]));
  const asKey = new Set(keys);
  for (const text of texts) {
    if (text === '' || ids.has(text)) continue;
    const id = ids.get(folded(text));
    if (id !== undefined && asKey.delete(folded(text))) {
      written[id] = text;
      ids.set(text, id);
    } else ids.set(text, written.push(text) - 1);
  }
  const encoded = written.map((text) => new TextEncoder().encode(text));
  const starts = [0];
  for (const bytes of encoded) starts.push(starts.at(-1)! + bytes.length);
  return {
    columns: [
      { name: 'text', kind: 'u8', values: encoded.flatMap((bytes) => [...bytes]) },
      { name: 'textStarts', kind: 'u32', values: starts },
    ],
    idOf: (text) => {
      const id = ids.get(text);
      if (id === undefined) throw new RangeError(`gazetteer: "${text}" is not in the pool`);
      return id;
    },
  };
}

function folded(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text).map(foldedByte));
}
