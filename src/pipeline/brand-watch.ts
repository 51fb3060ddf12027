import { detectorVersion } from '../core/detect/temporal/detector.ts';
import { keyOf } from '../core/detect/watch/series-key.ts';
import {
  cloneSeriesSet,
  createSeriesSet,
  restoreSeriesSet,
  type SeriesPriors,
  type SeriesSet,
  saveSeriesSet,
  seeMinute,
} from '../core/detect/watch/series-set.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Database, Queryable } from '../ports/database.ts';
import {
  type CountRow,
  firstCountedMinute,
  readDetector,
  type SourceSum,
  type StratumSum,
  takeEarliestChange,
  watchedCounts,
  writeDetector,
  writeExpectations,
} from '../store/detection.ts';
import { readStagePosition, writeStagePosition } from '../store/stage-positions.ts';
import { readWatch, writeWatch } from '../store/watches.ts';
import { type AlarmedWatch, forgetNow, type StandingAlarm } from './alarms.ts';
import {
  createExpectationBook,
  type ExpectationBook,
  noteArrivals,
  noteQuarter,
  quarterMinutes,
  readBook,
} from './expectation-book.ts';
import { nothingSince, type SinceOnset } from './since-onset.ts';

/** Everything that detection holds in memory for one brand. It can be made again from the store at any time. */
export interface BrandWatch extends AlarmedWatch {
  /** As of one to two hours ago: where counting starts again when a late post changes the past. */
  settled: SeriesSet;
  candidate: SeriesSet | null;
  /** Minutes up to this one (exclusive) were judged before a restart. */
  judgedUpTo: number;
  book: ExpectationBook;
  /** What is usual for the brand before an onset: sources and areas, by the hour of the onset. */
  usual: { hour: number; sources: SourceSum[]; areas: StratumSum[] } | null;
  /** What was counted since the onset. */
  since: SinceOnset;
  /** Exposure of the minutes that were seen in part only: they are seen again once more of them is known. */
  partial: Map<number, number>;
  /** Minute up to which the settled state was last written down. */
  writtenMinute: number;
}

/** What the store keeps beside the series, so that a restart changes nothing. */
interface WatchMemory extends Pick<BrandWatch, 'alarmedSince' | 'quietSince' | 'forgotten'> {
  alarms: StandingAlarm[];
}

const nothingRemembered: WatchMemory = { alarms: [], alarmedSince: null, quietSince: null, forgotten: [] };
/** A new version of the statistic learns anew from the counts of so many minutes before. */
const relearnedMinutes = 56 * 1440;
/** An outage that ended so long ago may come back as the same incident. */
const relapsedMinutes = 1440;
const settleEveryMinutes = 60;
/** Writing the state down costs more than seeing a few hours of counts again after a restart. */
const writeEveryMinutes = 360;

/** Opens the watch of a brand where it was left, or at its first counted minute. Null while nothing was ever counted. */
export async function openBrandWatch(
  database: Database,
  pack: BrandPack,
  priors: SeriesPriors,
): Promise<BrandWatch | null> {
  const saved = await readDetector(database, pack.id);
  const usable = saved?.model === detectorVersion;
  const first = usable ? null : await firstCountedMinute(database, pack.id);
  if (!usable && first === null) return null;
  const settled = usable
    ? restoreSeriesSet(saved.state, priors)
    : createSeriesSet(priors, Math.max(first!, (saved?.settledMinute ?? first!) - relearnedMinutes));
  const remembered = await readWatch<WatchMemory>(database, pack.id);
  const { alarms, ...memory } = remembered?.body ?? nothingRemembered;
  // Figures of an outage count from its onset, which may be long before what is seen again, also when it comes back.
  const isRecent = alarms.length > 0 || (memory.quietSince ?? 0) > settled.nextMinute - relapsedMinutes;
  return {
    ...memory,
    pack,
    live: cloneSeriesSet(settled),
    settled,
    candidate: null,
    // What was remembered before surfaces were watched names none.
    alarms: new Map(alarms.map((alarm) => [alarm.key, { ...alarm, surface: alarm.surface ?? '*' }])),
    togetherMinutes: 0,
    judgedUpTo: remembered ? remembered.minute + 1 : 0,
    book: isRecent ? await readBook(database, pack.id, settled.nextMinute) : createExpectationBook(),
    usual: null,
    since: nothingSince(),
    partial: new Map(),
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

/**
 * Reads the counts up to a minute (exclusive); late changes, and minutes of which more is known by now, take the series back to
 * where they still knew nothing of them.
 */
export async function readUnseen(
  database: Database,
  watch: BrandWatch,
  { toMinute, exposureAt }: { toMinute: number; exposureAt: (minute: number) => number },
): Promise<Unseen> {
  const seenUpTo = watch.live.nextMinute;
  const late = await takeEarliestChange(database, watch.pack.id, toMinute);
  const change = Math.min(late ?? Infinity, earliestUncovered(watch, exposureAt));
  if (change < seenUpTo) goBack(watch, change);
  const position = await readStagePosition(database, 'detect', watch.pack.id);
  const rows = await watchedCounts(database, watch.pack.id, { from: watch.live.nextMinute, to: toMinute });
  return { judgeFrom: Math.max(seenUpTo, position ?? 0, watch.judgedUpTo), byMinute: groupByMinute(rows) };
}

function earliestUncovered({ partial }: BrandWatch, exposureAt: (minute: number) => number): number {
  return [...partial].reduce(
    (first, [minute, exposure]) => (minute < first && exposureAt(minute) !== exposure ? minute : first),
    Infinity,
  );
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
  watch.since = nothingSince();
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
  noteArrivals(watch.book, watch.live, counts);
  if (exposure < 1) watch.partial.set(minute, exposure);
  else watch.partial.delete(minute);
  seeMinute(watch.live, minute, { counts, exposure });
  for (const again of watch.forgotten) if (again.minute === minute) forgetNow(watch, again);
  return counts.map(keyOf);
}

/** Keeps a state to go back to, every hour; the one before it is old enough to be written down. */
export async function settle(
  database: Database,
  watch: BrandWatch,
  { minute, isLasting }: { minute: number; isLasting: boolean },
): Promise<void> {
  if (minute % settleEveryMinutes !== 0) return;
  if (watch.candidate) watch.settled = watch.candidate;
  watch.candidate = cloneSeriesSet(watch.live);
  for (const seen of watch.partial.keys()) if (seen < watch.settled.nextMinute) watch.partial.delete(seen);
  if (watch.settled.nextMinute - watch.writtenMinute < writeEveryMinutes) return;
  watch.writtenMinute = watch.settled.nextMinute;
  watch.forgotten = watch.forgotten.filter((one) => one.minute >= watch.writtenMinute);
  if (!isLasting) return;
  await writeDetector(database, watch.pack.id, {
    settledMinute: watch.settled.nextMinute,
    model: detectorVersion,
    state: saveSeriesSet(watch.settled),
  });
}

/** Writes what was expected and how far detection has come. */
export async function finishDetection(database: Database, watch: BrandWatch, isLasting: boolean): Promise<void> {
  const rows = watch.book.unwritten.splice(0);
  if (isLasting) await writeExpectations(database, watch.pack.id, rows);
  await writeStagePosition(database, 'detect', watch.pack.id, watch.live.nextMinute);
}
