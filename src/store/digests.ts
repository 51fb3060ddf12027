import type { Interval } from '../core/words/interval.ts';
import type { Note } from '../core/words/note.ts';
import type { Queryable } from '../ports/database.ts';

/** End of the last digest that was entered for a channel, minutes since the epoch; null: none yet. */
export async function readToldUntil(database: Queryable, channel: string): Promise<number | null> {
  const [row] = await database.query<{ until: number | null }>(
    'SELECT max(until_minute) AS until FROM digest WHERE channel = $1',
    [channel],
  );
  return row?.until ?? null;
}

/** Enters a digest with its message, once, whoever asks and however often. Returns whether it is new. */
export async function insertDigest(
  tx: Queryable,
  { channel, span, note, now }: { channel: string; span: Interval; note: Note; now: number },
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO digest (channel, until_minute, from_minute) VALUES ($1, $2, $3)
     ON CONFLICT (channel, until_minute) DO NOTHING RETURNING channel`,
    [channel, span.to, span.from],
  );
  if (rows.length === 0) return false;
  await tx.query(
    'INSERT INTO outbox (key, incident_id, revision, channel, due_at, note) VALUES ($1, $2, $3, $4, $5, $6::jsonb)',
    [`digest:${channel}:${span.to}`, `digest:${channel}`, span.to, channel, now, JSON.stringify(note)],
  );
  return true;
}
