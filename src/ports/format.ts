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

/**
 * Neighboring cells of a row as the database's COPY writes them, `take` of them, and the columns that they become: by `work`, which gives the
 * same for the same cells, or one cell that is told as it is, a text or an instant in epoch ms.
 */
export interface CopiedCells {
  take: number;
  columns: readonly Column[];
  work?: (cells: readonly (string | null)[]) => unknown[];
}

/** Writes rows as bytes, piece by piece. */
export interface Format {
  readonly name: string;
  readonly mediaType: string;
  readonly extension: string;
  write(shape: FileShape, rows: AsyncIterable<unknown[][]>): AsyncIterable<Uint8Array>;
  /** The same bytes from pieces of COPY's text form (whole lines), without making values of all that only passes through. */
  writeCopied?(
    shape: Omit<FileShape, 'columns'> & { cells: readonly CopiedCells[] },
    pieces: AsyncIterable<Uint8Array>,
  ): AsyncIterable<Uint8Array>;
}
