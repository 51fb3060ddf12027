import type { Queryable } from '../ports/database.ts';
import { type Marks, readMarks } from '../store/read/marks.ts';
import type { LiveChange } from './live-jobs.ts';

/** Tells what changed in the store since the last look: where stages run in other processes, they can't tell it themselves. */
export function createChangeFollower(database: Queryable): () => Promise<LiveChange[]> {
  let before: Marks | null = null;
  return async () => {
    const now = await readMarks(database);
    const changes = before ? changesBetween(before, now) : [];
    before = now;
    return changes;
  };
}

function changesBetween(before: Marks, now: Marks): LiveChange[] {
  const judged = changed(before.judged, now.judged);
  const moved = changed(before.incidents, now.incidents);
  const changes: LiveChange[] = [];
  if (judged.length > 0) changes.push({ what: ['timeline', 'brands'], brands: judged });
  if (moved.length > 0) changes.push({ what: ['incidents', 'brands'], brands: moved });
  if (before.posts !== now.posts) changes.push({ what: ['sources', 'reports'], brands: [] });
  else if (before.sources !== now.sources) changes.push({ what: ['sources'], brands: [] });
  return changes;
}

function changed(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): string[] {
  return [...now].filter(([brand, mark]) => before.get(brand) !== mark).map(([brand]) => brand);
}
