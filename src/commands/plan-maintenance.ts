import type { MaintenanceWindow } from '../core/words/hold.ts';
import { writeAudit } from '../store/audit.ts';
import { insertMaintenance } from '../store/holds.ts';
import type { Acting } from './acting.ts';

/** Plans a time in which a brand's incidents are not told, once or again and again. */
export async function planMaintenance(
  { database, clock, actor }: Acting,
  window: Omit<MaintenanceWindow, 'id'>,
): Promise<MaintenanceWindow> {
  return database.transaction(async (tx) => {
    const createdAt = clock.now();
    const id = await insertMaintenance(tx, { ...window, createdAt, actor });
    await writeAudit(tx, { at: createdAt, actor, action: 'maintenance-planned', detail: { id, ...window } });
    return { id, ...window };
  });
}
