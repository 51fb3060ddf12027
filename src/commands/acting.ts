import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';

/** What a change is made with, and who asks for it. */
export interface Acting {
  database: Database;
  clock: Clock;
  /** Id of the key, for the audit. */
  actor: string;
}
