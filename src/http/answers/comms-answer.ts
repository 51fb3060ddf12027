import { judgeTelemetry } from '../../commands/judge-telemetry.ts';
import { factSheet } from '../../core/incident/fact-sheet.ts';
import { resolveDelayOf } from '../../core/incident/incident-end.ts';
import { officialWordOf } from '../../core/incident/official-word.ts';
import { draftStatement } from '../../core/incident/statement-draft.ts';
import { statementEffect } from '../../core/incident/statement-effect.ts';
import type { Incident } from '../../core/words/incident.ts';
import { isoInstant, minuteOf } from '../../core/words/interval.ts';
import type { Statement } from '../../core/words/statement.ts';
import { readOwnPosts } from '../../store/own-posts.ts';
import { countReports, readCourse, readStatements } from '../../store/statements.ts';
import type { Context } from '../context.ts';
import type { CommsAnswer, StatementAnswer } from '../statement-shapes.ts';

const effectMinutes = 30;

/** Everything that the comms team needs about an incident, as of now. */
export async function commsAnswer(context: Context, incident: Incident, nowMs: number): Promise<CommsAnswer> {
  const { database, resolveDelayMinutes } = context;
  const official = officialWordOf(await readOwnPosts(database, incident, nowMs));
  const { relapses, peak } = await readCourse(database, incident.id);
  const quietMinutes = resolveDelayOf(relapses, resolveDelayMinutes);
  const isPart = incident.mergedInto !== undefined;
  const statements = await readStatements(database, incident.id);
  return {
    sheet: factSheet({ ...incident, telemetry: await judgeTelemetry(database, incident, nowMs) }, official, nowMs),
    draft: isPart ? null : draftStatement(incident, peak, context.brandById.get(incident.brand)),
    allClear: {
      rule: `The all-clear comes when reports have stayed at their usual rate for ${quietMinutes} minutes, and longer, up to an hour, where there were so few that silence proves little.`,
      quietMinutes,
      isMet: incident.state === 'closed' && !isPart,
    },
    statements: await Promise.all(
      statements.map((one) => statementAnswer(context, one, { incident, statements, nowMs })),
    ),
  };
}

interface Beside {
  incident: Incident;
  statements: Statement[];
  nowMs: number;
}

export async function statementAnswer(
  { database }: Context,
  statement: Statement,
  { incident, statements, nowMs }: Beside,
): Promise<StatementAnswer> {
  const { approvedAt, proposedAt, nextUpdateMinutes, incidentId: _, ...rest } = statement;
  const promised = approvedAt === null || nextUpdateMinutes === null ? null : approvedAt + nextUpdateMinutes * 60_000;
  const isKept = statements.some((later) => later.id !== statement.id && (later.approvedAt ?? 0) > (approvedAt ?? 0));
  return {
    ...rest,
    nextUpdateMinutes,
    proposedAt: isoInstant(proposedAt),
    approvedAt: approvedAt === null ? null : isoInstant(approvedAt),
    nextUpdateAt: promised === null ? null : isoInstant(promised),
    isOverdue: promised !== null && promised < nowMs && !isKept,
    effect: approvedAt === null ? null : await effectOf(database, incident.brand, { approvedAt, nowMs }),
  };
}

/** Over half an hour each, or as much as has passed; null within the first five minutes. */
async function effectOf(
  database: Context['database'],
  brand: string,
  { approvedAt, nowMs }: { approvedAt: number; nowMs: number },
): Promise<StatementAnswer['effect']> {
  const at = minuteOf(approvedAt);
  const minutes = Math.min(effectMinutes, minuteOf(nowMs) - at);
  if (minutes < 5) return null;
  const before = await countReports(database, brand, { from: at - minutes, to: at });
  return statementEffect(before, await countReports(database, brand, { from: at, to: at + minutes }), minutes);
}
