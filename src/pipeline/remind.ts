import { holdsOver } from '../core/incident/holds.ts';
import type { IncidentMemory } from '../core/incident/incident-step.ts';
import { reminded, remindersDue } from '../core/incident/reminders.ts';
import type { Audience } from '../core/incident/route.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import { readHoldPlans } from '../store/holds.ts';
import { readToldChannels } from '../store/incidents.ts';
import { insertReminder, readUnanswered, withholdReminders } from '../store/reminders.ts';

export interface RemindContext {
  database: Database;
  clock: Clock;
  audience: Audience;
  packs: ReadonlyMap<string, BrandPack>;
  /** Minutes until the first reminder; 0: none. */
  everyMinutes: number;
}

/**
 * Part of stage 5: what burns and nobody has taken on is told again, at growing distances and to a wider circle. Nothing is remembered
 * between two runs but the rows themselves. Returns how many reminders were entered.
 */
export async function remind({ database, clock, audience, packs, everyMinutes }: RemindContext): Promise<number> {
  const now = clock.now();
  await withholdReminders(database, now);
  let entered = 0;
  for (const { transition, peak } of await readUnanswered<IncidentMemory['peak']>(database)) {
    const { incident, at } = transition;
    const reminder = remindersDue(at, now, everyMinutes);
    if (reminder === 0 || packs.get(incident.brand)?.demonstration) continue;
    entered += await database.transaction(async (tx) => {
      const heard = new Set(await readToldChannels(tx, incident.id));
      const plans = await readHoldPlans(tx, now);
      let written = 0;
      for (const channel of reminded({ transition, peak, heard }, audience, reminder)) {
        if (holdsOver(plans, incident, { at: now, channel }).length > 0) continue;
        written += Number(await insertReminder(tx, { incident, channel, reminder, now }));
      }
      return written;
    });
  }
  return entered;
}
