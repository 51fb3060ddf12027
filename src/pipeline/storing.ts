import { type Database, DatabaseError, type Queryable } from '../ports/database.ts';

/** So often others may be first with the same posts before that is an error. */
const mostTries = 5;

/**
 * A transaction that stores posts, begun again where another one has written the same posts first, or each waits for the other: what the
 * other one wrote is known then. `work` must leave nothing behind outside of its transaction when it rejects.
 */
export async function storing<T>(database: Database, work: (tx: Queryable) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await database.transaction(work);
    } catch (error) {
      const isOvertaken = error instanceof DatabaseError && error.kind === 'conflict';
      if (!isOvertaken || tries === mostTries) throw error;
    }
  }
}
