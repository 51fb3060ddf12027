import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportFeedback } from '../../commands/export-feedback.ts';
import { relabel, withdrawLabel } from '../../commands/relabel.ts';
import { isoInstant } from '../../core/words/interval.ts';
import type { Label } from '../../core/words/label.ts';
import { labelerRoles } from '../../core/words/role.ts';
import { readLabels } from '../../store/labels.ts';
import { readAge } from '../as-of.ts';
import { requireBrand } from '../brand-scope.ts';
import type { Context } from '../context.ts';
import { cursorText, placeOfCursor } from '../cursor.ts';
import { actorOf, type Person } from '../key-ring.ts';
import {
  feedbackQuery,
  type LabelAnswer,
  label,
  labelBody,
  labelPath,
  labelsQuery,
  reportPath,
} from '../label-schemas.ts';
import { HttpProblem } from '../problem.ts';
import { noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { listOf } from '../schemas.ts';

const labelReport = defineRoute({
  method: 'post',
  path: '/reports/:id/labels',
  summary: 'Corrects the verdict on a report; it counts at once, and no model changes it any more',
  needs: labelerRoles,
  pathSchema: reportPath,
  querySchema: noQuery,
  bodySchema: labelBody,
  answers: { status: 201, description: 'The label, with the verdict that it corrects', schema: label },
  run: async (context, { path, body, person }) => {
    requireBrand(context, body.brand);
    const made = await relabel(toolsOf(context, person), { ...body, postId: path.id });
    if (!made) throw new HttpProblem('report-unknown', `No post "${path.id}" was judged for ${body.brand}.`);
    return told(context, made);
  },
});

const withdraw = defineRoute({
  method: 'delete',
  path: '/labels/:id',
  summary: 'Takes a label back: the report has the corrected verdict again',
  needs: labelerRoles,
  pathSchema: labelPath,
  querySchema: noQuery,
  answers: { status: 200, description: 'The label, which stays on record', schema: label },
  run: async (context, { path, person }) => {
    const withdrawn = await withdrawLabel(toolsOf(context, person), path.id);
    if (!withdrawn) throw new HttpProblem('label-unknown', `No label ${path.id} is in force.`);
    return told(context, withdrawn);
  },
});

const list = defineRoute({
  method: 'get',
  path: '/labels',
  summary: 'What people corrected, newest first: who, when, why, and the verdict before',
  needs: labelerRoles,
  querySchema: labelsQuery,
  answers: { status: 200, description: 'A page of labels', schema: listOf(label) },
  run: async (context, { query }) => {
    if (query.brand !== undefined) requireBrand(context, query.brand);
    const { brand, post: postId, withdrawn: all, limit } = query;
    const place = query.cursor === undefined ? null : placeOfCursor('labels', ['instant'], query.cursor);
    const before = place === null ? undefined : (place[0] as number);
    const found = await readLabels(context.database, { brand, postId, all, limit: limit + 1, before });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const { asOf, stale } = await readAge(context, brand);
    const next = found.length > limit && last ? { next: cursorText('labels', [last.id]) } : {};
    return { items: items.map(labelAnswer), asOf, stale, ...next };
  },
});

const feedback = defineRoute({
  method: 'get',
  path: '/feedback',
  summary: 'Labeled posts in the form of the training corpus, without authors; deleted posts are not among them',
  needs: 'analyst',
  querySchema: feedbackQuery,
  answers: { status: 200, description: 'One example a line', mediaTypes: ['application/x-ndjson'] },
  run: async (context, { query, response }) => {
    if (query.brand !== undefined) requireBrand(context, query.brand);
    const packs = [...context.brandById.values()];
    const { lines } = exportFeedback({ database: context.database, packs }, query.brand);
    response.setHeader('Content-Type', 'application/x-ndjson');
    response.setHeader('Content-Disposition', 'attachment; filename="outcry-feedback.ndjson"');
    response.setHeader('Cache-Control', 'private, no-store');
    await pipeline(Readable.from(lines), response);
    return undefined;
  },
});

export const labelRoutes: Route[] = [labelReport, withdraw, list, feedback];

function toolsOf({ database, clock, authorWindowMinutes }: Context, person: Person | null) {
  return { database, clock, authorWindowMinutes, actor: actorOf(person) };
}

/** Answers the label; other pages hear of it, the counts follow with the next cycle. */
function told(context: Context, made: Label): LabelAnswer {
  context.events.labeled({ id: made.id, brand: made.brand, kind: made.kind, withdrawn: made.withdrawnAt !== null });
  context.changes.publish({ what: ['reports'], brands: [made.brand] });
  return labelAnswer(made);
}

function labelAnswer({ postId: report, actor: by, old, ...rest }: Label): LabelAnswer {
  const pCurrent = Math.round(old.pCurrent * 1e4) / 1e4;
  const { at, withdrawnAt } = rest;
  return {
    ...rest,
    report,
    by,
    at: isoInstant(at),
    old: { ...old, pCurrent },
    withdrawnAt: withdrawnAt === null ? null : isoInstant(withdrawnAt),
  };
}
