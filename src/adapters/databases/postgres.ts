import pg from 'pg';
import type { Database, Queryable, Row } from '../../ports/database.ts';
import { copyOut } from './copy-out.ts';
import { withLiterals } from './literals.ts';
import { databaseErrorFrom } from './sql-state.ts';

const int8 = 20;
const numeric = 1700;

/** The same plain numbers as the embedded database gives. */
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8 || oid === numeric
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/** PostgreSQL 15 or newer over a pool. `schema`, if given, becomes the search path. */
export class PostgresDatabase implements Database {
  readonly kind = 'postgres';
  readonly #pool: pg.Pool;
  #copied = 65_536;

  constructor(connectionString: string, options: { schema?: string; poolSize?: number } = {}) {
    this.#pool = new pg.Pool({
      connectionString,
      types,
      max: options.poolSize ?? 10,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 30_000,
      application_name: 'outcry',
      ...(options.schema ? { options: `-c search_path=${options.schema}` } : {}),
    });
    // A connection that dies idle is replaced by the pool; the next query tells if the server is gone. One that dies in use must not
    // end the process: its query fails, and that is told.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  async query<T extends Row = Row>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return translate(async () => (await this.#pool.query(sql, parameters)).rows as T[]);
  }

  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const client = await translate(() => this.#pool.connect());
    let broken: Error | undefined;
    try {
      await translate(() => client.query('BEGIN'));
      const result = await work({
        query: <R extends Row = Row>(sql: string, parameters: unknown[] = []) =>
          translate(async () => (await client.query(sql, parameters)).rows as R[]),
      });
      await translate(() => client.query('COMMIT'));
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollback: Error) => {
        broken = rollback;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async *stream<T extends Row = Row>(sql: string, parameters: unknown[], batchSize: number): AsyncIterable<T[]> {
    const client = await translate(() => this.#pool.connect());
    try {
      await translate(() => client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'));
      await translate(() => client.query(`DECLARE outcry_stream NO SCROLL CURSOR FOR ${sql}`, parameters));
      while (true) {
        const { rows } = await translate(() => client.query(`FETCH ${batchSize} FROM outcry_stream`));
        if (rows.length > 0) yield rows as T[];
        if (rows.length < batchSize) return;
      }
    } finally {
      const broken = await client.query('ROLLBACK').then(
        () => undefined,
        (error: Error) => error,
      );
      client.release(broken);
    }
  }

  async copy(sql: string, parameters: unknown[] = []): Promise<Uint8Array> {
    const statement = `COPY (${withLiterals(sql, parameters)}) TO STDOUT`;
    const client = await translate(() => this.#pool.connect());
    try {
      const text = await translate(() => copyOut(client, statement, this.#copied));
      // A little more: the next piece of an export is about as long, and what grows while it is read is copied.
      this.#copied = Math.max(65_536, text.length + (text.length >> 3));
      return text;
    } finally {
      client.release();
    }
  }

  async script(sql: string): Promise<void> {
    await translate(() => this.#pool.query(sql));
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

async function translate<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw databaseErrorFrom(code ?? '', message, error);
  }
}
