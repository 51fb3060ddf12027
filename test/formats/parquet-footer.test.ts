import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { ParquetFooter } from '../../src/adapters/formats/parquet-footer.ts';

const schema: SchemaElement[] = [
  { name: 'root', num_children: 2 },
  { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'n', type: 'INT32', repetition_type: 'OPTIONAL' },
];
const meta = [{ key: 'model', value: 'kind@1' }];

/** A file's end as the library writes it, and as it is put together from single groups. */
function ends(groups: number, rows: number): { whole: Uint8Array; ours: Uint8Array } {
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema, createdBy: 'outcry', kvMetadata: meta });
  const footer = new ParquetFooter({ schema, created_by: 'outcry', key_value_metadata: meta });
  for (let group = 0; group < groups; group++) {
    const texts = Array.from({ length: rows }, (_, i) => (i % 3 ? `group ${group}, a text that is cut: ${i}` : null));
    const numbers = Array.from({ length: rows }, (_, i) => group * rows - i);
    const columnData = [
      { name: 'text', data: texts, offsetIndex: false },
      { name: 'n', data: numbers, offsetIndex: false },
    ];
    file.write({ columnData, rowGroupSize: rows });
    footer.add(file.row_groups.at(-1)!);
  }
  const before = writer.offset;
  file.finish();
  return { whole: writer.getBytes().slice(before), ours: footer.bytes() };
}

describe('footer of a Parquet file', () => {
  // Fourteen groups are the last whose number stands in one byte; 130 need a longer number.
  it.each([0, 1, 2, 14, 15, 16, 130])('is to the byte that of the library, of %i groups', (groups) => {
    for (const rows of [1, 10, 200]) {
      const { whole, ours } = ends(groups, rows);
      expect(Buffer.from(ours).equals(whole)).toBe(true);
    }
  });
});
