import {
  aligned,
  type ColumnKind,
  dataStart,
  type PackedHeader,
  packedMark,
} from '../../src/core/geo/packed-columns.ts';

export interface ColumnValues {
  name: string;
  kind: ColumnKind;
  values: number[];
}

/** How many bytes a value takes, how it is written (least significant byte first), and between which it must lie. */
const writers: Record<
  ColumnKind,
  { bytes: number; least: number; most: number; write(view: DataView, at: number, value: number): void }
> = {
  u8: { bytes: 1, least: 0, most: 0xff, write: (view, at, value) => view.setUint8(at, value) },
  u16: { bytes: 2, least: 0, most: 0xffff, write: (view, at, value) => view.setUint16(at, value, true) },
  u32: { bytes: 4, least: 0, most: 0xffffffff, write: (view, at, value) => view.setUint32(at, value, true) },
  i16: { bytes: 2, least: -0x8000, most: 0x7fff, write: (view, at, value) => view.setInt16(at, value, true) },
  i32: { bytes: 4, least: -0x80000000, most: 0x7fffffff, write: (view, at, value) => view.setInt32(at, value, true) },
  f64: { bytes: 8, least: -Infinity, most: Infinity, write: (view, at, value) => view.setFloat64(at, value, true) },
};

/** The file that `PackedColumns` reads. Throws RangeError for a value that its column can't hold. */
export function writePacked<Facts>(facts: Facts, columns: readonly ColumnValues[]): Uint8Array {
  const header: PackedHeader<Facts> = { columns: {}, facts };
  let length = 0;
  for (const { name, kind, values } of columns) {
    header.columns[name] = [kind, length, values.length];
    length += aligned(values.length * writers[kind].bytes);
  }
  const head = new TextEncoder().encode(JSON.stringify(header));
  const start = dataStart(head.length);
  const file = new Uint8Array(start + length);
  const view = new DataView(file.buffer);
  view.setUint32(0, packedMark, true);
  view.setUint32(4, head.length, true);
  file.set(head, 8);
  for (const { name, kind, values } of columns) {
    const { bytes, least, most, write } = writers[kind];
    const from = start + header.columns[name]![1];
    values.forEach((value, i) => {
      const fits = value >= least && value <= most && (kind === 'f64' || Number.isInteger(value));
      if (!fits) throw new RangeError(`gazetteer: ${value} is no ${kind} (${name})`);
      write(view, from + i * bytes, value);
    });
  }
  return file;
}
