import { type HoldPlans, holdsOver, holdText } from '../core/incident/holds.ts';
import type { IncidentMemory, IncidentStep } from '../core/incident/incident-step.ts';
import { type Audience, isTold } from '../core/incident/route.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Transition } from '../core/words/incident.ts';
import type { Queryable } from '../ports/database.ts';
import { readHoldPlans } from '../store/holds.ts';
import { insertTransition, readToldChannels, type Telling } from '../store/incidents.ts';

export interface Hearing {
  pack: BrandPack | undefined;
  audience: Audience;
  now: number;
  /** Told in any case. */
  also?: ReadonlySet<string>;
  /** False: nobody but them. */
  routed?: boolean;
}

/** Writes the numbered steps of an incident, each with an outbox row per channel that is told of it. */
export async function writeSteps(tx: Queryable, step: IncidentStep, hearing: Hearing): Promise<void> {
  if (step.transitions.length === 0) return;
  const plans = await readHoldPlans(tx, hearing.now);
  const heard = new Set(await readToldChannels(tx, step.incident.id));
  for (const transition of step.transitions) {
    const channels = told(transition, step.memory.peak, { ...hearing, heard });
    for (const channel of channels) heard.add(channel);
    await insertTransition(tx, transition, tellingsOf(channels, transition, plans));
  }
}

/** Those that ask for such a step, and those that heard of the incident before, whatever it has become. An invented brand must not wake anybody. */
function told(
  transition: Transition,
  peak: IncidentMemory['peak'],
  { pack, audience: { channels, routes }, heard, also, routed = true }: Hearing & { heard: ReadonlySet<string> },
): string[] {
  if (pack?.demonstration) return [];
  return channels.filter((id) => {
    if (also?.has(id)) return true;
    const route = routes?.get(id);
    return routed && (route === undefined || heard.has(id) || isTold(route, transition, peak));
  });
}

/** Maintenance and silences hold messages back, not the step itself. */
function tellingsOf(channels: string[], { incident, at }: Transition, plans: HoldPlans): Telling[] {
  return channels.map((channel) => {
    const [hold] = holdsOver(plans, incident, { at, channel });
    return { channel, heldBy: hold ? holdText(hold) : null };
  });
}
