import type { JudgedPost } from '../core/words/judged-post.ts';
import type { Place } from '../core/words/place.ts';
import type { Report } from '../core/words/report.ts';
import type { Database } from '../ports/database.ts';
import { insertPosts } from '../store/posts.ts';
import { type HistoryRow, readHistoryGaps, streamHistory } from '../store/read/history.ts';
import { insertReports, touchMinutes } from '../store/reports.ts';
import { recordGap } from '../store/sources.ts';
import { keepUp } from '../store/upkeep.ts';
import { type CycleContext, createCycleMemory, runCycle } from './cycle.ts';

const hourMinutes = 60;

export interface HistoryReplay {
  /** Where the history is; only read. */
  history: Database;
  /** Stages 2 to 4 over a scratch database. */
  cycle: CycleContext;
  /** Half-open range of minutes. */
  range: { from: number; to: number };
  signal?: AbortSignal;
}

/**
 * Judges stored history again in event time, hour by hour: reports are taken as they were classified and placed, everything after that
 * (counting, detection, incidents) is done anew with the cycle's settings.
 */
export async function replayHistory({ history, cycle, range, signal }: HistoryReplay): Promise<void> {
  const { database } = cycle;
  await copyGaps(history, database, range);
  const memory = createCycleMemory();
  const brands = cycle.packs.map(({ id }) => id);
  let end = hourAfter(range.from);
  let waiting: HistoryRow[] = [];
  const judgeHour = async () => {
    signal?.throwIfAborted();
    await takeIn(database, waiting);
    waiting = [];
    await keepUp(database);
    await runCycle(cycle, memory, () => Math.min(end, range.to));
    end += hourMinutes;
  };
  for await (const rows of streamHistory(history, { brands, ...range }))
    for (const row of rows) {
      while (row.minute >= end) await judgeHour();
      waiting.push(row);
    }
  while (end < range.to + hourMinutes) await judgeHour();
}

function hourAfter(minute: number): number {
  return (Math.floor(minute / hourMinutes) + 1) * hourMinutes;
}

async function copyGaps(history: Database, scratch: Database, range: HistoryReplay['range']): Promise<void> {
  for (const { source, from_minute, to_minute, reason } of await readHistoryGaps(history, range))
    await recordGap(scratch, { source, from: from_minute, to: to_minute ?? range.to, reason });
}

async function takeIn(scratch: Database, rows: HistoryRow[]): Promise<void> {
  if (rows.length === 0) return;
  const reports = rows.map(reportOf);
  const posts = new Map(rows.map((row) => [row.post_id, postOf(row)]));
  await scratch.transaction(async (tx) => {
    await insertPosts(tx, [...posts.values()], 0);
    await insertReports(tx, reports);
    await touchMinutes(tx, reports);
  });
}

/** What detection asks of a post: who wrote it and whether the brand itself spoke. The text stays where it is. */
function postOf({ post_id, source, created_at, from_brand, author_key }: HistoryRow): JudgedPost {
  const post = {
    id: post_id,
    source,
    nativeId: '',
    author: '',
    text: '',
    createdAt: created_at,
    fromBrand: from_brand,
  };
  return { post, authorKey: author_key, fingerprint: '', outcome: 'kept', reports: [] };
}

function reportOf(row: HistoryRow): Report {
  const place =
    row.country === null
      ? null
      : {
          country: row.country,
          state: row.state,
          city: row.city,
          metro: row.metro,
          lat: null,
          lon: null,
          level: row.place_level as Place['level'],
          from: row.place_from as Place['from'],
          confidence: row.place_confidence ?? 0,
        };
  return {
    postId: row.post_id,
    brand: row.brand,
    source: row.source,
    kind: row.kind,
    pCurrent: row.p_current,
    symptoms: row.symptoms as Report['symptoms'],
    surfaces: row.surfaces as Report['surfaces'],
    place,
    authorKey: row.author_key,
    fingerprint: '',
    minute: row.minute,
    model: row.model,
    own: row.from_brand,
  };
}
