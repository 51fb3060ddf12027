import { type BrandEvidence, weighBrand } from '../core/detect/many/brand-evidence.ts';
import { followCalm, isCalmAgain } from '../core/detect/many/small-recovery.ts';
import { type OnsetEstimate, recovery } from '../core/detect/temporal/detector.ts';
import { budgetShare, noticedShare } from '../core/detect/watch/alarm-budget.ts';
import {
  isSmall,
  isWithin,
  marginsOf,
  type SeriesName,
  seriesKey,
  seriesOfKey,
} from '../core/detect/watch/series-key.ts';
import {
  evidenceOf,
  forgetEvidence,
  type SeriesSet,
  smallKeys,
  smallRates,
  upToDate,
} from '../core/detect/watch/series-set.ts';
import type { BrandPack } from '../core/words/brand.ts';
import { alertId, type CountRow } from '../store/detection.ts';

const wholeKey = seriesKey('*', '*');
/** Soon after an outage a new rise of the whole brand is most likely the same one: it needs less evidence. */
const relapseMinutes = 60;
const relapseEase = 100;
/** One end in so many is taken to be none: a lull in an outage that goes on. */
const endsPerLull = 50;
/** Evidence that chance brings every so many minutes no longer carries an alarm, whatever the budget; with a budget of hours, a hundredth of it. */
const fadedMinutes = 50;
const fadedShare = 100;

/** A series whose alarm stands. */
export interface StandingAlarm extends SeriesName {
  id: string;
  key: string;
  firstMinute: number;
  /** Recurrence interval after the share of the budget, minutes. */
  intervalMinutes: number;
  /** The rate is back to what is expected. */
  recovered: boolean;
  /** It isn't: it has lasted for so long that it is what is expected. */
  takenAsNormal?: boolean;
  /** The last estimate of its beginning, where its series keeps the reports that tell it. */
  onset?: OnsetEstimate | null;
  /** For a symptom in one state or on one surface: its course so far. */
  small?: SmallCourse;
}

/** What a small stratum's series doesn't keep itself: reports a minute that it reached, the test for its end, and its beginning once it was looked up. */
export interface SmallCourse {
  height: number;
  calm: number;
  onset: OnsetEstimate | null;
}

/** Whether the brand's reports, where no alarm stands active any more, go on at a rate that is taken as normal: the whole's own alarm tells, else any. */
export function endsAsNormal(alarms: readonly StandingAlarm[]): boolean {
  const whole = alarms.find(({ key }) => key === wholeKey);
  return (whole ? [whole] : alarms).some(({ takenAsNormal }) => takenAsNormal);
}

export function newCourse(): SmallCourse {
  return { height: 0, calm: 0, onset: null };
}

/** `below`: of what lies within a series, not of the series itself. */
export interface Forgotten {
  key: string;
  minute: number;
  below?: true;
  /** Evidence to begin with that the outage goes on all the same. */
  goesOnMinutes?: number;
}

/** The series of a brand and the alarms that stand. */
export interface AlarmedWatch {
  pack: BrandPack;
  live: SeriesSet;
  alarms: Map<string, StandingAlarm>;
  /** While an alarm stands: evidence of all strata together, minutes. */
  togetherMinutes: number;
  /** Minute of the first alarm since the last quiet: it names the brand's own alert as long as any alarm stands. */
  alarmedSince: number | null;
  /** Minute in which the last alarm was let go, null before the first. */
  quietSince: number | null;
  /** Where evidence was forgotten since the last written state: who sees these minutes again must forget again. */
  forgotten: Forgotten[];
}

/** Judges the series after a minute: raises alarms at the budget, and follows those that stand towards recovery. */
export function judgeAlarms(
  watch: AlarmedWatch,
  minute: number,
  seen: { keys: string[]; counts: CountRow[]; exposure: number; budgetMinutes: number },
): void {
  const { budgetMinutes } = seen;
  const strongest = Math.max(0, ...seen.keys.map((key) => weighed(watch, key)));
  const noticed = strongest >= budgetMinutes / noticedShare;
  if (noticed || watch.alarms.size > 0) {
    const { found, intervalMinutes } = evidenceTogether(watch, budgetMinutes);
    watch.togetherMinutes = intervalMinutes;
    // Small strata last: what a whole symptom, surface or state tells, they needn't.
    for (const small of [false, true])
      for (const { id } of found) if (isSmall(seriesOfKey(id)) === small) raiseAlarm(watch, id, minute);
    const relapse = watch.quietSince !== null && minute - watch.quietSince <= relapseMinutes;
    if (relapse && weighed(watch, wholeKey) >= budgetMinutes / relapseEase) raiseAlarm(watch, wholeKey, minute);
  }
  for (const alarm of watch.alarms.values()) followAlarm(watch, alarm, seen);
  // When the brand as a whole is back to normal, so are its parts; one that still burns raises its alarm anew.
  const whole = watch.alarms.get(wholeKey);
  if (whole?.recovered && !whole.takenAsNormal) for (const alarm of watch.alarms.values()) letGo(watch, alarm, minute);
}

