import type { Post } from '../core/words/post.ts';
import { type IngestSettings, ingestPosts } from '../pipeline/ingest.ts';
import type { Knowledge } from '../pipeline/judge.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';

export interface SubmitTools {
  database: Database;
  knowledge: Knowledge;
  settings: IngestSettings;
  clock: Clock;
}

/**
 * Takes posts handed in over HTTP or the report form through stage 1. When it returns they are in the database. Batches
 * that wait for each other are stored together, so that many small requests cost as little as a few large ones.
 */
export function createSubmit(tools: SubmitTools): (posts: Post[]) => Promise<void> {
  let waiting: { posts: Post[]; settle: (error?: unknown) => void }[] = [];
  let storing = false;

  async function storeWaiting(): Promise<void> {
    storing = true;
    while (waiting.length > 0) {
      const batches = waiting;
      waiting = [];
      const outcome = await storeTogether(batches.flatMap(({ posts }) => posts));
      for (const { settle } of batches) settle(outcome);
    }
    storing = false;
  }

  async function storeTogether(posts: Post[]): Promise<unknown> {
    const { database, knowledge, settings, clock } = tools;
    try {
      await database.transaction((tx) => ingestPosts(tx, posts, { knowledge, settings, nowMs: clock.now() }));
      return undefined;
    } catch (error) {
      return error;
    }
  }

  return (posts) =>
    new Promise((resolve, reject) => {
      waiting.push({ posts, settle: (error) => (error === undefined ? resolve() : reject(error)) });
      if (!storing) void storeWaiting();
    });
}
