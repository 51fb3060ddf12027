import { holdsOver } from '../core/incident/holds.ts';
import type { Audience } from '../core/incident/route.ts';
import type { Incident } from '../core/words/incident.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import { type HeldMessages, readHeldMessages, releaseNewest, withholdHeld } from '../store/held-messages.ts';
import { readHoldPlans } from '../store/holds.ts';
import { throttledUntil } from './write-steps.ts';

/**
 * Part of stage 5: where nothing holds messages back any more, what still burns is told once, by its newest step. Of what
 * ended meanwhile only those hear who had heard of it before. Returns how many messages were let go.
 */
export async function releaseHeld(database: Database, clock: Clock, audience: Audience): Promise<number> {
  const held = await readHeldMessages(database);
  if (held.length === 0) return 0;
  const now = clock.now();
  const plans = await readHoldPlans(database, now);
  const free = held.filter(({ incident, channel }) => holdsOver(plans, incident, { at: now, channel }).length === 0);
  let told = 0;
  for (const one of free) {
    if (isTold(one) && (await throttledUntil(database, one.channel, { audience, now }))) continue;
    told += Number(isTold(one));
    const lot = { incidentId: one.incident.id, channel: one.channel };
    await database.transaction((tx) =>
      isTold(one) ? releaseNewest(tx, { ...lot, revision: one.revision, now }) : withholdHeld(tx, lot),
    );
  }
  return told;
}

function isTold({ incident, toldBefore, toldLater }: HeldMessages): boolean {
  return !toldLater && (toldBefore || burns(incident));
}

function burns({ state }: Incident): boolean {
  return state === 'watching' || state === 'probable' || state === 'confirmed';
}
