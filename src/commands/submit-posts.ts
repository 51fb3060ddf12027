import type { Post } from '../core/words/post.ts';
import type { Events } from '../observability/events.ts';
import { type IngestResult, type IngestSettings, ingestPosts } from '../pipeline/ingest.ts';
import type { Knowledge } from '../pipeline/judge.ts';
import { storing } from '../pipeline/storing.ts';
import type { Clock } from '../ports/clock.ts';
import { type Database, DatabaseError } from '../ports/database.ts';
import { recordFetched, recordRead, registerSource } from '../store/sources.ts';

export interface SubmitTools {
  database: Database;
  knowledge: Knowledge;
  settings: IngestSettings;
  clock: Clock;
  events: Pick<Events, 'pageIngested'>;
}

/** What became of a post that was handed in. */
export type SubmitAnswer = { accepted: true } | { accepted: false; code: string; message: string };

interface Batch {
  posts: Post[];
  settle: (answer: SubmitAnswer) => void;
  fail: (error: unknown) => void;
}

/** What one transaction takes: it is short, and judging it holds up nobody for long. */
const postsPerTransaction = 500;
/** Posts that may wait for their transaction, some ten seconds of work: beyond them the sender is asked to come again. */
export const mostPostsWaiting = 10_000;

const busy: SubmitAnswer = {
  accepted: false,
  code: 'store-busy',
  message: 'too many posts are waiting to be stored: send it again later',
};

/**
 * Takes posts handed in over HTTP or the report form through stage 1. Once it answers they are in the database. Batches
 * that come while one is being stored go together into the next transaction: many small requests cost as little as a few
 * large ones. What can't be stored soon is refused rather than kept in memory.
 */
export function createSubmit(tools: SubmitTools): (posts: Post[]) => Promise<SubmitAnswer[]> {
  const waiting: Batch[] = [];
  let postsWaiting = 0;
  let storing = false;

  function nextBatches(): Batch[] {
    let [posts, taken] = [0, 0];
    while (taken < waiting.length && posts < postsPerTransaction) posts += waiting[taken++]!.posts.length;
    postsWaiting -= posts;
    return waiting.splice(0, taken);
  }

  async function storeWaiting(): Promise<void> {
    storing = true;
    while (waiting.length > 0) {
      const batches = nextBatches();
      try {
        const answer = await store(
          tools,
          batches.flatMap(({ posts }) => posts),
        );
        for (const { settle } of batches) settle(answer);
      } catch (error) {
        for (const { fail } of batches) fail(error);
      }
    }
    storing = false;
  }

  return async (posts) => {
    if (postsWaiting > 0 && postsWaiting + posts.length > mostPostsWaiting) return posts.map(() => busy);
    postsWaiting += posts.length;
    const answer = await new Promise<SubmitAnswer>((settle, fail) => {
      waiting.push({ posts, settle, fail });
      if (!storing) void storeWaiting();
    });
    return posts.map(() => answer);
  };
}

async function store({ database, events, ...tools }: SubmitTools, posts: Post[]): Promise<SubmitAnswer> {
  const { knowledge, settings } = tools;
  const nowMs = tools.clock.now();
  const isShared = database.kind === 'postgres';
  try {
    const results = await storing(database, async (tx) => {
      const results: [source: string, result: IngestResult][] = [];
      for (const [id, some] of bySource(posts)) {
        results.push([id, await ingestPosts(tx, some, { knowledge, settings, nowMs, isShared })]);
        const lastPostAt = some.reduce((latest, { createdAt }) => Math.max(latest, createdAt), 0);
        await registerSource(tx, { id, kind: id, atMs: nowMs });
        await recordFetched(tx, { id, cursor: '', atMs: nowMs, lastPostAt, state: 'ok', message: '' });
        await recordRead(tx, { id, posts: some.length, malformed: 0, readTo: null });
      }
      return results;
    });
    for (const [source, { outcomes, delaysMs }] of results)
      events.pageIngested({ source, outcomes, delaysMs, malformed: 0, at: nowMs });
    return { accepted: true };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return {
      accepted: false,
      code: `store-${error.kind}`,
      message: 'the post could not be stored: send it again later',
    };
  }
}

function bySource(posts: Post[]): Map<string, Post[]> {
  const groups = new Map<string, Post[]>();
  for (const post of posts) groups.set(post.source, [...(groups.get(post.source) ?? []), post]);
  return groups;
}
