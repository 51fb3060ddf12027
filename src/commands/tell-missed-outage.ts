import type { MissedOutage } from '../core/words/handling.ts';
import { writeAudit } from '../store/audit.ts';
import { insertMissedOutage } from '../store/handling.ts';
import type { Acting } from './acting.ts';

/** A person tells of an outage that no incident was raised for. */
export async function tellMissedOutage(
  { database, clock, actor }: Acting,
  words: Omit<MissedOutage, 'id' | 'at'>,
): Promise<MissedOutage> {
  return database.transaction(async (tx) => {
    const told = { ...words, at: clock.now() };
    const id = await insertMissedOutage(tx, { ...told, actor });
    await writeAudit(tx, { at: told.at, actor, action: 'missed-outage-told', detail: { id, ...words } });
    return { id, ...told };
  });
}
