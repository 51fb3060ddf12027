import { minuteOf } from '../core/words/interval.ts';
import type { Events } from '../observability/events.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import { type Source, SourceError, type SourcePage } from '../ports/source.ts';
import {
  closeGap,
  forgetCursor,
  openGap,
  readSource,
  recordGap,
  recordSourceFailure,
  recordSourceSuccess,
  type SourceRecord,
  type SourceState,
} from '../store/sources.ts';
import { type IngestSettings, ingestPosts } from './ingest.ts';
import type { Knowledge } from './judge.ts';
import { backoffMs, sourceStateOf } from './source-state.ts';

export interface PollContext {
  database: Database;
  knowledge: Knowledge;
  settings: IngestSettings;
  clock: Clock;
  /** 0 ≤ x < 1, for jitter. */
  random: () => number;
  events: Events;
}

/** Pages that one turn may take, so that a source with a long backlog leaves room for the others. */
const pagesPerTurn = 20;

/**
 * One turn of a source: page by page until nothing more is waiting. Each page's posts and the cursor behind them are one
 * transaction, so a crash in between repeats the page and loses nothing. A fault is recorded as the source's state, with
 * the time before which it isn't asked again, and as a gap that the detector sees. Returns how many posts came.
 */
export async function pollSource(source: Source, context: PollContext, signal: AbortSignal): Promise<number> {
  const { database, clock } = context;
  let record = await readSource(database, source.id);
  if (!record || (record.retry_at !== null && record.retry_at > clock.now())) return 0;
  let posts = 0;
  const begunAt = clock.now();
  for (let pages = 0; pages < pagesPerTurn && !signal.aborted; pages++) {
    try {
      const page = await source.fetchSince(record.cursor, signal);
      const state = await storePage(source, page, { record, context, begunAt });
      posts += page.posts.length;
      record = { ...record, cursor: page.cursor, state };
      if (!page.more) break;
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof SourceError)) throw error;
      await storeFailure(source, error, { record, context });
      break;
    }
  }
  return posts;
}

async function storePage(
  source: Source,
  page: SourcePage,
  { record, context, begunAt }: { record: SourceRecord; context: PollContext; begunAt: number },
): Promise<SourceState> {
  const { database, clock, events } = context;
  const nowMs = clock.now();
  const lastPostAt =
    page.posts.length === 0 ? null : page.posts.reduce((latest, { createdAt }) => Math.max(latest, createdAt), 0);
  const { state, message } = sourceStateOf({
    page,
    record: { ...record, last_post_at: lastPostAt ?? record.last_post_at },
    nowMs,
  });
  const result = await database.transaction(async (tx) => {
    const ingested = await ingestPosts(tx, page.posts, {
      knowledge: context.knowledge,
      settings: context.settings,
      nowMs,
      gone: page.gone && { source: source.id, ...page.gone },
    });
    const malformed = page.malformed.length;
    await recordSourceSuccess(tx, {
      id: source.id,
      cursor: page.cursor,
      atMs: nowMs,
      posts: page.posts.length,
      malformed,
      lastPostAt,
      readTo: page.more ? null : (page.readTo ?? begunAt),
      state,
      message,
    });
    // What was missed while the source failed has now been read: it was late, not missing.
    if (!page.more) await closeGap(tx, source.id, { minute: minuteOf(nowMs), caughtUp: record.cursor !== null });
    for (const notice of page.notices ?? []) {
      if (notice.kind === 'gap' && notice.fromAt !== undefined) {
        await recordGap(tx, {
          source: source.id,
          from: minuteOf(notice.fromAt),
          to: minuteOf(notice.toAt ?? nowMs) + 1,
          reason: notice.message,
        });
      }
    }
    return ingested;
  });
  const { outcomes, delaysMs } = result;
  events.pageIngested({ source: source.id, outcomes, delaysMs, malformed: page.malformed.length, at: nowMs, state });
  for (const item of page.malformed.slice(0, 5)) events.itemMalformed({ source: source.id, ...item });
  if (state !== record.state) events.sourceStateChanged({ source: source.id, state, message });
  return state;
}

async function storeFailure(
  source: Source,
  error: SourceError,
  { record, context }: { record: SourceRecord; context: PollContext },
): Promise<void> {
  const { database, clock, events } = context;
  const atMs = clock.now();
  const retryAt = error.retryAt ?? atMs + backoffMs(record.failures, context.random());
  const state = error.kind === 'rate-limited' || error.kind === 'budget-spent' ? 'limited' : 'failing';
  await database.transaction(async (tx) => {
    // A place too old to go back to: start over from now, and say that the time between is missing.
    if (error.kind === 'cursor-too-old') await forgetCursor(tx, source.id);
    await recordSourceFailure(tx, { id: source.id, atMs, state, message: error.message, retryAt });
    await openGap(tx, source.id, minuteOf(record.last_success_at ?? atMs), error.kind);
  });
  events.sourceFailed({ source: source.id, kind: error.kind, message: error.message, retryAt, state });
  if (state !== record.state) events.sourceStateChanged({ source: source.id, state, message: error.message });
}
