/** A column of an export. */
export interface Column {
  name: string;
  type: 'text' | 'integer' | 'real' | 'instant' | 'boolean';
}

/** Stands in every row with the same text, behind its own cells. */
export interface ConstantColumn {
  name: string;
  text: string;
}

/** What a file holds; `meta` names config, model and data version, and the format decides where it goes. */
export interface FileShape {
  columns: readonly Column[];
  last: ConstantColumn;
  meta: Record<string, string>;
}

/** Writes rows as bytes, piece by piece. */
export interface Format {
  readonly name: string;
  readonly mediaType: string;
  readonly extension: string;
  write(shape: FileShape, rows: AsyncIterable<unknown[][]>): AsyncIterable<Uint8Array>;
}
