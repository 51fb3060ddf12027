import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Column, FileShape, Format } from '../../ports/format.ts';

// All columns of a row group are held in memory until it is written.
const rowGroupRows = 10_000;

const types: Record<Column['type'], Partial<SchemaElement>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT32' },
  real: { type: 'DOUBLE' },
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  boolean: { type: 'BOOLEAN' },
};

/** Apache Parquet, Snappy, row groups of 10,000; what it was made with stands in the key-value metadata too. */
export const parquet: Format = {
  name: 'parquet',
  mediaType: 'application/vnd.apache.parquet',
  extension: 'parquet',
  async *write({ columns, last, meta }, rows) {
    const writer = new ByteWriter(1_048_576);
    const file = new ParquetWriter({
      writer,
      schema: schemaOf([...columns, { name: last.name, type: 'text' }]),
      createdBy: 'outcry',
      kvMetadata: Object.entries(meta).map(([key, value]) => ({ key: `outcry.${key}`, value })),
    });
    let group: unknown[][] = columns.map(() => []);
    for await (const batch of rows) {
      for (const row of batch) {
        for (let i = 0; i < columns.length; i++) group[i]!.push(storedValue(columns[i]!, row[i]));
        if (group[0]!.length < rowGroupRows) continue;
        writeGroup(file, { columns, last, group });
        group = columns.map(() => []);
        yield taken(writer);
      }
    }
    if (group[0]!.length > 0) writeGroup(file, { columns, last, group });
    file.finish();
    yield taken(writer);
  },
};

function writeGroup(
  file: ParquetWriter,
  { columns, last, group }: Pick<FileShape, 'columns' | 'last'> & { group: unknown[][] },
): void {
  // No index of pages: a group's column is one page or few, and each would wait for the end of the file.
  const own = columns.map(({ name }, i) => ({ name, data: group[i]!, offsetIndex: false }));
  const constant = { name: last.name, data: new Array(group[0]!.length).fill(last.text), offsetIndex: false };
  file.write({ columnData: [...own, constant], rowGroupSize: rowGroupRows });
  // Copies: the least and the greatest text of each group wait for the end of the file, and a view would keep all that was read with it.
  for (const { meta_data: about } of file.row_groups.at(-1)!.columns)
    if (about?.statistics) about.statistics = structuredClone(about.statistics);
}

/** What was written since; the writer goes on counting its offset. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

function storedValue({ type }: Column, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'instant') return BigInt(value as number);
  if (type === 'real' || type === 'integer') return Number.isFinite(value) ? value : null;
  return value;
}

function schemaOf(columns: Column[]): SchemaElement[] {
  const leaves = columns.map(
    ({ name, type }) => ({ name, repetition_type: 'OPTIONAL', ...types[type] }) as SchemaElement,
  );
  return [{ name: 'outcry', num_children: columns.length }, ...leaves];
}
