import { DatabaseError } from '../../ports/database.ts';

/** Lets callers in one after the other: the embedded database has a single session. */
export class Turn {
  #last: Promise<void> = Promise.resolve();
  readonly #waitLimitMs: number;

  constructor(waitLimitMs: number) {
    this.#waitLimitMs = waitLimitMs;
  }

  /** Resolves with the function that ends the turn. Rejects when the turn doesn't come in time. */
  async take(): Promise<() => void> {
    const before = this.#last;
    let end: () => void = () => {};
    this.#last = new Promise<void>((resolve) => {
      end = resolve;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new DatabaseError('locked', `the database was busy for ${this.#waitLimitMs} ms: a transaction didn't end`),
          ),
        this.#waitLimitMs,
      );
    });
    try {
      await Promise.race([before, late]);
    } catch (error) {
      // Whoever waits behind a caller that gave up still waits for the one before it.
      void before.then(end);
      throw error;
    } finally {
      clearTimeout(timer);
    }
    return end;
  }
}
