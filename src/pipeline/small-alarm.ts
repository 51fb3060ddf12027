import { type OnsetEstimate, onsetOfCounts } from '../core/detect/temporal/detector.ts';
import { keyOf } from '../core/detect/watch/series-key.ts';
import { smallRates } from '../core/detect/watch/series-set.ts';
import type { AlertDetail } from '../core/words/alert.ts';
import type { Queryable } from '../ports/database.ts';
import { type CountRow, seriesMinutes } from '../store/detection.ts';
import type { StandingAlarm } from './alarms.ts';
import type { BrandWatch } from './brand-watch.ts';
import { expectedOver } from './expectation-book.ts';
import type { ScopeKnowledge } from './judge-scope.ts';

/** Where the onset of a small stratum is looked for, minutes before its alarm, and after the end of the outage before. */
const lookBackMinutes = 360;
/** Reports beyond the expected ones on a surface, against those in a state, up to which the state accounts for them. */
const unplacedSlack = 1.5;

/** A small stratum's alarm in figures: its beginning, and its reports since then. */
export interface SmallFigures {
  onset: OnsetEstimate | null;
  observed: number;
  expected: number;
}

/** Figures of those alarms that are of a symptom in one state or on one surface; their series keep none, so they are read from the counts, all at once. */
export async function smallFigures(
  tx: Queryable,
  watch: BrandWatch,
  { alarms, minute }: { alarms: readonly StandingAlarm[]; minute: number },
): Promise<Map<string, SmallFigures>> {
  const small = alarms.flatMap((alarm) => {
    const rates = smallRates(watch.live, alarm.key);
    const from =
      alarm.small?.onset?.minute ?? Math.max(alarm.firstMinute - lookBackMinutes, (watch.quietSince ?? -1) + 1);
    return rates ? [{ alarm, usual: rates.usual, from }] : [];
  });
  const series = small.map(({ alarm, from }) => ({ ...alarm, from }));
  const counts = await seriesMinutes(tx, watch.pack.id, { series, to: minute + 1 });
  const byKey = new Map<string, CountRow[]>(series.map(({ key }) => [key, []]));
  for (const row of counts) byKey.get(keyOf(row))!.push(row);
  const figures = new Map<string, SmallFigures>();
  for (const { alarm, usual, from } of small) {
    const rows = byKey.get(alarm.key)!;
    const onset =
      alarm.small?.onset ?? onsetOfCounts(rows, { minute, from, mean: usual, dispersion: watch.live.small.dispersion });
    if (alarm.small) alarm.small.onset = onset;
    const since = onset?.minute ?? from;
    const observed = rows.reduce((sum, row) => sum + (row.minute >= since ? row.observed : 0), 0);
    const range = { from: since, to: minute + 1, fallback: usual };
    figures.set(alarm.key, { onset, observed, expected: expectedOver(watch.book, alarm.key, range) });
  }
  return figures;
}

/** When all that stands out is in one state, the incident is there, however little the brand as a whole shows of it. */
export function placedByParts(
  detail: AlertDetail,
  {
    alarms,
    figures,
    scopeKnowledge,
  }: {
    alarms: readonly StandingAlarm[];
    figures: ReadonlyMap<string, SmallFigures>;
    scopeKnowledge: ScopeKnowledge;
  },
): AlertDetail {
  const active = alarms.filter(({ recovered }) => !recovered);
  const placed = active.filter(({ area }) => area !== '*');
  const id = placed[0]?.area;
  if (!id || detail.scope === 'regional' || placed.some(({ area }) => area !== id)) return detail;
  const small = placed.filter(({ key }) => figures.has(key));
  const elsewhere = active.filter(({ area }) => area === '*');
  if (small.length === 0 || elsewhere.some(({ key }) => !figures.has(key))) return detail;
  // Of a symptom on one surface it isn't known where; it is in the state if it has no more reports than came from there.
  const beyond = (some: readonly StandingAlarm[]) =>
    some.reduce((most, { key }) => Math.max(most, figures.get(key)!.observed - figures.get(key)!.expected), 0);
  if (beyond(elsewhere) > unplacedSlack * beyond(small)) return detail;
  const name = scopeKnowledge.areas.find((area) => area.id === id)?.name ?? id;
  const sumOf = (pick: (one: SmallFigures) => number) =>
    small.reduce((sum, { key }) => sum + pick(figures.get(key)!), 0);
  const area = { id, name, observed: sumOf(({ observed }) => observed), expected: sumOf(({ expected }) => expected) };
  return {
    ...detail,
    scope: 'regional',
    scopeReasons: [`all that stands out is in ${name}`],
    areas: [{ ...area, expected: Number(area.expected.toFixed(2)) }],
  };
}
