import { randomUUID } from 'node:crypto';
import type { Events } from '../observability/events.ts';
import { type Database, DatabaseError, type Queryable } from '../ports/database.ts';
import {
  countWorkers,
  enterWorker,
  giveLeasesBack,
  lockWorker,
  readLeases,
  removeDeadWorkers,
  removeWorker,
  renewWorker,
  takeLeases,
} from '../store/leases.ts';
import { shareOf } from './lease-share.ts';
import { type LeaseKind, leaseKinds, type Role } from './roles.ts';

/** A worker that says nothing for so long is given up, and others take its part over. */
const patienceMs = 9_000;
/** Nor does it keep its part when it stops in the middle of a transaction; judging a page of posts there takes up to some seconds. */
export const longestIdleMs = 11_000;
/** How often it says that it is alive, and looks what is free. */
export const renewEveryMs = 2_000;

/** The worker was given up before it had written what it wanted to; somebody else does it now. */
export class WorkerGivenUpError extends Error {
  override readonly name = 'WorkerGivenUpError';
}

/** Who does what, where several processes work on one database. */
export interface Leases {
  /** Name of this worker; another one after it was given up. */
  readonly worker: string;
  /** Says that this worker is alive, and buries those that don't. */
  renew(): Promise<void>;
  /** Takes this worker's part of what there is to do, gives back what is too much, and returns what it holds. */
  share(kind: LeaseKind, names: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether this worker held it when it last looked. */
  holds(kind: LeaseKind, name: string): boolean;
  /** Does something that this worker holds, on a fenced database; meanwhile it isn't given back. Null when another one has it, or got it. */
  use<T>(kind: LeaseKind, name: string, work: (database: Database) => Promise<T>): Promise<T | null>;
  /** Writes nothing any more once this worker was given up: each transaction and query fails with WorkerGivenUpError then. */
  fenced(): Database;
  /** Ends this worker; what it held is free. */
  leave(): Promise<void>;
}

/** Leases of a process of these roles. */
export function openLeases(database: Database, roles: ReadonlySet<Role>, events: LeaseEvents): Leases {
  if (database.kind === 'pglite') return soleLeases(database);
  const kinds = [...roles].flatMap((role) => leaseKinds[role]);
  return new SharedLeases(database, kinds, events);
}

/** The embedded database belongs to one process, which holds everything. */
function soleLeases(database: Database): Leases {
  return {
    worker: randomUUID(),
    fenced: () => database,
    renew: async () => {},
    share: async (_kind, names) => new Set(names),
    holds: () => true,
    use: (_kind, _name, work) => work(database),
    leave: async () => {},
  };
}

type LeaseEvents = Pick<Events, 'leasesChanged' | 'workerGivenUp'>;

/** Leases in the database that all workers share. */
class SharedLeases implements Leases {
  readonly #database: Database;
  readonly #kinds: readonly LeaseKind[];
  readonly #events: LeaseEvents;
  readonly #held = new Map<LeaseKind, Set<string>>();
  /** How many things are being done with each: one may be read and asked again at the same time. */
  readonly #inUse = new Map<LeaseKind, Map<string, number>>();
  #worker = '';

  constructor(database: Database, kinds: readonly LeaseKind[], events: LeaseEvents) {
    this.#database = database;
    this.#kinds = kinds;
    this.#events = events;
  }

  get worker(): string {
    return this.#worker;
  }

  async renew(): Promise<void> {
    if (this.#worker === '' || !(await renewWorker(this.#database, this.#worker, patienceMs))) await this.#enter();
    for (const name of await removeDeadWorkers(this.#database)) this.#events.workerGivenUp(name);
  }

  async #enter(): Promise<void> {
    if (this.#worker !== '') this.#events.workerGivenUp(this.#worker);
    this.#held.clear();
    const name = `worker ${randomUUID()}`;
    await enterWorker(this.#database, { name, kinds: this.#kinds, forMs: patienceMs });
    this.#worker = name;
  }

  async share(kind: LeaseKind, names: readonly string[]): Promise<ReadonlySet<string>> {
    const worker = this.#worker;
    const held = await readLeases(this.#database, kind);
    const workers = await countWorkers(this.#database, kind);
    const { take, giveBack } = shareOf(names, { held, worker, workers, inUse: new Set(this.#usedOf(kind).keys()) });
    await giveLeasesBack(this.#database, { kind, names: giveBack, worker });
    const taken = await this.#take(kind, take);
    const mine = new Set([...held.filter((one) => one.worker === worker).map(({ name }) => name), ...taken]);
    for (const name of giveBack) mine.delete(name);
    const before = this.#held.get(kind) ?? new Set();
    this.#held.set(kind, mine);
    if (mine.size !== before.size || taken.length > 0)
      this.#events.leasesChanged({ kind, held: [...mine].sort(), taken, givenBack: giveBack });
    return mine;
  }

  async #take(kind: LeaseKind, names: readonly string[]): Promise<string[]> {
    try {
      return await takeLeases(this.#database, { kind, names, worker: this.#worker });
    } catch (error) {
      // A name that is gone from the workers was given up; the next renewal brings another one.
      if (error instanceof DatabaseError && error.kind === 'conflict') return [];
      throw error;
    }
  }

  holds(kind: LeaseKind, name: string): boolean {
    return this.#held.get(kind)?.has(name) ?? false;
  }

  async use<T>(kind: LeaseKind, name: string, work: (database: Database) => Promise<T>): Promise<T | null> {
    if (!this.holds(kind, name)) return null;
    const used = this.#usedOf(kind);
    used.set(name, (used.get(name) ?? 0) + 1);
    try {
      return await work(this.fenced());
    } catch (error) {
      if (error instanceof WorkerGivenUpError) return null;
      throw error;
    } finally {
      const left = used.get(name)! - 1;
      if (left > 0) used.set(name, left);
      else used.delete(name);
    }
  }

  fenced(): Database {
    return fence(this.#database, this.#worker);
  }

  #usedOf(kind: LeaseKind): Map<string, number> {
    const used = this.#inUse.get(kind) ?? new Map<string, number>();
    this.#inUse.set(kind, used);
    return used;
  }

  async leave(): Promise<void> {
    if (this.#worker !== '') await removeWorker(this.#database, this.#worker);
    this.#held.clear();
  }
}

/** A database that writes for a worker only as long as it was not given up. */
function fence(database: Database, worker: string): Database {
  const transaction = <T>(work: (tx: Queryable) => Promise<T>): Promise<T> =>
    database.transaction(async (tx) => {
      if (!(await lockWorker(tx, worker, longestIdleMs)))
        throw new WorkerGivenUpError(`${worker} was given up; another one goes on`);
      return work(tx);
    });
  return {
    kind: database.kind,
    transaction,
    query: (sql, parameters) => transaction((tx) => tx.query(sql, parameters)),
    stream: (sql, parameters, batchSize) => database.stream(sql, parameters, batchSize),
    copy: (sql, parameters) => database.copy(sql, parameters),
    script: (sql) => database.script(sql),
    close: () => database.close(),
  };
}
