/** SQL of the PostgreSQL dialect (floor: version 15) with $1 parameters. */
export type Row = Record<string, unknown>;

export interface Queryable {
  /** One statement. int8 comes back as number, jsonb parsed, timestamptz is not used (instants are int8 epoch ms). */
  query<T extends Row = Row>(sql: string, parameters?: unknown[]): Promise<T[]>;
}

export interface Database extends Queryable {
  readonly kind: 'pglite' | 'postgres';
  /** Runs `work` in one transaction: commits when it resolves, rolls back when it rejects. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Rows in batches of `batchSize`, in constant memory, in one snapshot. */
  stream<T extends Row = Row>(sql: string, parameters: unknown[], batchSize: number): AsyncIterable<T[]>;
  /**
   * All rows of one query in PostgreSQL's own text form (COPY: a line a row, tabs between, \N for null), held in memory at once. For
   * many wide rows it costs a third of `query`. Parameters are text, numbers, booleans and null.
   */
  copy(sql: string, parameters?: unknown[]): Promise<Uint8Array>;
  /** Runs a script of several statements without parameters. */
  script(sql: string): Promise<void>;
  close(): Promise<void>;
}

export type DatabaseErrorKind = 'unavailable' | 'conflict' | 'invalid' | 'locked' | 'full' | 'unknown';

export class DatabaseError extends Error {
  readonly kind: DatabaseErrorKind;
  constructor(kind: DatabaseErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DatabaseError';
    this.kind = kind;
  }
}
