import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import { registerSource, switchOffOthers } from '../store/sources.ts';
import type { LiveSource } from './live-jobs.ts';

/** Sources of what is handed in, not fetched. */
const handedIn = ['intake', 'form'];

/** Enters the sources that have something to do into the table, and switches all others off in it. */
export async function enterSources(database: Database, busy: LiveSource[], clock: Clock): Promise<void> {
  const atMs = clock.now();
  for (const { source, clock: itsClock } of busy)
    await registerSource(database, { id: source.id, kind: source.kind, atMs, readFrom: itsClock.now() });
  await switchOffOthers(database, [...busy.map(({ source }) => source.id), ...handedIn], atMs);
}
