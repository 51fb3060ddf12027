import { isoInstant } from '../../core/words/interval.ts';
import { readSources, type SourceHealth } from '../../store/read/sources.ts';
import { readAge } from '../as-of.ts';
import { noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { listOf, type SourceAnswer, source } from '../schemas.ts';

const dayMinutes = 1_440;

export const sourceRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/sources',
    summary: 'Where posts come from, whether that works, and the gaps of the last 24 hours',
    needs: null,
    isShared: true,
    querySchema: noQuery,
    answers: { status: 200, description: 'All sources', schema: listOf(source) },
    run: async (context) => {
      const { asOf, stale } = await readAge(context);
      const minute = Math.floor(context.clock.now() / 60_000);
      const found = await readSources(context.database, minute - dayMinutes);
      return { items: found.map(sourceAnswer), asOf, stale };
    },
  }),
];

function sourceAnswer(found: SourceHealth): SourceAnswer {
  const instant = (at: number | null) => (at === null ? null : isoInstant(at));
  return {
    ...found,
    since: isoInstant(found.since),
    lastAttemptAt: instant(found.lastAttemptAt),
    lastSuccessAt: instant(found.lastSuccessAt),
    lastPostAt: instant(found.lastPostAt),
    retryAt: instant(found.retryAt),
    gaps: found.gaps.map(({ fromMinute, toMinute, reason }) => ({
      from: isoInstant(fromMinute * 60_000),
      to: toMinute === null ? null : isoInstant(toMinute * 60_000),
      reason,
    })),
  };
}
