import { type DetectorState, type OnsetEstimate, onset } from '../core/detect/temporal/detector.ts';
import { seriesKey } from '../core/detect/watch/series-key.ts';
import { upToDate } from '../core/detect/watch/series-set.ts';
import { conditionsOf, type EvidenceRules } from '../core/incident/second-evidence.ts';
import type { Alert, AlertDetail, Onset } from '../core/words/alert.ts';
import { inWords } from '../core/words/duration.ts';
import { instantOf } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { alertId, upsertAlerts } from '../store/detection.ts';
import { endsAsNormal, releaseAlarms, type StandingAlarm } from './alarms.ts';
import { describeRange, expectedIn } from './alert-detail.ts';
import type { BrandWatch } from './brand-watch.ts';
import type { ScopeKnowledge } from './judge-scope.ts';
import { nothingSince } from './since-onset.ts';
import { placedByParts, type SmallFigures, smallFigures } from './small-alarm.ts';

/** What is known of a series reaches back six hours: an estimate that is older than this stays, or it would wander off with them. */
const surestOnsetMinutes = 240;
const brandKey = seriesKey('*', '*');

/**
 * Stage 3, after a minute was judged: writes every standing alarm as an alert, and the brand's own alert with the figures
 * behind it. An alarm that has recovered is written once more as inactive and let go. Returns the number of alerts written.
 */
export async function writeAlerts(
  tx: Queryable,
  watch: BrandWatch,
  { budgetMinutes, ...judging }: Judging & { budgetMinutes: number },
): Promise<number> {
  const alarms = [...watch.alarms.values()];
  if (alarms.length === 0) return 0;
  const alerts = await describeAlarms(tx, watch, { ...judging, alarms });
  await upsertAlerts(tx, alerts);
  releaseAlarms(watch, judging.minute, budgetMinutes);
  // What was counted since an onset that is over is a day of people and texts.
  if (watch.alarms.size === 0) watch.since = nothingSince();
  return alerts.length;
}

export interface Judging {
  minute: number;
  /** The onset that the brand's incident keeps: from there its figures count, over a relapse too. Null: as the series tell. */
  held?: Onset | null;
  scopeKnowledge: ScopeKnowledge;
  rules: EvidenceRules;
}

/** Alarms as alerts: each part's, and last the brand's own with the figures behind all. */
export async function describeAlarms(
  tx: Queryable,
  watch: BrandWatch,
  { minute, held, scopeKnowledge, rules, alarms }: Judging & { alarms: StandingAlarm[] },
): Promise<Alert[]> {
  const brandAlarm = brandAlarmOf(watch, minute);
  const figures = await smallFigures(tx, watch, { alarms, minute });
  const since = held ?? onsetOf(watch, watch.alarms.get(brandKey) ?? strongest(alarms), { minute, figures });
  const range = { from: Math.floor(since.at / 60_000), to: minute + 1 };
  const described = await describeRange(tx, watch, { range, scopeKnowledge });
  const { observed, expected } = described;
  const placed = placedByParts(described.detail, { alarms, figures, scopeKnowledge });
  const active = alarms.some(({ recovered }) => !recovered);
  const detail = !active && endsAsNormal(alarms) ? { ...placed, takenAsNormal: true as const } : placed;
  const brandAlert: Alert = {
    ...alertOf(watch, brandAlarm, { minute, onset: since, detail }),
    observed,
    expected,
    recurrenceIntervalMinutes: Math.max(watch.togetherMinutes, ...alarms.map((one) => one.intervalMinutes)),
    active,
    reasons: reasonsOf(strongest(alarms), figures),
  };
  const parts = alarms
    .filter(({ key }) => key !== brandKey)
    .map((alarm) => partAlert(watch, alarm, { minute, since, detail, figures }));
  return [...parts, withConditions(brandAlert, parts, rules)];
}

/** The brand's own alert with what else an incident depends on, each with its reason. */
function withConditions(brandAlert: Alert, parts: readonly Alert[], rules: EvidenceRules): Alert {
  if (!brandAlert.detail) return brandAlert;
  return { ...brandAlert, detail: { ...brandAlert.detail, conditions: conditionsOf(brandAlert, parts, rules) } };
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
    ...{ symptom: '*', surface: '*', area: '*' },
    firstMinute,
  };
}

