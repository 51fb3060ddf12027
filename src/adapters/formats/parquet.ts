import type { RowGroup, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Column, FileShape, Format } from '../../ports/format.ts';
import { ParquetFooter } from './parquet-footer.ts';

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
    const schema = schemaOf([...columns, { name: last.name, type: 'text' }]);
    const file = new ParquetWriter({ writer, schema });
    const footer = new ParquetFooter({
      schema,
      created_by: 'outcry',
      key_value_metadata: Object.entries(meta).map(([key, value]) => ({ key: `outcry.${key}`, value })),
    });
    let group: unknown[][] = columns.map(() => []);
    for await (const batch of rows) {
      for (const row of batch) {
        for (let i = 0; i < columns.length; i++) group[i]!.push(storedValue(columns[i]!, row[i]));
        if (group[0]!.length < rowGroupRows) continue;
        footer.add(writeGroup(file, { columns, last, group }));
        group = columns.map(() => []);
        yield taken(writer);
      }
    }
    if (group[0]!.length > 0) footer.add(writeGroup(file, { columns, last, group }));
    yield Buffer.concat([taken(writer), footer.bytes()]);
  },
};

function writeGroup(
  file: ParquetWriter,
  { columns, last, group }: Pick<FileShape, 'columns' | 'last'> & { group: unknown[][] },
): RowGroup {
  // No index of pages: a group's column is one page or few.
  const own = columns.map(({ name }, i) => ({ name, data: group[i]!, offsetIndex: false }));
  const constant = { name: last.name, data: new Array(group[0]!.length).fill(last.text), offsetIndex: false };
  file.write({ columnData: [...own, constant], rowGroupSize: rowGroupRows });
  // Nothing waits in the writer for the end of the file, which isn't the writer's.
  file.pendingIndexes.length = 0;
  return file.row_groups.pop()!;
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
