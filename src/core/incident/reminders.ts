import type { Transition } from '../words/incident.ts';
import type { IncidentMemory } from './incident-step.ts';
import type { Audience } from './route.ts';
import { isTold } from './route.ts';

/** Reminders are never farther apart. */
const farthestMinutes = 720;

/**
 * How many reminders are due by now: the first after `everyMinutes`, each later one after twice the time that went before it, at most
 * half a day. Counted from the last step, so that the news of a worsening begins them anew; the clock alone decides, so that a stop of the
 * program neither loses nor repeats one.
 */
export function remindersDue(sinceMs: number, nowMs: number, everyMinutes: number): number {
  if (everyMinutes <= 0) return 0;
  let due = 0;
  let gap = everyMinutes;
  for (let at = sinceMs + gap * 60_000; at <= nowMs; at += gap * 60_000) {
    due += 1;
    gap = Math.min(2 * gap, farthestMinutes);
  }
  return due;
}

/** An incident that waits to be taken on. */
export interface Unanswered {
  /** Its last step. */
  transition: Transition;
  peak: IncidentMemory['peak'];
  heard: ReadonlySet<string>;
}

/** Who is reminded: those that heard of it, and from a channel's own number on also those that are kept for what nobody answers. */
export function reminded({ transition, peak, heard }: Unanswered, audience: Audience, reminder: number): string[] {
  return audience.channels.filter((id) => {
    if (heard.has(id)) return true;
    const route = audience.routes?.get(id);
    const after = route?.escalateAfter ?? null;
    return after !== null && reminder >= after && isTold({ ...route!, escalateAfter: null }, transition, peak);
  });
}
