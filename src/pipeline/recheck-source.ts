import { type FetchedPost, type Rechecked, type Source, SourceError } from '../ports/source.ts';
import { findStoredPosts } from '../store/posts.ts';
import { findPostsToRecheck, type PostPlace, type RecheckRecord, readRecheck, saveRecheck } from '../store/rechecks.ts';
import { OvertakenError } from './deliver-page.ts';
import { type IngestResult, ingestPosts } from './ingest.ts';
import type { PollContext } from './poll-source.ts';
import { doubted, nextTurn, type RecheckTurn, type Sweeps, turned } from './recheck-plan.ts';
import { forgetAside } from './store-part.ts';
import { storing } from './storing.ts';

const postsPerTurn = 100;
const firstBackoffMs = 60_000;
const longestBackoffMs = 3_600_000;
/** So many posts that are all gone at once rather speak for a fault of the service: it must say so again before it is believed. */
const fewestToDoubt = 20;
const triesToBelieve = 3;
/** So often the same posts are asked about when it is they that may be at fault; then the others have their turn. */
const triesToPassOver = 5;

/** What a service says is doubted. */
class DoubtedError extends SourceError {}

/** One turn: what is asked about, and what was known before. */
interface Turn {
  source: Source;
  context: PollContext;
  record: RecheckRecord<Sweeps>;
  plan: RecheckTurn;
  posts: PostPlace[];
  nowMs: number;
}

/**
 * Asks a source what became of its stored posts, at most a hundred a turn, and takes in what was deleted or edited as if it had come by
 * itself. The posts don't go over the queue: they are stored already, whatever brand they are of. A fault is told and waited for, and says
 * nothing about how the source is read. Returns how many posts have changed.
 */
export async function recheckSource(source: Source, context: PollContext, signal: AbortSignal): Promise<number> {
  const { database, clock, settings } = context;
  if (!source.recheck) return 0;
  const nowMs = clock.now();
  const record = ((await readRecheck(database, source.id)) ?? untouched) as RecheckRecord<Sweeps>;
  if (record.retryAt !== null && record.retryAt > nowMs) return 0;
  const { retentionDays } = settings;
  const plan = nextTurn(record.sweeps, { nowMs, retentionDays, leastEveryMs: source.recheckEveryMs ?? 0 });
  if (!plan) return 0;
  const posts = await findPostsToRecheck(database, { source: source.id, ...plan, limit: postsPerTurn });
  const turn: Turn = { source, context, record, plan, posts, nowMs };
  try {
    return await storeOutcome(turn, await ask(turn, signal));
  } catch (error) {
    if (signal.aborted || error instanceof OvertakenError) return 0;
    if (!(error instanceof SourceError)) throw error;
    await storeFailure(turn, error);
    return 0;
  }
}

const untouched: RecheckRecord<Sweeps> = {
  sweeps: {},
  memory: null,
  turns: 0,
  failures: 0,
  retryAt: null,
  spent: null,
};

async function ask({ source, record, plan, posts }: Turn, signal: AbortSignal): Promise<Rechecked> {
  if (posts.length === 0) return { asked: 0, posts: [] };
  const nativeIds = posts.map(({ id }) => id.slice(source.id.length + 1));
  const answer = await source.recheck!(nativeIds, signal, record.memory);
  const gone = answer.posts.filter(({ deleted }) => deleted).length;
  const doubts = record.sweeps[plan.name]?.doubts ?? 0;
  if (gone === answer.posts.length && gone >= fewestToDoubt && doubts < triesToBelieve)
    throw new DoubtedError('malformed', `all of ${gone} posts are said to be gone, which is doubted at first`);
  return answer;
}

/** Outcome and progress in one transaction, like a page and its cursor. */
async function storeOutcome(turn: Turn, answer: Rechecked): Promise<number> {
  const { source, context, record, plan, posts, nowMs } = turn;
  const { database, events } = context;
  const isThrough = answer.asked >= posts.length && posts.length < postsPerTurn;
  const after = isThrough ? null : (posts[answer.asked - 1] ?? plan.after);
  const sweeps = turned(record.sweeps, plan, nowMs, after);
  const memory = answer.memory ?? record.memory;
  const spent = answer.spentUsd === undefined ? record.spent : { usd: answer.spentUsd, at: nowMs };
  const ingested = await storing(database, async (tx) => {
    const saved = await saveRecheck(tx, source.id, { ...record, sweeps, memory, failures: 0, retryAt: null, spent });
    if (!saved) throw new OvertakenError(`${source.id} is asked by another one`);
    return answer.posts.length === 0 ? null : takeIn(tx, answer.posts, turn);
  });
  const { outcomes, stored } = ingested ?? { outcomes: {}, stored: 0 };
  if (stored > 0) events.pageIngested({ source: source.id, outcomes, delaysMs: [], malformed: 0, at: nowMs });
  events.rechecked({ source: source.id, asked: answer.asked, changed: stored });
  return stored;
}

/** Only posts that were asked about and are still kept: a recheck brings nothing new, nor back what was removed meanwhile. */
async function takeIn(
  tx: Parameters<typeof ingestPosts>[0],
  answered: FetchedPost[],
  { source, context, posts, nowMs }: Turn,
): Promise<IngestResult> {
  const { database, knowledge, settings } = context;
  const asked = { source: source.id, ids: posts.map(({ id }) => id), authors: [] };
  const kept = new Set((await findStoredPosts(tx, asked)).map(({ id }) => id));
  const wanted = answered.filter(({ id }) => kept.has(id));
  const isShared = database.kind === 'postgres';
  const ingested = await ingestPosts(tx, wanted, { knowledge, settings, isShared, nowMs });
  await forgetAside(tx, { source: source.id, partition: null, posts: wanted });
  return ingested;
}

/** Full-jitter backoff (Brooker 2015), from a minute to an hour, and never before the service's own time. */
async function storeFailure({ source, context, record, plan, posts, nowMs }: Turn, error: SourceError): Promise<void> {
  const { database, random, events } = context;
  const failures = record.failures + 1;
  const ceiling = Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(failures, 20));
  const retryAt = error.retryAt ?? nowMs + Math.max(firstBackoffMs, Math.round(random() * ceiling));
  const sweeps = sweepsAfter(error, { failures, record, plan, posts, nowMs });
  const { kind, message } = error;
  if (await saveRecheck(database, source.id, { ...record, sweeps, failures, retryAt }))
    events.recheckFailed({ source: source.id, kind, message, retryAt });
}

function sweepsAfter(
  error: SourceError,
  { failures, record, plan, posts, nowMs }: Pick<Turn, 'record' | 'plan' | 'posts' | 'nowMs'> & { failures: number },
): Sweeps {
  if (error instanceof DoubtedError) return doubted(record.sweeps, plan, nowMs);
  const isTheirs = error.kind === 'malformed' || error.kind === 'misconfigured';
  if (!isTheirs || failures < triesToPassOver) return record.sweeps;
  return turned(record.sweeps, plan, nowMs, posts.length < postsPerTurn ? null : posts.at(-1)!);
}
