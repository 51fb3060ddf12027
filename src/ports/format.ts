/** A column of an export. */
export interface Column {
  name: string;
  type: 'text' | 'integer' | 'real' | 'instant' | 'boolean';
}

/** Writes rows as bytes, piece by piece. */
export interface Format {
  readonly name: string;
  readonly mediaType: string;
  readonly extension: string;
  /** `meta` names config, model and data version; the format decides where it goes. */
  write(columns: Column[], rows: AsyncIterable<unknown[][]>, meta: Record<string, string>): AsyncIterable<Uint8Array>;
}
