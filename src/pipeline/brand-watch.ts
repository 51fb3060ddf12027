import { detectorVersion, recovery } from '../core/detect/temporal/detector.ts';
import { budgetShare } from '../core/detect/watch/alarm-budget.ts';
import {
  cloneSeriesSet,
  createSeriesSet,
  evidenceOf,
  forgetEvidence,
  restoreSeriesSet,
  type SeriesPriors,
  type SeriesSet,
  saveSeriesSet,
  seeMinute,
  seriesKey,
  upToDate,
} from '../core/detect/watch/series-set.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Database, Queryable } from '../ports/database.ts';
import {
  alertId,
  type CountRow,
  firstCountedMinute,
  readDetector,
  readStagePosition,
  type SourceSum,
  type StratumSum,
  takeEarliestChange,
  watchedCounts,
  writeDetector,
  writeExpectations,
  writeStagePosition,
} from '../store/detection.ts';
import { readWatch, writeWatch } from '../store/watches.ts';
import { createExpectationBook, type ExpectationBook, noteQuarter, quarterMinutes } from './expectation-book.ts';

const wholeKey = seriesKey('*', '*');

/** A series whose alarm stands. */
export interface StandingAlarm {
  id: string;
  key: string;
  symptom: string;
  area: string;
  firstMinute: number;
  /** Recurrence interval after the share of the budget, minutes. */
  intervalMinutes: number;
  /** The rate is back to what is expected. */
  recovered: boolean;
}

/** Everything that detection holds in memory for one brand. It can be made again from the store at any time. */
export interface BrandWatch {
  pack: BrandPack;
  live: SeriesSet;
  /** As of one to two hours ago: where counting starts again when a late post changes the past. */
  settled: SeriesSet;
  candidate: SeriesSet | null;
  alarms: Map<string, StandingAlarm>;
  /** Minute of the first alarm since the last quiet: it names the brand's own alert as long as any alarm stands. */
  alarmedSince: number | null;
  /** Minute in which the last alarm was let go, null before the first. */
  quietSince: number | null;
  /** Where evidence was forgotten since the last written state: who sees these minutes again must forget again. */
  forgotten: { key: string; minute: number }[];
  /** Minutes up to this one (exclusive) were judged before a restart. */
  judgedUpTo: number;
  book: ExpectationBook;
  /** What is usual for the brand before an onset: sources and areas, by the hour of the onset. */
  usual: { hour: number; sources: SourceSum[]; areas: StratumSum[] } | null;
  /** Minute up to which the settled state was last written down. */
  writtenMinute: number;
}

/** What the store keeps beside the series, so that a restart changes nothing. */
interface WatchMemory extends Pick<BrandWatch, 'alarmedSince' | 'quietSince' | 'forgotten'> {
  alarms: StandingAlarm[];
}

const nothingRemembered: WatchMemory = { alarms: [], alarmedSince: null, quietSince: null, forgotten: [] };
const settleEveryMinutes = 60;
/** Soon after an outage a new rise of the whole brand is most likely the same one: it needs less evidence. */
const relapseMinutes = 60;
const relapseEase = 100;
/** Evidence that has sunk to this part of the budget no longer carries an alarm. */
const fadedShare = 10_000;
/** Writing the state down costs more than seeing a few hours of counts again after a restart. */
const writeEveryMinutes = 360;

/** Opens the watch of a brand where it was left, or at its first counted minute. Null while nothing was ever counted. */
export async function openBrandWatch(
  database: Database,
  pack: BrandPack,
  priors: SeriesPriors,
): Promise<BrandWatch | null> {
  const saved = await readDetector(database, pack.id);
  const first = saved ? null : await firstCountedMinute(database, pack.id);
  if (!saved && first === null) return null;
  const usable = saved?.model === detectorVersion;
  const settled =
    saved && usable ? restoreSeriesSet(saved.state, priors) : createSeriesSet(priors, first ?? saved!.settledMinute);
  const remembered = await readWatch<WatchMemory>(database, pack.id);
  const { alarms, ...memory } = remembered?.body ?? nothingRemembered;
  return {
    ...memory,
    pack,
    live: cloneSeriesSet(settled),
    settled,
    candidate: null,
    alarms: new Map(alarms.map((alarm) => [alarm.key, alarm])),
    judgedUpTo: remembered ? remembered.minute + 1 : 0,
    book: createExpectationBook(),
    usual: null,
    writtenMinute: settled.nextMinute,
  };
}

/** Writes down what a restart needs; belongs into the transaction that writes the minute's alerts. */
export async function rememberWatch(tx: Queryable, watch: BrandWatch, minute: number): Promise<void> {
  const { alarms, alarmedSince, quietSince, forgotten } = watch;
  const body: WatchMemory = { alarms: [...alarms.values()], alarmedSince, quietSince, forgotten };
  await writeWatch(tx, watch.pack.id, { minute, body });
}

/** What is new to see, minute by minute. */
export interface Unseen {
  /** First minute at which alarms are judged anew; earlier ones only bring the series up to date. */
  judgeFrom: number;
  byMinute: Map<number, CountRow[]>;
}

