import type { Acting } from '../commands/acting.ts';
import type { Context } from './context.ts';
import { actorOf, type Person } from './key-ring.ts';

/** What a command is given when a request asks for it. A change that concerns a brand happens on that brand's clock. */
export function actingOf(context: Context, person: Person | null, brand?: string): Acting {
  const pack = brand === undefined ? undefined : context.brandById.get(brand);
  const clock = pack && context.clockOf ? context.clockOf(pack) : context.clock;
  return { database: context.database, clock, actor: actorOf(person) };
}
