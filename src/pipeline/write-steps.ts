import { type HoldPlans, holdsOver, holdText } from '../core/incident/holds.ts';
import type { IncidentMemory, IncidentStep } from '../core/incident/incident-step.ts';
import { type Audience, isTold } from '../core/incident/route.ts';
import { endsAlert } from '../core/incident/severity.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Transition } from '../core/words/incident.ts';
import type { Queryable } from '../ports/database.ts';
import { readHoldPlans } from '../store/holds.ts';
import { insertTransition, readToldChannels, type Telling } from '../store/incidents.ts';
import { countLately } from '../store/outbox.ts';

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
    const before = new Set(heard);
    for (const channel of channels) heard.add(channel);
    await insertTransition(tx, transition, await tellingsOf(tx, channels, { ...hearing, transition, plans, before }));
  }
}

/** Those that ask for such a step, and those that heard of the incident before, whatever it has become. An invented brand must not wake anybody. */
function told(
  transition: Transition,
  peak: IncidentMemory['peak'],
  { pack, audience: { channels, routes }, heard, also, routed = true }: Hearing & { heard: ReadonlySet<string> },
): string[] {
  if (pack?.demonstration) return [];
  // What is below a shared failure is told by its parent; its own alerts end when it goes there.
  if (transition.incident.parent !== undefined)
    return channels.filter((id) => transition.change?.kind === 'joined' && heard.has(id));
  return channels.filter((id) => {
    if (also?.has(id)) return true;
    // Of an end hears who heard of the beginning.
    if (endsTrouble(transition) && !heard.has(id)) return false;
    const route = routes?.get(id);
    return routed && (route === undefined || heard.has(id) || isTold(route, transition, peak));
  });
}

function endsTrouble({ to }: Transition): boolean {
  return to === 'recovering' || to === 'closed';
}

interface ToBeTold extends Hearing {
  transition: Transition;
  plans: HoldPlans;
  /** Channels that had heard of the incident. */
  before: ReadonlySet<string>;
}

/** Maintenance, silences and a channel's throttle hold messages back, not the step itself. */
async function tellingsOf(
  tx: Queryable,
  channels: string[],
  { transition, plans, before, audience, now }: ToBeTold,
): Promise<Telling[]> {
  const { incident, at } = transition;
  const tellings: Telling[] = [];
  for (const channel of channels) {
    const [hold] = holdsOver(plans, incident, { at, channel });
    const mayWait = before.has(channel) && !endsAlert(transition);
    const throttle = mayWait ? await throttledUntil(tx, channel, { audience, now }) : null;
    tellings.push({ channel, heldBy: hold ? holdText(hold) : throttle });
  }
  return tellings;
}

/** Why a channel gets no more for now; null when it does. */
export async function throttledUntil(
  tx: Queryable,
  channel: string,
  { audience, now }: Pick<Hearing, 'audience' | 'now'>,
): Promise<string | null> {
  const throttle = audience.routes?.get(channel)?.throttle;
  if (!throttle) return null;
  const { messages, minutes } = throttle;
  const sent = await countLately(tx, channel, now - minutes * 60_000);
  return sent < messages ? null : `throttle: ${messages} messages in ${minutes} minutes`;
}
