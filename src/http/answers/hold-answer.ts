import { holdsOver } from '../../core/incident/holds.ts';
import { nextOccurrence, occurrenceAt } from '../../core/incident/maintenance.ts';
import type { MaintenanceWindow, Silence } from '../../core/words/hold.ts';
import type { Incident } from '../../core/words/incident.ts';
import { type Interval, instantOf, isoInstant, minuteOf } from '../../core/words/interval.ts';
import { readHoldPlans } from '../../store/holds.ts';
import type { Context } from '../context.ts';
import type { HoldAnswer, MaintenanceAnswer, SilenceAnswer } from '../hold-shapes.ts';

export function maintenanceAnswer(window: MaintenanceWindow, nowMs: number): MaintenanceAnswer {
  const minute = minuteOf(nowMs);
  return {
    ...window,
    now: rangeAnswer(occurrenceAt(window, minute)),
    next: rangeAnswer(nextOccurrence(window, minute)),
  };
}

export function silenceOf({ startsAt, expiresAt, symptom, ...rest }: Silence): SilenceAnswer {
  return {
    ...rest,
    symptom: symptom as SilenceAnswer['symptom'],
    startsAt: isoInstant(startsAt),
    expiresAt: isoInstant(expiresAt),
  };
}

/** What holds back messages about an incident now. */
export async function holdAnswers({ database, clock }: Context, incident: Incident): Promise<HoldAnswer[]> {
  const at = clock.now();
  const holds = holdsOver(await readHoldPlans(database, at), incident, { at });
  return holds.map(({ untilAt, ...rest }) => ({ ...rest, until: isoInstant(untilAt) }));
}

function rangeAnswer(range: Interval | null): MaintenanceAnswer['now'] {
  return range && { from: isoInstant(instantOf(range.from)), to: isoInstant(instantOf(range.to)) };
}
