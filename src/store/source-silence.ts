import type { Queryable } from '../ports/database.ts';

const reason = 'silent';

/** How a source usually speaks of some brands over a half-open range of minutes. */
export interface Habit {
  /** Minutes with a mention. */
  spoken: number;
  firstMinute: number | null;
  /** Longest stretch between two mentions that no gap explains, minutes. */
  longestLull: number;
}

export async function readHabit(
  database: Queryable,
  { source, brands, from, to }: { source: string; brands: readonly string[]; from: number; to: number },
): Promise<Habit> {
  const [row] = await database.query<Habit & Record<string, unknown>>(
    `WITH spoken AS (
       SELECT minute, lag(minute) OVER (ORDER BY minute) AS before FROM brand_minute
       WHERE brand = ANY($2::text[]) AND minute >= $3 AND minute < $4 AND jsonb_exists(by_source, $1) GROUP BY minute)
     SELECT count(*)::int4 AS spoken, min(minute) AS "firstMinute",
       coalesce(max(minute - before) FILTER (WHERE NOT EXISTS (SELECT 1 FROM source_gap g WHERE g.source = $1
         AND g.from_minute < spoken.minute AND coalesce(g.to_minute, $4) > spoken.before)), 0)::int4 AS "longestLull"
     FROM spoken`,
    [source, brands, from, to],
  );
  return row!;
}

/** Opens the gap of a source that has fallen silent, and has its brands judged again from there. */
export async function openSilence(
  tx: Queryable,
  { source, brands, minute }: { source: string; brands: readonly string[]; minute: number },
): Promise<void> {
  const opened = await tx.query(
    `INSERT INTO source_gap (source, from_minute, reason) SELECT $1, $2, $3
     WHERE NOT EXISTS (SELECT 1 FROM source_gap WHERE source = $1 AND to_minute IS NULL) ON CONFLICT DO NOTHING RETURNING 1`,
    [source, minute, reason],
  );
  if (opened.length > 0) await judgeAgain(tx, brands, minute);
}

/**
 * Ends the silence at the first minute that was heard of again. Nothing is missing where that is not after its beginning; either way
 * the brands are judged again as the gap now stands.
 */
export async function endSilence(
  tx: Queryable,
  { source, brands, minute }: { source: string; brands: readonly string[]; minute: number },
): Promise<void> {
  const ended = await tx.query<{ from_minute: number }>(
    `UPDATE source_gap SET to_minute = greatest(from_minute, $2) WHERE source = $1 AND to_minute IS NULL AND reason = $3
     RETURNING from_minute`,
    [source, minute, reason],
  );
  for (const { from_minute } of ended) {
    await tx.query('DELETE FROM source_gap WHERE source = $1 AND from_minute = $2 AND to_minute <= from_minute', [
      source,
      from_minute,
    ]);
    await judgeAgain(tx, brands, from_minute);
  }
}

/** Has brands judged again from a minute on, as far as evidence still can be. */
export async function judgeAgain(tx: Queryable, brands: readonly string[], minute: number): Promise<void> {
  await tx.query(
    `INSERT INTO changed_minute (brand, minute) SELECT brand, $2 FROM unnest($1::text[]) AS b(brand)
     ON CONFLICT (brand, minute) DO UPDATE SET changes = changed_minute.changes + 1`,
    [brands, minute],
  );
}