/** Reads the counts up to a minute (exclusive); late changes take the series back to where they still knew nothing of them. */
export async function readUnseen(database: Database, watch: BrandWatch, toMinute: number): Promise<Unseen> {
  const seenUpTo = watch.live.nextMinute;
  const change = await takeEarliestChange(database, watch.pack.id, toMinute);
  if (change !== null && change < seenUpTo) goBack(watch, change);
  const position = await readStagePosition(database, 'detect', watch.pack.id);
  const rows = await watchedCounts(database, watch.pack.id, { from: watch.live.nextMinute, to: toMinute });
  return { judgeFrom: Math.max(seenUpTo, position ?? 0, watch.judgedUpTo), byMinute: groupByMinute(rows) };
}

export function groupByMinute(rows: CountRow[]): Map<number, CountRow[]> {
  const byMinute = new Map<number, CountRow[]>();
  for (const row of rows) {
    const known = byMinute.get(row.minute);
    if (known) known.push(row);
    else byMinute.set(row.minute, [row]);
  }
  return byMinute;
}

function goBack(watch: BrandWatch, minute: number): void {
  if (watch.candidate && watch.candidate.nextMinute <= minute) watch.live = cloneSeriesSet(watch.candidate);
  else if (watch.settled.nextMinute <= minute) {
    watch.live = cloneSeriesSet(watch.settled);
    watch.candidate = null;
  }
}

/** Sees one minute: notes what was expected, then lets the series learn and gather evidence. Returns the keys with arrivals. */
export function seeCounts(
  watch: BrandWatch,
  minute: number,
  { counts, exposure }: { counts: CountRow[]; exposure: number },
): string[] {
  if (minute % quarterMinutes === 0 || watch.book.quarters.size === 0) noteQuarter(watch.book, watch.live);
  seeMinute(watch.live, minute, { counts, exposure });
  for (const again of watch.forgotten) if (again.minute === minute) forgetNow(watch, again.key);
  return counts.map(({ symptom, area }) => `${symptom}|${area}`);
}

/** Judges the series after a minute: raises alarms at the budget, and follows those that stand towards recovery. */
export function judgeAlarms(watch: BrandWatch, minute: number, seen: { keys: string[]; budgetMinutes: number }): void {
  const relapse = watch.quietSince !== null && minute - watch.quietSince <= relapseMinutes;
  for (const key of seen.keys) {
    const [symptom, area] = key.split('|') as [string, string];
    if (symptom.startsWith('~') || watch.alarms.has(key)) continue;
    const intervalMinutes = evidenceOf(watch.live, key) * budgetShare(symptom, area);
    const ease = relapse && key === wholeKey ? relapseEase : 1;
    if (intervalMinutes < seen.budgetMinutes / ease) continue;
    watch.alarmedSince ??= minute;
    const id = alertId('temporal', { brand: watch.pack.id, symptom, surface: '*', area }, minute);
    watch.alarms.set(key, {
      id,
      key,
      symptom,
      area,
      firstMinute: minute,
      intervalMinutes,
      recovered: false,
    });
  }
  for (const alarm of watch.alarms.values()) followAlarm(watch, alarm, seen.budgetMinutes);
  // When the brand as a whole is back to normal, so are its parts; one that still burns raises its alarm anew.
  if (watch.alarms.get(wholeKey)?.recovered) for (const alarm of watch.alarms.values()) letGo(watch, alarm, minute);
}

function followAlarm(watch: BrandWatch, alarm: StandingAlarm, budgetMinutes: number): void {
  const state = upToDate(watch.live, alarm.key);
  alarm.intervalMinutes = evidenceOf(watch.live, alarm.key) * budgetShare(alarm.symptom, alarm.area);
  const faded = alarm.intervalMinutes < budgetMinutes / fadedShare;
  alarm.recovered = state === undefined || faded || recovery(state).recovered;
}

function letGo(watch: BrandWatch, alarm: StandingAlarm, minute: number): void {
  alarm.recovered = true;
  watch.forgotten.push({ key: alarm.key, minute });
  forgetNow(watch, alarm.key);
}

/** Lets alarms that have recovered go; the brand's own stays until all have. */
export function releaseAlarms(watch: BrandWatch, minute: number): void {
  const active = [...watch.alarms.values()].some(({ recovered }) => !recovered);
  for (const { key, recovered } of [...watch.alarms.values()])
    if (recovered && (key !== wholeKey || !active)) watch.alarms.delete(key);
  if (watch.alarms.size > 0) return;
  watch.alarmedSince = null;
  watch.quietSince = minute;
}

function forgetNow(watch: BrandWatch, key: string): void {
  upToDate(watch.live, key);
  forgetEvidence(watch.live, key);
}

/** Keeps a state to go back to, every hour; the one before it is old enough to be written down. */
export async function settle(database: Database, watch: BrandWatch, minute: number): Promise<void> {
  if (minute % settleEveryMinutes !== 0) return;
  if (watch.candidate) watch.settled = watch.candidate;
  watch.candidate = cloneSeriesSet(watch.live);
  if (watch.settled.nextMinute - watch.writtenMinute < writeEveryMinutes) return;
  watch.writtenMinute = watch.settled.nextMinute;
  watch.forgotten = watch.forgotten.filter((one) => one.minute >= watch.writtenMinute);
  await writeDetector(database, watch.pack.id, {
    settledMinute: watch.settled.nextMinute,
    model: detectorVersion,
    state: saveSeriesSet(watch.settled),
  });
}

/** Writes what was expected and how far detection has come. */
export async function finishDetection(database: Database, watch: BrandWatch): Promise<void> {
  const rows = watch.book.unwritten.splice(0);
  await writeExpectations(database, watch.pack.id, rows);
  await writeStagePosition(database, 'detect', watch.pack.id, watch.live.nextMinute);
}
