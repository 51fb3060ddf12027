import { isoInstant } from '../../core/words/interval.ts';
import { readSources, type SourceHealth } from '../../store/read/sources.ts';
import { readAge } from '../as-of.ts';
import { noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { listOf } from '../schemas.ts';
import { type SourceAnswer, source } from '../source-schemas.ts';

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
      const now = context.clock.now();
      const found = await readSources(context.database, Math.floor(now / 60_000) - dayMinutes);
      return { items: found.map((one) => sourceAnswer(one, now)), asOf, stale };
    },
  }),
];

function sourceAnswer(found: SourceHealth, now: number): SourceAnswer {
  const instant = (at: number | null) => (at === null ? null : isoInstant(at));
  return {
    ...found,
    since: isoInstant(found.since),
    lastAttemptAt: instant(found.lastAttemptAt),
    lastSuccessAt: instant(found.lastSuccessAt),
    lastPostAt: instant(found.lastPostAt),
    retryAt: instant(found.retryAt),
    spentUsd: inMonthOf(now, found.lastSuccessAt) ? found.spentUsd : 0,
    gaps: found.gaps.map(({ fromMinute, toMinute, reason }) => ({
      from: isoInstant(fromMinute * 60_000),
      to: toMinute === null ? null : isoInstant(toMinute * 60_000),
      reason,
    })),
  };
}

/** One that hasn't answered since has cost nothing yet in this month. */
function inMonthOf(now: number, at: number | null): boolean {
  return at !== null && isoInstant(at).slice(0, 7) === isoInstant(now).slice(0, 7);
}
