import type { Interval } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { recordGap } from './sources.ts';

const reason = 'kept aside';

/** The minutes of a part that was kept aside are a gap. */
export async function openAsideGap(tx: Queryable, source: string, minutes: Interval | null): Promise<void> {
  if (minutes) await recordGap(tx, { source, reason, ...minutes });
}

/**
 * Ends the gap that a part left that was put back: what other parts that are kept aside leave missing from the same minute on stays.
 * False where none stood.
 */
export async function closeAsideGap(tx: Queryable, source: string, { from }: Interval): Promise<boolean> {
  const ended = await tx.query(
    'DELETE FROM source_gap WHERE source = $1 AND from_minute = $2 AND reason = $3 RETURNING 1',
    [source, from, reason],
  );
  const [left] = await tx.query<{ to: number | null }>(
    'SELECT max(to_minute) AS to FROM part_aside WHERE source = $1 AND from_minute = $2',
    [source, from],
  );
  if (ended.length > 0 && left!.to !== null) await openAsideGap(tx, source, { from, to: left!.to });
  return ended.length > 0;
}

/** What was dropped stays missing, whatever is put back beside it. */
export async function keepAsideGap(tx: Queryable, source: string, { from }: Interval): Promise<void> {
  await tx.query(`UPDATE source_gap SET reason = 'dropped' WHERE source = $1 AND from_minute = $2 AND reason = $3`, [
    source,
    from,
    reason,
  ]);
}
