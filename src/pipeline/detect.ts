import { onset } from '../core/detect/temporal/detector.ts';
import { seriesKey, upToDate } from '../core/detect/watch/series-set.ts';
import type { Alert, AlertDetail, Onset } from '../core/words/alert.ts';
import { instantOf } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { alertId, upsertAlerts } from '../store/detection.ts';
import { describeRange } from './alert-detail.ts';
import type { BrandWatch, StandingAlarm } from './brand-watch.ts';
import type { ScopeKnowledge } from './judge-scope.ts';

/** An onset further back than this is cut: figures "since the onset" must fit the incident. */
const longestOnsetMinutes = 24 * 60;
const brandKey = seriesKey('*', '*');

/**
 * Stage 3, after a minute was judged: writes every standing alarm as an alert, and the brand's own alert with the figures
 * behind it. An alarm that has recovered is written once more as inactive and let go. Returns the number of alerts written.
 */
export async function writeAlerts(
  tx: Queryable,
  watch: BrandWatch,
  { minute, scopeKnowledge }: { minute: number; scopeKnowledge: ScopeKnowledge },
): Promise<number> {
  const alarms = [...watch.alarms.values()];
  if (alarms.length === 0) return 0;
  const brandAlarm = brandAlarmOf(watch, minute);
  const since = onsetOf(watch, strongest(alarms), minute);
  const range = { from: Math.floor(since.at / 60_000), to: minute + 1 };
  const { observed, expected, detail } = await describeRange(tx, watch, { range, scopeKnowledge });
  const brandAlert: Alert = {
    ...alertOf(watch, brandAlarm, { minute, onset: since, detail }),
    observed,
    expected,
    recurrenceIntervalMinutes: Math.max(...alarms.map(({ intervalMinutes }) => intervalMinutes)),
    active: alarms.some(({ recovered }) => !recovered),
    reasons: reasonsOf(strongest(alarms)),
  };
  const parts = alarms
    .filter(({ key }) => key !== brandKey)
    .map((alarm) => partAlert(watch, alarm, { minute, since, detail }));
  await upsertAlerts(tx, [...parts, brandAlert]);
  for (const { key, recovered } of alarms)
    if (recovered && (key !== brandKey || !brandAlert.active)) watch.alarms.delete(key);
  if (watch.alarms.size === 0) {
    watch.alarmedSince = null;
    watch.quietSince = minute;
  }
  return parts.length + 1;
}

/** The brand's own alert exists as soon as any part of it alarms, under one id until all is quiet: it carries the figures for all. */
function brandAlarmOf(watch: BrandWatch, minute: number): StandingAlarm {
  const firstMinute = watch.alarmedSince ?? minute;
  const id = alertId('temporal', { brand: watch.pack.id, symptom: '*', surface: '*', area: '*' }, firstMinute);
  const alarm = watch.alarms.get(brandKey);
  return {
    ...(alarm ?? { intervalMinutes: 0, recovered: true }),
    id,
    key: brandKey,
    symptom: '*',
    area: '*',
    firstMinute,
  };
}

function strongest(alarms: StandingAlarm[]): StandingAlarm {
  return alarms.reduce((best, alarm) => (alarm.intervalMinutes > best.intervalMinutes ? alarm : best));
}

function onsetOf(watch: BrandWatch, alarm: StandingAlarm, minute: number): Onset {
  const state = upToDate(watch.live, alarm.key);
  const found = state ? onset(state, minute) : null;
  const earliest = alarm.firstMinute - longestOnsetMinutes;
  const at = Math.max(earliest, found?.minute ?? alarm.firstMinute);
  return {
    at: instantOf(at),
    low: instantOf(Math.max(earliest, found?.low ?? at)),
    high: instantOf(Math.max(at, found?.high ?? at)),
  };
}

function alertOf(
  watch: BrandWatch,
  alarm: StandingAlarm,
  now: { minute: number; onset: Onset; detail: AlertDetail | null },
): Alert {
  const stratum = { brand: watch.pack.id, symptom: alarm.symptom, surface: '*', area: alarm.area };
  return {
    id: alarm.id,
    method: 'temporal',
    stratum,
    firstMinute: alarm.firstMinute,
    minute: now.minute,
    observed: 0,
    expected: 0,
    recurrenceIntervalMinutes: alarm.intervalMinutes,
    onset: now.onset,
    active: !alarm.recovered,
    reasons: reasonsOf(alarm),
    detail: now.detail,
  };
}

function partAlert(
  watch: BrandWatch,
  alarm: StandingAlarm,
  { minute, since, detail }: { minute: number; since: Onset; detail: AlertDetail },
): Alert {
  const symptom = detail.symptoms.find(({ id }) => alarm.area === '*' && id === alarm.symptom);
  const area = detail.areas.find(({ id }) => id === alarm.area);
  const alert = alertOf(watch, alarm, { minute, onset: since, detail: null });
  return {
    ...alert,
    observed: symptom?.observed ?? area?.observed ?? 0,
    expected: symptom?.expected ?? area?.expected ?? 0,
  };
}

function reasonsOf({ symptom, area, intervalMinutes }: StandingAlarm): string[] {
  const what = symptom === '*' ? 'reports' : `reports of ${symptom}`;
  const where = area === '*' ? '' : ` in ${area}`;
  return [`${what}${where} exceed their expectation as they would by chance once in ${inWords(intervalMinutes)}`];
}

/** A recurrence interval as people say it. */
function inWords(minutes: number): string {
  const days = minutes / 1440;
  if (days < 2) return `${Math.max(1, Math.round(minutes / 60))} hours`;
  if (days < 730) return `${Math.round(days)} days`;
  return days < 365_250 ? `${Math.round(days / 365.25)} years` : 'more than a thousand years';
}