/** Evidence of a series after its share of the budget, minutes; talk alone is none. */
function weighed(watch: AlarmedWatch, key: string): number {
  return key.startsWith('~') ? 0 : evidenceOf(watch.live, key) * budgetShare(seriesOfKey(key));
}

/** Evidence of all strata of the brand together, and which of them stand out. */
export function evidenceTogether(watch: AlarmedWatch, budgetMinutes: number): BrandEvidence<string> {
  const parts = allKeys(watch)
    .filter((key) => !key.startsWith('~'))
    .map((id) => ({ id, intervalMinutes: evidenceOf(watch.live, id), share: budgetShare(seriesOfKey(id)) }));
  return weighBrand(parts, budgetMinutes);
}

function raiseAlarm(watch: AlarmedWatch, key: string, minute: number): void {
  if (watch.alarms.has(key)) return;
  const series = seriesOfKey(key);
  const small = isSmall(series);
  if (small && marginsOf(series).some((margin) => watch.alarms.has(margin))) return;
  watch.alarmedSince ??= minute;
  watch.alarms.set(key, {
    id: alertId(small ? 'strata' : 'temporal', { brand: watch.pack.id, ...series }, minute),
    ...{ key, ...series, firstMinute: minute, intervalMinutes: weighed(watch, key), recovered: false },
    ...(small && { small: newCourse() }),
  });
}

function followAlarm(
  watch: AlarmedWatch,
  alarm: StandingAlarm,
  { counts, exposure, budgetMinutes }: { counts: CountRow[]; exposure: number; budgetMinutes: number },
): void {
  alarm.intervalMinutes = weighed(watch, alarm.key);
  const faded = alarm.intervalMinutes < Math.min(fadedMinutes, budgetMinutes / fadedShare);
  if (alarm.small) {
    const observed = counts.find((row) => isSame(row, alarm))?.observed ?? 0;
    alarm.recovered = faded || followSmall(watch, alarm.key, { course: alarm.small, observed, exposure });
    return;
  }
  const state = upToDate(watch.live, alarm.key);
  const end = state && recovery(state);
  alarm.recovered = !end || faded || end.recovered;
  // A series that has learned an outage as its usual rate holds nothing against it, which is no recovery.
  alarm.takenAsNormal = alarm.recovered && (end?.normalFrom ?? -1) >= alarm.firstMinute;
}

function isSame(one: SeriesName, other: SeriesName): boolean {
  return one.symptom === other.symptom && one.surface === other.surface && one.area === other.area;
}

/** True when a small stratum is back to its usual rate. */
function followSmall(
  watch: AlarmedWatch,
  key: string,
  { course, observed, exposure }: { course: SmallCourse; observed: number; exposure: number },
): boolean {
  const rates = smallRates(watch.live, key);
  if (!rates) return true;
  course.height = Math.max(course.height, rates.recent);
  course.calm = followCalm(course.calm, observed, {
    usual: rates.usual * exposure,
    height: course.height * exposure,
  });
  return isCalmAgain(course.calm);
}

function letGo(watch: AlarmedWatch, alarm: StandingAlarm, minute: number): void {
  alarm.recovered = true;
  forgetFromNow(watch, { key: alarm.key, minute });
}

/** Lets alarms that have recovered go; the brand's own stays until all have. */
export function releaseAlarms(watch: AlarmedWatch, minute: number, budgetMinutes: number): void {
  const goesOnAsNormal = watch.alarms.get(wholeKey)?.takenAsNormal ?? false;
  const active = [...watch.alarms.values()].some(({ recovered }) => !recovered);
  for (const { key, recovered } of [...watch.alarms.values()]) {
    if (!recovered || (key === wholeKey && active)) continue;
    watch.alarms.delete(key);
    // What an outage left in the small strata must not bring it back.
    forgetFromNow(watch, { key, minute, below: true });
  }
  if (watch.alarms.size > 0) return;
  // Nor what it left in series that never stood out by themselves.
  forgetFromNow(watch, { key: wholeKey, minute, below: true });
  const doubtMinutes = budgetMinutes / (relapseEase * endsPerLull * budgetShare(seriesOfKey(wholeKey)));
  forgetFromNow(watch, { key: wholeKey, minute, goesOnMinutes: goesOnAsNormal ? 0 : doubtMinutes });
  watch.togetherMinutes = 0;
  watch.alarmedSince = null;
  watch.quietSince = minute;
}

function forgetFromNow(watch: AlarmedWatch, what: Forgotten): void {
  watch.forgotten.push(what);
  forgetNow(watch, what);
}

export function forgetNow(watch: AlarmedWatch, { key, below, goesOnMinutes }: Forgotten): void {
  if (!below) {
    forgetEvidence(watch.live, key, goesOnMinutes);
    return;
  }
  const wide = seriesOfKey(key);
  for (const one of allKeys(watch))
    if (one !== key && !one.startsWith('~') && isWithin(seriesOfKey(one), wide)) forgetEvidence(watch.live, one);
}

/** Every series of the watch, for when all must be judged. */
export function allKeys(watch: AlarmedWatch): string[] {
  return [...watch.live.series.keys(), ...smallKeys(watch.live)];
}
