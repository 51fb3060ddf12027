import { minuteOf } from '../core/words/interval.ts';
import type { Events } from '../observability/events.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import { type Source, SourceError } from '../ports/source.ts';
import { forgetCursor, openGap, readSource, recordSourceFailure, type SourceRecord } from '../store/sources.ts';
import type { IngestSettings } from './ingest.ts';
import type { Knowledge } from './judge.ts';
import { backoffMs } from './source-state.ts';
import { storePage } from './store-page.ts';

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
