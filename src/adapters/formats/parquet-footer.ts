import type { FileMetaData, RowGroup } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';

/** What the footer tells beside the row groups. */
export type AboutFile = Pick<FileMetaData, 'schema' | 'created_by' | 'key_value_metadata'>;

// Thrift's compact protocol: the head of a list of structs holds its length in the upper half, 15 for a longer one, whose length follows.
const structs = 12;
const longList = 15;
/** Behind the metadata stand their length, which the library writes, and the mark. */
const lengthBytes = 4;
const mark = Buffer.from('PAR1');

/**
 * The end of a Parquet file, to the byte as the library writes it, but with each row group turned into its few bytes at once: as objects they
 * would all wait for the end of the file.
 */
export class ParquetFooter {
  readonly #about: AboutFile;
  readonly #groups: Uint8Array[] = [];
  #rows = 0n;
  /** Bytes of the metadata behind the list of groups. */
  #behind = 0;

  constructor(about: AboutFile) {
    this.#about = about;
  }

  add(group: RowGroup): void {
    // Without groups and with one: what they share at both ends is the rest of the footer, and the list's head is one byte.
    const none = this.#metadata([]);
    const one = this.#metadata([group]);
    let head = 0;
    while (none[head] === one[head]) head++;
    this.#behind = none.length - head - 1;
    this.#groups.push(one.slice(head + 1, one.length - this.#behind));
    this.#rows += group.num_rows;
  }

  bytes(): Uint8Array {
    const frame = this.#metadata([]);
    const { length } = this.#groups;
    const head = frame.length - this.#behind - 1;
    const metadata =
      length === 0
        ? frame
        : Buffer.concat([frame.subarray(0, head), listHead(length), ...this.#groups, frame.subarray(head + 1)]);
    const size = Buffer.alloc(lengthBytes);
    size.writeUInt32LE(metadata.length);
    return Buffer.concat([metadata, size, mark]);
  }

  #metadata(groups: RowGroup[]): Uint8Array {
    const writer = new ByteWriter();
    writeMetadata(writer, { version: 2, ...this.#about, num_rows: this.#rows, row_groups: groups, metadata_length: 0 });
    return writer.getBytes().subarray(0, -lengthBytes);
  }
}

function listHead(length: number): Uint8Array {
  if (length < longList) return Uint8Array.of((length << 4) | structs);
  const writer = new ByteWriter();
  writer.appendUint8((longList << 4) | structs);
  writer.appendVarInt(length);
  return writer.getBytes();
}
