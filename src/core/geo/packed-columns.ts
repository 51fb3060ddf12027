const kinds = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i16: Int16Array,
  i32: Int32Array,
  f64: Float64Array,
} as const;

export type ColumnKind = keyof typeof kinds;
export type Column<K extends ColumnKind> = InstanceType<(typeof kinds)[K]>;

/** First four bytes of a packed file, least significant first: "OCGZ". */
export const packedMark = 0x5a47434f;

/** What stands before the columns, as JSON: where each lies (kind, first byte from `dataStart`, number of values), and what is no column. */
export interface PackedHeader<Facts> {
  columns: Record<string, [ColumnKind, number, number]>;
  facts: Facts;
}

/** Columns begin at multiples of eight bytes: mark, length of the header, header, then the columns. */
export function dataStart(headerBytes: number): number {
  return aligned(8 + headerBytes);
}

export function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** Columns of numbers in one file: views of its bytes, so that reading costs nothing but the header. */
export class PackedColumns<Facts> {
  readonly facts: Facts;
  private readonly bytes: Uint8Array;
  private readonly header: PackedHeader<Facts>;
  private readonly start: number;

  /** Throws RangeError when the bytes are no packed file of this machine's byte order. */
  constructor(file: Uint8Array) {
    this.bytes = file.byteOffset % 8 === 0 ? file : file.slice();
    const { buffer, byteOffset, byteLength } = this.bytes;
    const [mark, headerBytes = 0] = byteLength < 8 ? [] : new Uint32Array(buffer, byteOffset, 2);
    if (mark !== packedMark) throw new RangeError('gazetteer: no packed file, or one of another byte order');
    this.header = JSON.parse(new TextDecoder().decode(this.bytes.subarray(8, 8 + headerBytes)));
    this.facts = this.header.facts;
    this.start = byteOffset + dataStart(headerBytes);
  }

  /** A column by name; throws RangeError when there is none of that kind. */
  column<K extends ColumnKind>(name: string, kind: K): Column<K> {
    const [found, at, length] = this.header.columns[name] ?? [];
    if (found !== kind || at === undefined) throw new RangeError(`gazetteer: no column ${name} of ${kind}`);
    return new kinds[kind](this.bytes.buffer as ArrayBuffer, this.start + at, length) as Column<K>;
  }
}
