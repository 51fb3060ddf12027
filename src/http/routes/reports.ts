import { isoInstant } from '../../core/words/interval.ts';
import { placeInOrder, type ReportOrder, type ReportWithPost, readReports } from '../../store/read/reports.ts';
import { readAge } from '../as-of.ts';
import { requireBrand } from '../brand-scope.ts';
import { cursorText, type PlaceKind, placeOfCursor } from '../cursor.ts';
import { reportsQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { listOf, type ReportAnswer, report } from '../schemas.ts';

const kindsOf: Record<ReportOrder, PlaceKind[]> = {
  newest: ['minute', 'text', 'text'],
  oldest: ['minute', 'text', 'text'],
  harm: ['minute', 'minute', 'minute', 'text', 'text'],
};

export const reportRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/reports',
    summary: 'Judged posts with their text, newest first unless `order` says otherwise',
    needs: 'viewer',
    isShared: true,
    querySchema: reportsQuery,
    answers: { status: 200, description: 'A page of reports', schema: listOf(report) },
    run: async (context, { query }) => {
      if (query.brand !== undefined) requireBrand(context, query.brand);
      const { cursor, limit, from, to, ...filter } = query;
      const list = `reports ${query.order}`;
      const after = cursor === undefined ? undefined : placeOfCursor(list, kindsOf[query.order], cursor);
      const found = await readReports(context.database, {
        ...filter,
        from: from === undefined ? undefined : from / 60_000,
        to: to === undefined ? undefined : to / 60_000,
        limit: limit + 1,
        ...(after ? { after } : {}),
      });
      const { asOf, stale } = await readAge(context, query.brand);
      const items = found.slice(0, limit);
      const last = items.at(-1);
      const next = found.length > limit && last ? { next: cursorText(list, placeInOrder(query.order, last)) } : {};
      return { items: items.map(reportAnswer), asOf, stale, ...next };
    },
  }),
];

function reportAnswer(found: ReportWithPost): ReportAnswer {
  const { postId: id, minute: _, createdAt, editedAt, url, pCurrent, place, label, harm: _harm, ...rest } = found;
  return {
    ...rest,
    id,
    at: isoInstant(createdAt),
    editedAt: editedAt === null ? null : isoInstant(editedAt),
    pCurrent: rounded(pCurrent),
    place: place && { ...place, confidence: rounded(place.confidence) },
    label: label && { ...label, at: isoInstant(label.at) },
    url: url !== null && /^https?:\/\//i.test(url) ? url : null,
  };
}

/** Stored in single precision: the digits behind the fourth mean nothing. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
