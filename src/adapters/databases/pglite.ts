import { mkdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type Database, DatabaseError, type Queryable, type Row } from '../../ports/database.ts';
import { copyBlankDatabase } from './blank-database.ts';
import { lockDirectory } from './directory-lock.ts';
import { beginMaking } from './half-made.ts';
import { pgliteProgram } from './installed-pglite.ts';
import { withLiterals } from './literals.ts';
import { databaseErrorFrom } from './sql-state.ts';
import { Turn } from './turn.ts';

const waitLimitMs = 120_000;

interface Reply {
  id: number;
  result?: unknown;
  error?: { message: string; code: string; detail: string };
}

/** The embedded database: PostgreSQL in WebAssembly, in a worker thread, one session. */
export class PgliteDatabase implements Database {
  readonly kind = 'pglite';
  readonly #worker: Worker;
  readonly #unlock: () => void;
  readonly #turn = new Turn(waitLimitMs);
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #nextId = 1;
  #cursors = 0;
  #fault: DatabaseError | null = null;

  private constructor(worker: Worker, unlock: () => void) {
    this.#worker = worker;
    this.#unlock = unlock;
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.on('error', (error) =>
      this.#failAll(new DatabaseError('unavailable', `the embedded database stopped: ${error.message}`, error)),
    );
    worker.on('exit', () => this.#failAll(new DatabaseError('unavailable', 'the embedded database is closed')));
  }

  /**
   * Opens (or makes) the database in `dataDir`, `memory://` for none on disk. `template` names a dump made by `dump`; what is `passing`
   * (nobody opens it again) does without what only recovery needs. Throws DatabaseError `locked` when another process has it open.
   */
  static async open(dataDir: string, options: { template?: string; passing?: boolean } = {}): Promise<PgliteDatabase> {
    const onDisk = !dataDir.startsWith('memory://');
    if (onDisk) mkdirSync(dataDir, { recursive: true });
    const unlock = onDisk ? lockDirectory(dataDir) : () => {};
    let worker: Worker | undefined;
    try {
      const made = onDisk ? beginMaking(dataDir, options.template ? undefined : copyBlankDatabase) : () => {};
      worker = new Worker(new URL('./pglite-worker.js', import.meta.url), {
        workerData: { dataDir, program: await pgliteProgram(), ...options },
        // The flags of the process (a test runner's loaders among them) are not for the worker.
        execArgv: [],
      });
      const database = new PgliteDatabase(worker, unlock);
      await new Promise((resolve, reject) => database.#waiting.set(0, { resolve, reject }));
      made();
      return database;
    } catch (error) {
      unlock();
      await worker?.terminate();
      throw error;
    }
  }

  async query<T extends Row = Row>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    const end = await this.#turn.take();
    try {
      return (await this.#ask('query', sql, parameters)) as T[];
    } finally {
      end();
    }
  }

  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const end = await this.#turn.take();
    try {
      await this.#ask('script', 'BEGIN');
      try {
        const result = await work({
          query: async <R extends Row = Row>(sql: string, parameters: unknown[] = []) =>
            (await this.#ask('query', sql, parameters)) as R[],
        });
        await this.#ask('script', 'COMMIT');
        return result;
      } catch (error) {
        if (!this.#fault) await this.#ask('script', 'ROLLBACK');
        throw error;
      }
    } finally {
      end();
    }
  }

  /** A held cursor is one snapshot and lets other queries run between its batches. */
  async *stream<T extends Row = Row>(sql: string, parameters: unknown[], batchSize: number): AsyncIterable<T[]> {
    const name = `outcry_stream_${++this.#cursors}`;
    await this.transaction((tx) => tx.query(`DECLARE ${name} NO SCROLL CURSOR WITH HOLD FOR ${sql}`, parameters));
    try {
      while (true) {
        const rows = await this.query<T>(`FETCH ${batchSize} FROM ${name}`);
        if (rows.length > 0) yield rows;
        if (rows.length < batchSize) return;
      }
    } finally {
      await this.query(`CLOSE ${name}`);
    }
  }

  async copy(sql: string, parameters: unknown[] = []): Promise<Uint8Array> {
    const statement = `COPY (${withLiterals(sql, parameters)}) TO '/dev/blob'`;
    const end = await this.#turn.take();
    try {
      return (await this.#ask('copy', statement)) as Uint8Array;
    } finally {
      end();
    }
  }

  async script(sql: string): Promise<void> {
    const end = await this.#turn.take();
    try {
      await this.#ask('script', sql);
    } catch (error) {
      // A script may have begun a transaction that its failure leaves open.
      if (!this.#fault) await this.#ask('script', 'ROLLBACK');
      throw error;
    } finally {
      end();
    }
  }

  /** The whole data directory as a tar, usable as `template`. */
  async dump(): Promise<Uint8Array> {
    const end = await this.#turn.take();
    try {
      return (await this.#ask('dump', '')) as Uint8Array;
    } finally {
      end();
    }
  }

  async close(): Promise<void> {
    if (this.#fault) return;
    const end = await this.#turn.take();
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    await this.#ask('close', '');
    this.#unlock();
    await exited;
    end();
  }

  #ask(op: string, sql: string, parameters: unknown[] = []): Promise<unknown> {
    if (this.#fault) return Promise.reject(this.#fault);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, op, sql, parameters });
    });
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.error) waiting?.reject(databaseErrorFrom(reply.error.code, reply.error.message, reply.error));
    else waiting?.resolve(reply.result);
  }

  #failAll(fault: DatabaseError): void {
    this.#fault ??= fault;
    for (const { reject } of this.#waiting.values()) reject(fault);
    this.#waiting.clear();
  }
}
