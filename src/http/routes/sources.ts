import { isoInstant } from '../../core/words/interval.ts';
import { readSources, readSpending, type SourceHealth } from '../../store/read/sources.ts';
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
      const spentUsd = await readSpending(context.database, monthOf(now));
      return { items: found.map((one) => sourceAnswer(one, spentUsd.get(one.id) ?? 0)), asOf, stale };
    },
  }),
];

function sourceAnswer(found: SourceHealth, spentUsd: number): SourceAnswer {
  const instant = (at: number | null) => (at === null ? null : isoInstant(at));
  return {
    ...found,
    since: isoInstant(found.since),
    lastAttemptAt: instant(found.lastAttemptAt),
    lastSuccessAt: instant(found.lastSuccessAt),
    lastPostAt: instant(found.lastPostAt),
    retryAt: instant(found.retryAt),
    spentUsd: rounded(spentUsd),
    gaps: found.gaps.map(({ fromMinute, toMinute, reason }) => ({
      from: isoInstant(fromMinute * 60_000),
      to: toMinute === null ? null : isoInstant(toMinute * 60_000),
      reason,
    })),
  };
}

/** When the running UTC month began, epoch ms. */
function monthOf(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** A sum of many small prices: the digits behind the sixth are noise. */
function rounded(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}
