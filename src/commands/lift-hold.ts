import type { Hold } from '../core/words/hold.ts';
import { writeAudit } from '../store/audit.ts';
import { endHold } from '../store/holds.ts';
import type { Acting } from './acting.ts';

/** Takes a maintenance window or a silence back. False when none is in force under this id. */
export async function liftHold(
  { database, clock, actor }: Acting,
  { kind, id }: Pick<Hold, 'kind' | 'id'>,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const at = clock.now();
    if (!(await endHold(tx, { kind, id, at }))) return false;
    await writeAudit(tx, { at, actor, action: `${kind}-lifted`, detail: { id } });
    return true;
  });
}
