import { excessShare } from '../core/detect/watch/excess-share.ts';
import { seriesKey } from '../core/detect/watch/series-key.ts';
import { mentionsId } from '../core/detect/watch/series-set.ts';
import type { AlertDetail } from '../core/words/alert.ts';
import type { Interval } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { firstAcknowledgement, sourceSums, stratumSums } from '../store/detection.ts';
import type { BrandWatch } from './brand-watch.ts';
import { expectedOver } from './expectation-book.ts';
import { judgeScope, type ScopeKnowledge } from './judge-scope.ts';
import { countSince } from './since-onset.ts';

/** Areas of an incident are judged over its last hours, so that a region that joins late still shows. */
const scopeWindowMinutes = 180;
const usualSharesMinutes = 28 * 1440;

/** Observed and expected of the brand as a whole, and everything that its reasons rest on, over a range of minutes. */
export async function describeRange(
  tx: Queryable,
  watch: BrandWatch,
  { range, scopeKnowledge }: { range: Interval; scopeKnowledge: ScopeKnowledge },
): Promise<{ observed: number; expected: number; detail: AlertDetail }> {
  const brand = watch.pack.id;
  const recentRange = { from: Math.max(range.from, range.to - scopeWindowMinutes), to: range.to };
  const counted = await countSince(tx, brand, { since: watch.since, range, recentRange });
  const { authors, sums, strata, sources } = counted;
  const acknowledgedAt = await firstAcknowledgement(tx, brand, range);
  const usual = await usualBefore(tx, watch, range.from);
  const expected = expectedIn(watch, seriesKey('*', '*'), range);
  const mentions = { observed: sums.mentions, expected: expectedIn(watch, seriesKey(mentionsId, '*'), range) };
  const expectedLocated = expectedIn(watch, seriesKey('*', '*'), recentRange) * usualLocatedShare(usual.areas);
  const scope = judgeScope(counted.recent, usual.areas, { knowledge: scopeKnowledge, expectedLocated });
  const usualTotal = usual.sources.reduce((sum, { current }) => sum + current, 0);
  return {
    observed: sums.current,
    expected,
    detail: {
      authors,
      mentions,
      excessShare: excessShare({ observed: sums.current, expected }, mentions),
      usualReportShare: usualReportShare(usual.sources),
      sources: sources.map(({ source, current }) => ({
        id: source,
        observed: current,
        usualShare: (usual.sources.find((one) => one.source === source)?.current ?? 0) / Math.max(1, usualTotal),
      })),
      symptoms: symptomsOf(watch, strata, range),
      surfaces: strata
        .filter(({ symptom, surface, area }) => symptom === '*' && surface !== '*' && area === '*')
        .map(({ surface, observed }) => ({ id: surface, observed })),
      located: scope.located,
      scope: scope.scope,
      scopeReasons: scope.reasons,
      areas: scope.areas,
      region: scope.region ?? null,
      resolved: sums.resolved,
      acknowledgedAt,
      copies: counted.copies,
      conditions: [],
    },
  };
}

/** Sources and areas of the weeks before an onset; read once per hour of the onset. */
async function usualBefore(
  tx: Queryable,
  watch: BrandWatch,
  onsetMinute: number,
): Promise<NonNullable<BrandWatch['usual']>> {
  const hour = Math.floor(onsetMinute / 60);
  if (watch.usual?.hour === hour) return watch.usual;
  const before = { from: hour * 60 - usualSharesMinutes, to: hour * 60 };
  const sources = await sourceSums(tx, watch.pack.id, before);
  watch.usual = { hour, sources, areas: await stratumSums(tx, watch.pack.id, before) };
  return watch.usual;
}

/** Expected reports of a series over a range of minutes, as noted quarter by quarter. */
export function expectedIn(watch: BrandWatch, key: string, range: Interval): number {
  const fallback = watch.book.quarters.size === 0 ? 0 : ([...watch.book.quarters.values()].at(-1)?.get(key) ?? 0);
  return expectedOver(watch.book, key, { ...range, fallback });
}

function symptomsOf(
  watch: BrandWatch,
  strata: { symptom: string; surface: string; area: string; observed: number }[],
  range: Interval,
): AlertDetail['symptoms'] {
  return strata
    .filter(({ symptom, surface, area }) => symptom !== '*' && surface === '*' && area === '*')
    .map(({ symptom, observed }) => ({
      id: symptom,
      observed,
      expected: expectedIn(watch, seriesKey(symptom, '*'), range),
      recurrenceIntervalMinutes: watch.alarms.get(seriesKey(symptom, '*'))?.intervalMinutes ?? 0,
    }));
}

/** Share of a brand's counted reports that have a state; before it is known, four in ten. */
function usualLocatedShare(usual: { symptom: string; surface: string; area: string; observed: number }[]): number {
  const sumOf = (belongs: (area: string) => boolean) =>
    usual
      .filter(({ symptom, surface, area }) => symptom === '*' && surface === '*' && belongs(area))
      .reduce((sum, { observed }) => sum + observed, 0);
  const located = sumOf((area) => /^US-[A-Z]{2}$/.test(area));
  return (located + 0.4 * 20) / (sumOf((area) => area === '*') + 20);
}

/** Share of a brand's mentions that are current reports; before it is known, one in twenty. */
function usualReportShare(sources: { current: number; mentions: number }[]): number {
  const current = sources.reduce((sum, one) => sum + one.current, 0);
  const mentions = sources.reduce((sum, one) => sum + one.mentions, 0);
  return (current + 0.05 * 40) / (mentions + 40);
}
