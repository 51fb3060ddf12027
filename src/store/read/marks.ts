import type { Queryable } from '../../ports/database.ts';
import { readAsOf } from './as-of.ts';

/** By what it can be seen that something has changed since the last look. */
export interface Marks {
  /** Minute up to which each brand is judged. */
  judged: ReadonlyMap<string, number>;
  /** By brand: steps of all incidents. */
  incidents: ReadonlyMap<string, number>;
  /** Posts of all sources. */
  posts: number;
  /** Last time that a source was asked, epoch ms. */
  sources: number;
}

export async function readMarks(database: Queryable): Promise<Marks> {
  const incidents = await database.query<{ brand: string; mark: number }>(
    'SELECT brand, sum(revision)::int8 AS mark FROM incident GROUP BY brand',
  );
  const [sources] = await database.query<{ posts: number; at: number }>(
    'SELECT coalesce(sum(posts), 0)::int8 AS posts, coalesce(max(last_attempt_at), 0)::int8 AS at FROM source',
  );
  return {
    judged: await readAsOf(database),
    incidents: new Map(incidents.map(({ brand, mark }) => [brand, mark])),
    posts: sources!.posts,
    sources: sources!.at,
  };
}
