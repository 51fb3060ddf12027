import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import { registerSource, switchOffOthers } from '../store/sources.ts';
import type { LiveSource } from './live-jobs.ts';

/** Sources of what is handed in, not fetched. */
const handedIn = ['intake', 'form'];

/** Enters the sources that have something to do into the table, switches all others off in it, and returns the former. */
export async function enterSources(database: Database, opened: LiveSource[], clock: Clock): Promise<LiveSource[]> {
  const busy = opened.filter(({ source }) => source.idle === undefined);
  const atMs = clock.now();
  for (const { source, clock: itsClock } of busy)
    await registerSource(database, { id: source.id, kind: source.kind, atMs, readFrom: itsClock.now() });
  await switchOffOthers(database, [...busy.map(({ source }) => source.id), ...handedIn], atMs);
  return busy;
}
