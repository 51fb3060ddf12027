import type { Acknowledgment, Judgment, MissedOutage } from '../../core/words/handling.ts';
import type { Incident, Transition } from '../../core/words/incident.ts';
import { isoInstant } from '../../core/words/interval.ts';
import { readAcknowledgments, readJudgments } from '../../store/read/handling.ts';
import { readTransitions } from '../../store/read/incidents.ts';
import type { Context } from '../context.ts';
import type { HandlingAnswer, MissedOutageAnswer } from '../handling-schemas.ts';
import { holdAnswers } from './hold-answer.ts';

/** Everything that people have said about an incident. */
export async function handlingAnswer(context: Context, incident: Incident): Promise<HandlingAnswer> {
  const { database } = context;
  const incidentId = incident.id;
  const acknowledgments = (await readAcknowledgments(database, incidentId)).map(acknowledgmentAnswer);
  const judgments = (await readJudgments(database, incidentId)).map(judgmentAnswer);
  return {
    incidentId,
    acknowledged: acknowledgments.find(({ standing }) => standing) ?? null,
    acknowledgments,
    judged: judgments[0] ?? null,
    judgments,
    changes: (await readTransitions(database, incidentId)).flatMap(changeAnswer).reverse(),
    held: await holdAnswers(context, incident),
  };
}

function changeAnswer({ change, at }: Transition): HandlingAnswer['changes'] {
  return change ? [{ ...change, at: isoInstant(at) }] : [];
}

export function acknowledgmentAnswer({ at, ...rest }: Acknowledgment) {
  return { ...rest, at: isoInstant(at) };
}

export function judgmentAnswer({ at, realOnsetAt, ...rest }: Judgment) {
  return { ...rest, at: isoInstant(at), realOnsetAt: realOnsetAt === null ? null : isoInstant(realOnsetAt) };
}

export function missedOutageAnswer({ at, beganAt, ...rest }: MissedOutage): MissedOutageAnswer {
  return { ...rest, at: isoInstant(at), beganAt: isoInstant(beganAt) };
}
