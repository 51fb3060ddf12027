import { minuteOf } from '../core/words/interval.ts';
import type { Events } from '../observability/events.ts';
import type { Clock } from '../ports/clock.ts';
import { type Database, DatabaseError } from '../ports/database.ts';
import { type PageQueue, PageQueueError } from '../ports/page-queue.ts';
import { type Source, SourceError } from '../ports/source.ts';
import { forgetCursor, openGap, readSource, recordSourceFailure, type SourceRecord } from '../store/sources.ts';
import { deliverPage, OvertakenError } from './deliver-page.ts';
import type { IngestSettings } from './ingest.ts';
import type { Knowledge } from './judge.ts';
import { backoffMs } from './source-state.ts';

export interface PollContext {
  database: Database;
  knowledge: Knowledge;
  settings: IngestSettings;
  clock: Clock;
  /** 0 ≤ x < 1, for jitter. */
  random: () => number;
  events: Events;
  /** Over which pages come to where they are stored. */
  queue: PageQueue;
}

/** Pages that one turn may take, so that a source with a long backlog leaves room for the others. */
const pagesPerTurn = 20;
/** When a queue that took nothing is tried again. */
const queueAgainMs = 5_000;

/**
 * One turn of a source: page by page until nothing more is waiting. The cursor moves when a page can't be lost any more, so a crash in
 * between repeats the page. A fault is recorded as the source's state, with
 * the time before which it isn't asked again, and as a gap that the detector sees. Returns how many posts came.
 */
export async function pollSource(source: Source, context: PollContext, signal: AbortSignal): Promise<number> {
  const { database, clock, queue } = context;
  let record = await readSource(database, source.id);
  if (!record || (record.retry_at !== null && record.retry_at > clock.now())) return 0;
  let posts = 0;
  const begunAt = clock.now();
  for (let pages = 0; pages < pagesPerTurn && !signal.aborted; pages++) {
    try {
      await queue.ready();
      const page = await source.fetchSince(record.cursor, signal);
      record = await deliverPage(source, page, { record, context, begunAt });
      posts += page.posts.length;
      if (!page.more) break;
    } catch (error) {
      if (signal.aborted || error instanceof OvertakenError) break;
      const fault = faultOf(error, context);
      if (!fault) throw error;
      await storeFailure(source, fault, { record, context });
      break;
    }
  }
  return posts;
}

/**
 * What keeps a source from being read: a fault of its own, with more patience each time, or of the queue behind it, with little. A page that
 * no database takes is the source's fault as well. Null: none of these.
 */
interface Fault {
  kind: string;
  message: string;
  retryAt: number | null;
}

function faultOf(error: unknown, { clock }: PollContext): Fault | null {
  if (error instanceof SourceError) return error;
  if (error instanceof DatabaseError && error.kind === 'invalid')
    return { kind: 'malformed', message: `a page can't be stored: ${error.message}`, retryAt: null };
  if (!(error instanceof PageQueueError)) return null;
  return { kind: `queue-${error.kind}`, message: error.message, retryAt: clock.now() + queueAgainMs };
}

async function storeFailure(
  source: Source,
  error: Fault,
  { record, context }: { record: SourceRecord; context: PollContext },
): Promise<void> {
  const { database, clock, events } = context;
  const atMs = clock.now();
  const retryAt = error.retryAt ?? atMs + backoffMs(error.kind, record.failures, context.random());
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
