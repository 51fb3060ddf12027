import { setImmediate } from 'node:timers/promises';
import { detectorVersion } from '../core/detect/temporal/detector.ts';
import { keyOf } from '../core/detect/watch/series-key.ts';
import {
  cloneSeriesSet,
  createSeriesSet,
  restoreSeriesSet,
  type SeriesPriors,
  type SeriesSet,
  seeMinute,
} from '../core/detect/watch/series-set.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Interval } from '../core/words/interval.ts';
import type { Database } from '../ports/database.ts';
import { type CountRow, firstCountedMinute, readDetector, watchedCounts } from '../store/detection.ts';
import { readMissing } from '../store/sources.ts';
import { allKeys, judgeAlarms, releaseAlarms } from './alarms.ts';
import { type BrandWatch, groupByMinute } from './brand-watch.ts';
import { createExpectationBook, noteArrivals, noteQuarter, quarterMinutes } from './expectation-book.ts';
import { readExposure, type SourceWeights } from './exposure.ts';
import { nothingSince } from './since-onset.ts';

const chunkMinutes = 1_440;
/** Where sources were missing, what they weigh is looked up as often as while it happened. */
const gapChunkMinutes = 60;
/** Expectations are noted for so long before the end: figures since an onset rest on them. */
const notedMinutes = 1_560;

export interface RebuiltWatch {
  watch: BrandWatch;
  /** Counts of the last minute, and its exposure. */
  counts: CountRow[];
  exposure: number;
}

/**
 * The watch of a brand as it was after a minute, made again from the stored counts without writing anything: from the saved detector where
 * that is older, else from the first count on. Null before that.
 */
export async function rebuildWatch(
  database: Database,
  pack: BrandPack,
  { minute, priors, budgetMinutes }: { minute: number; priors: SeriesPriors; budgetMinutes: number },
): Promise<RebuiltWatch | null> {
  const live = await startingPoint(database, pack.id, { minute, priors });
  if (!live) return null;
  const watch = emptyWatch(pack, live);
  let last: CountRow[] = [];
  let exposure = 1;
  const weights = new Map<string, SourceWeights>();
  while (live.nextMinute <= minute) {
    const range = await nextChunk(database, live.nextMinute, minute + 1);
    const byMinute = groupByMinute(await watchedCounts(database, pack.id, range));
    const exposureAt = await readExposure(database, pack.id, { range, weights });
    for (let at = range.from; at < range.to; at++) {
      if (at >= minute - notedMinutes && (at % quarterMinutes === 0 || watch.book.quarters.size === 0))
        noteQuarter(watch.book, live);
      last = byMinute.get(at) ?? [];
      exposure = exposureAt(at);
      noteArrivals(watch.book, live, last);
      seeMinute(live, at, { counts: last, exposure });
      const keys = at === range.from ? allKeys(watch) : last.map(keyOf);
      judgeAlarms(watch, at, { keys, counts: last, exposure, budgetMinutes });
      if (watch.alarms.size > 0 && at < minute) releaseAlarms(watch, at, budgetMinutes);
    }
    watch.book.unwritten.length = 0;
    await setImmediate();
  }
  return { watch, counts: last, exposure };
}

async function nextChunk(database: Database, from: number, end: number): Promise<Interval> {
  const to = Math.min(end, from + chunkMinutes);
  const gaps = await readMissing(database, { from, to });
  return { from, to: gaps.length === 0 ? to : Math.min(to, from + gapChunkMinutes) };
}

async function startingPoint(
  database: Database,
  brand: string,
  { minute, priors }: { minute: number; priors: SeriesPriors },
): Promise<SeriesSet | null> {
  const saved = await readDetector(database, brand);
  if (saved?.model === detectorVersion && saved.settledMinute <= minute - notedMinutes)
    return restoreSeriesSet(saved.state, priors);
  const first = await firstCountedMinute(database, brand);
  return first === null || first > minute ? null : createSeriesSet(priors, first);
}

function emptyWatch(pack: BrandPack, live: SeriesSet): BrandWatch {
  return {
    ...{ pack, live, settled: cloneSeriesSet(live), candidate: null, alarms: new Map(), alarmedSince: null },
    ...{
      quietSince: null,
      forgotten: [],
      judgedUpTo: 0,
      book: createExpectationBook(),
      usual: null,
      since: nothingSince(),
    },
    ...{ partial: new Map(), writtenMinute: live.nextMinute, togetherMinutes: 0 },
  };
}