function strongest(alarms: StandingAlarm[]): StandingAlarm {
  return alarms.reduce((best, alarm) => (alarm.intervalMinutes > best.intervalMinutes ? alarm : best));
}

function onsetOf(
  watch: BrandWatch,
  alarm: StandingAlarm,
  { minute, figures }: { minute: number; figures: ReadonlyMap<string, SmallFigures> },
): Onset {
  const state = upToDate(watch.live, alarm.key);
  const found = state ? followOnset(alarm, state, minute) : (figures.get(alarm.key)?.onset ?? null);
  const at = found?.minute ?? alarm.firstMinute;
  return {
    at: instantOf(at),
    low: instantOf(found?.low ?? at),
    high: instantOf(Math.max(at, found?.high ?? at)),
  };
}

/** The estimate becomes better as evidence grows; what is left of it when that is gone stays with the alarm. */
function followOnset(alarm: StandingAlarm, state: DetectorState, minute: number): OnsetEstimate | null {
  if (!alarm.onset || minute - alarm.onset.minute <= surestOnsetMinutes)
    alarm.onset = onset(state, minute) ?? alarm.onset ?? null;
  return alarm.onset;
}

function alertOf(
  watch: BrandWatch,
  alarm: StandingAlarm,
  now: { minute: number; onset: Onset; detail: AlertDetail | null },
): Alert {
  const { symptom, surface, area } = alarm;
  const stratum = { brand: watch.pack.id, symptom, surface, area };
  return {
    id: alarm.id,
    method: alarm.small ? 'strata' : 'temporal',
    stratum,
    firstMinute: alarm.firstMinute,
    minute: now.minute,
    observed: 0,
    expected: 0,
    recurrenceIntervalMinutes: alarm.intervalMinutes,
    onset: now.onset,
    active: !alarm.recovered,
    reasons: [],
    detail: now.detail,
  };
}

function partAlert(
  watch: BrandWatch,
  alarm: StandingAlarm,
  {
    minute,
    since,
    detail,
    figures,
  }: {
    minute: number;
    since: Onset;
    detail: AlertDetail;
    figures: ReadonlyMap<string, SmallFigures>;
  },
): Alert {
  const small = figures.get(alarm.key);
  const begun = small ? onsetOf(watch, alarm, { minute, figures }) : since;
  const { observed, expected } = small ?? marginFigures(watch, alarm, { minute, since, detail });
  return {
    ...alertOf(watch, alarm, { minute, onset: begun, detail: null }),
    ...{ observed, expected },
    reasons: reasonsOf(alarm, figures),
  };
}

/** Reports of a whole symptom, surface or state since the onset, as the brand's own alert tells them. */
function marginFigures(
  watch: BrandWatch,
  { key, symptom, surface, area }: StandingAlarm,
  { minute, since, detail }: { minute: number; since: Onset; detail: AlertDetail },
): { observed: number; expected: number } {
  const none = { observed: 0, expected: 0 };
  if (symptom !== '*') return detail.symptoms.find(({ id }) => id === symptom) ?? none;
  if (area !== '*') return detail.areas.find(({ id }) => id === area) ?? none;
  const observed = detail.surfaces.find(({ id }) => id === surface)?.observed ?? 0;
  const range = { from: Math.floor(since.at / 60_000), to: minute + 1 };
  return { observed, expected: expectedIn(watch, key, range) };
}

function reasonsOf(
  { key, symptom, surface, area, intervalMinutes }: StandingAlarm,
  figures: ReadonlyMap<string, SmallFigures>,
): string[] {
  const what = symptom === '*' ? 'reports' : `reports of ${symptom}`;
  const where = area !== '*' ? ` in ${area}` : surface !== '*' ? ` on ${surface}` : '';
  const kind = area !== '*' ? 'in one state' : 'on one surface';
  const often = `as they would by chance once in ${inWords(intervalMinutes)}`;
  const small = figures.get(key);
  if (!small) return [`${what}${where} exceed their expectation ${often}`];
  return [
    `${small.observed} ${what}${where}, a symptom ${kind}, exceed the ${small.expected.toFixed(1)} expected ${often}`,
  ];
}
