import { isoInstant } from '../../core/words/interval.ts';
import type { Column, Format } from '../../ports/format.ts';

/** One JSON object a line, instants as ISO 8601 text, null for unknown. */
export const ndjson: Format = {
  name: 'ndjson',
  mediaType: 'application/x-ndjson',
  extension: 'ndjson',
  async *write({ columns, last }, rows) {
    const prefixes = columns.map(({ name }, i) => `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`);
    const values = columns.map(jsonOf);
    const end = `,${JSON.stringify(last.name)}:${JSON.stringify(last.text)}}\n`;
    for await (const batch of rows) {
      if (batch.length === 0) continue;
      let text = '';
      for (const row of batch) {
        for (let i = 0; i < prefixes.length; i++) text += prefixes[i]! + values[i]!(row[i]);
        text += end;
      }
      yield Buffer.from(text);
    }
  },
};

function jsonOf({ type }: Column): (value: unknown) => string {
  if (type === 'instant') return (value) => (typeof value === 'number' ? `"${isoInstant(value)}"` : 'null');
  // JSON.stringify escapes control characters and lone surrogates, and writes infinities as null.
  return (value) => (value === undefined ? 'null' : JSON.stringify(value));
}
