import { authorKey } from '../pipeline/author-key.ts';
import { writeAudit } from '../store/audit.ts';
import { deletePosts, postIdsOf, rememberErased } from '../store/erasures.ts';
import { deletePartsAsideOf } from '../store/page-queue.ts';
import { removeReports, touchMinutes } from '../store/reports.ts';
import type { Acting } from './acting.ts';

export interface EraseTools extends Acting {
  /** The installation's salt: without it nobody finds a person's posts. */
  salt: string;
  authorWindowMinutes: number;
}

/** A person as the source names its author. */
export interface ErasedPerson {
  source: string;
  author: string;
}

/**
 * Takes everything of a person away, in one transaction: posts with their ids and addresses, reports, labels. The counts of their minutes
 * are made again without them, and what a source brings of them later is not stored. The audit says that it was done, not of whom.
 * Returns how many posts went.
 */
export async function erasePerson(tools: EraseTools, { source, author }: ErasedPerson): Promise<number> {
  const { database, clock, actor, salt, authorWindowMinutes } = tools;
  const key = authorKey(salt, source, author);
  const at = clock.now();
  return database.transaction(async (tx) => {
    await rememberErased(tx, key, at);
    const ids = await postIdsOf(tx, source, key);
    const vacated = await removeReports(tx, ids, authorWindowMinutes);
    // In the order of ingest, so that neither waits for the other.
    await touchMinutes(tx, vacated);
    await deletePosts(tx, ids);
    await deletePartsAsideOf(tx, key);
    await writeAudit(tx, { at, actor, action: 'person-erased', detail: { source, posts: ids.length } });
    return ids.length;
  });
}
