import { type OnsetEstimate, onsetOfCounts } from '../core/detect/temporal/detector.ts';
import { smallRates } from '../core/detect/watch/series-set.ts';
import type { AlertDetail } from '../core/words/alert.ts';
import type { Queryable } from '../ports/database.ts';
import { stratumMinutes } from '../store/detection.ts';
import type { StandingAlarm } from './alarms.ts';
import type { BrandWatch } from './brand-watch.ts';
import { expectedOver } from './expectation-book.ts';
import type { ScopeKnowledge } from './judge-scope.ts';

/** Where the onset of a small stratum is looked for, minutes before its alarm. */
const lookBackMinutes = 360;

/** A small stratum's alarm in figures: its beginning, and its reports since then. */
export interface SmallFigures {
  onset: OnsetEstimate | null;
  observed: number;
  expected: number;
}

/** Figures of those alarms that are of a symptom in one state; their series keep none, so they are read from the counts. */
export async function smallFigures(
  tx: Queryable,
  watch: BrandWatch,
  { alarms, minute }: { alarms: readonly StandingAlarm[]; minute: number },
): Promise<Map<string, SmallFigures>> {
  const figures = new Map<string, SmallFigures>();
  for (const alarm of alarms) {
    const rates = smallRates(watch.live, alarm.key);
    if (!rates) continue;
    const from = alarm.small?.onset?.minute ?? alarm.firstMinute - lookBackMinutes;
    const rows = await stratumMinutes(tx, { ...alarm, brand: watch.pack.id }, { from, to: minute + 1 });
    const onset =
      alarm.small?.onset ?? onsetOfCounts(rows, { minute, mean: rates.usual, dispersion: watch.live.small.dispersion });
    if (alarm.small) alarm.small.onset = onset;
    const since = onset?.minute ?? from;
    const observed = rows.reduce((sum, row) => sum + (row.minute >= since ? row.observed : 0), 0);
    const range = { from: since, to: minute + 1, fallback: rates.usual };
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
  const id = active[0]?.area;
  if (!id || detail.scope === 'regional' || active.some(({ key, area }) => !figures.has(key) || area !== id))
    return detail;
  const name = scopeKnowledge.areas.find((area) => area.id === id)?.name ?? id;
  const sumOf = (pick: (one: SmallFigures) => number) =>
    active.reduce((sum, { key }) => sum + pick(figures.get(key)!), 0);
  const area = { id, name, observed: sumOf(({ observed }) => observed), expected: sumOf(({ expected }) => expected) };
  return {
    ...detail,
    scope: 'regional',
    scopeReasons: [`all that stands out is in ${name}`],
    areas: [{ ...area, expected: Number(area.expected.toFixed(2)) }],
  };
}
