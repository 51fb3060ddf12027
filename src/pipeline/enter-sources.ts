import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import type { PageQueue } from '../ports/page-queue.ts';
import { readAgain, readSentPages } from '../store/page-queue.ts';
import { handedIn } from '../store/read/source-scope.ts';
import { registerSource, switchOffOthers } from '../store/sources.ts';
import type { LiveSource } from './live-jobs.ts';

/** Enters the sources that have something to do into the table, and switches all others off in it. */
export async function enterSources(
  { database, clock, queue }: { database: Database; clock: Clock; queue: Pick<PageQueue, 'partitions'> },
  busy: LiveSource[],
): Promise<void> {
  const atMs = clock.now();
  if (queue.partitions === 0) await readWithout(database);
  for (const { source, clock: itsClock } of busy)
    await registerSource(database, { id: source.id, kind: source.kind, atMs, readFrom: itsClock.now() });
  await switchOffOthers(database, [...busy.map(({ source }) => source.id), ...handedIn], atMs);
}

/** Pages that lie in a queue which is not used any more are read again. */
async function readWithout(database: Database): Promise<void> {
  const sources = [...new Set((await readSentPages(database)).map(({ source }) => source))];
  if (sources.length > 0) await database.transaction((tx) => readAgain(tx, sources));
}
