import { readAgain, readSentPages, removeSentPage, type SentPage } from '../store/page-queue.ts';
import { type Arrival, recordArrival } from './arrival.ts';
import type { PollContext } from './poll-source.ts';

/** A new leader of a stream may not have counted yet what it holds. */
const lostAfterMs = 30_000;

/**
 * Tells of pages that are stored with all of their parts, each source's in their order. Pages that are neither stored nor in the queue any
 * more are read again from their sources. Returns how many arrived.
 */
export async function settlePages(context: PollContext): Promise<number> {
  const { database, knowledge, clock } = context;
  const brands = knowledge.brands.packs.map(({ id }) => id);
  const waiting = new Set<string>();
  let arrived = 0;
  let oldestAt = Number.POSITIVE_INFINITY;
  for (const page of await readSentPages(database)) {
    if (!page.isStored) {
      waiting.add(page.source);
      oldestAt = Math.min(oldestAt, page.sentAt);
    }
    if (waiting.has(page.source)) continue;
    await database.transaction(async (tx) => {
      if (!(await removeSentPage(tx, page))) return;
      await recordArrival(tx, (page as SentPage<Arrival>).arrival, brands);
      arrived++;
    });
  }
  if (clock.now() - oldestAt > lostAfterMs) await lookForLost(context);
  return arrived;
}

/** What the queue holds no more was stored before it let go of it: what is not stored after that is lost. */
async function lookForLost({ database, queue, clock, events }: PollContext): Promise<void> {
  const state = await queue.state();
  if (!state || state.fault !== null || state.waiting > 0) return;
  const lost = (await readSentPages(database)).filter(
    ({ isStored, sentAt }) => !isStored && clock.now() - sentAt > lostAfterMs,
  );
  if (lost.length === 0) return;
  const sources = [...new Set(lost.map(({ source }) => source))];
  await database.transaction((tx) => readAgain(tx, sources));
  events.pagesLost(sources);
}
