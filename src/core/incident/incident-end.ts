import type { Incident } from '../words/incident.ts';
import type { IncidentMemory, IncidentRules, IncidentSituation, Tracked } from './incident-step.ts';

/** An end is believed once the reports since then are twenty times as likely as in an outage that goes on … */
export const mostGoesOn = -Math.log(20);
/** … or after an hour without an alarm, minutes. */
export const longestDoubtMinutes = 60;

/** Silence of sources that can't be read is no calm. */
export function quietMinutesOf(
  { quietSince }: IncidentMemory,
  { minute, unseenMinutes = 0 }: Pick<IncidentSituation, 'minute' | 'unseenMinutes'>,
): number {
  return quietSince === null ? 0 : Math.floor(minute - quietSince - unseenMinutes + 1e-9);
}

/**
 * Quiet for long enough, also for one of its size: a small outage is silent for minutes while it goes on. Of one that is taken as normal it is known
 * that it goes on.
 */
export function isOver(
  quietMinutes: number,
  { incident, memory }: Tracked,
  { situation, rules }: { situation: IncidentSituation; rules: IncidentRules },
): boolean {
  const { goesOn = Number.NEGATIVE_INFINITY } = situation;
  const believed = incident.takenAsNormal || goesOn <= mostGoesOn || quietMinutes >= longestDoubtMinutes;
  return quietMinutes >= resolveDelay(memory, rules) && believed;
}

function resolveDelay({ relapses }: IncidentMemory, { resolveDelayMinutes }: IncidentRules): number {
  return resolveDelayOf(relapses, resolveDelayMinutes);
}

/** Quiet minutes before the end: twice as long after each relapse, at most eight times. */
export function resolveDelayOf(relapses: number, resolveDelayMinutes: number): number {
  return resolveDelayMinutes * 2 ** Math.min(relapses, 3);
}

/** Why it is over. */
export function calmText({ takenAsNormal }: Incident, quietMinutes: number): string {
  return takenAsNormal
    ? `reports didn’t rise beyond the rate that is taken as normal for ${quietMinutes} minutes`
    : `reports stayed at their usual rate for ${quietMinutes} minutes`;
}
