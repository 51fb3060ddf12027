import { longestIdleMs } from '../pipeline/leases.ts';
import { keepAsideGap } from '../store/aside-gaps.ts';
import { writeAudit } from '../store/audit.ts';
import { type AsideKey, deletePartAside, findPartAside, lockPartition } from '../store/page-queue.ts';
import type { Acting } from './acting.ts';

/** Throws a part away that was kept aside; its minutes stay a gap. False when it isn't kept aside any more. */
export async function dropPart(
  { database, clock, actor }: Acting,
  { key, by, reason }: { key: AsideKey; by: string; reason: string },
): Promise<boolean> {
  return database.transaction(async (tx) => {
    await lockPartition(tx, key.partition, longestIdleMs);
    const aside = await findPartAside(tx, key);
    if (!aside || !(await deletePartAside(tx, key))) return false;
    const { partition, sequence, source, minutes } = aside;
    if (minutes) await keepAsideGap(tx, source, minutes);
    const detail = { partition, sequence, source, by, reason };
    await writeAudit(tx, { at: clock.now(), actor, action: 'part-dropped', detail });
    return true;
  });
}
