import type { Database } from '../ports/database.ts';
import { deletePartsAsideBefore } from '../store/page-queue.ts';
import {
  countedBrands,
  deleteCopyChangesBefore,
  deleteCountsBefore,
  deleteGapsBefore,
  deleteJudgementsBefore,
  deletePostsBefore,
  deleteRecordsBefore,
} from '../store/retention.ts';
import { deleteWindowsBefore } from '../store/telemetry.ts';

/** How long each class of data is kept, days. */
export interface Retention {
  /** Posts, reports, the brands' own signals. */
  posts: number;
  /** Counts by minute, expectations, ended alerts. */
  counts: number;
  /** Audit, messages that were delivered or given up. */
  records: number;
}

const dayMs = 86_400_000;
const postsPerRemoval = 1_000;

/**
 * Removes what is older than its class is kept for, piece by piece, so that nobody waits long for the embedded database's one session.
 * What is judged from counts goes with them; incidents stay. Returns how many posts went.
 */
export async function forget(database: Database, kept: Retention, nowMs: number, signal: AbortSignal): Promise<number> {
  const posts = await forgetPosts(database, nowMs - kept.posts * dayMs, signal);
  await deleteCopyChangesBefore(database, Math.floor((nowMs - kept.posts * dayMs) / 60_000));
  await deleteWindowsBefore(database, nowMs - kept.posts * dayMs);
  await deletePartsAsideBefore(database, nowMs - kept.posts * dayMs);
  await forgetCounts(database, Math.floor((nowMs - kept.counts * dayMs) / 60_000), signal);
  await deleteRecordsBefore(database, nowMs - kept.records * dayMs);
  return posts;
}

async function forgetPosts(database: Database, beforeMs: number, signal: AbortSignal): Promise<number> {
  for (let posts = 0; ; ) {
    const gone = await database.transaction((tx) => deletePostsBefore(tx, beforeMs, postsPerRemoval));
    posts += gone;
    if (gone < postsPerRemoval || signal.aborted) return posts;
  }
}

async function forgetCounts(database: Database, beforeMinute: number, signal: AbortSignal): Promise<void> {
  for (const brand of await countedBrands(database)) {
    let some = false;
    while (!signal.aborted && (await deleteCountsBefore(database, brand, beforeMinute))) some = true;
    if (some) await deleteJudgementsBefore(database, brand, beforeMinute);
  }
  await deleteGapsBefore(database, beforeMinute);
}
