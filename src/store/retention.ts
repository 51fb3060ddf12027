import type { Database, Queryable } from '../ports/database.ts';

const dayMinutes = 1_440;

/** Removes up to `limit` posts older than an instant with their reports; their counts stay. Returns how many went. */
export async function deletePostsBefore(tx: Queryable, beforeMs: number, limit: number): Promise<number> {
  const gone = await tx.query<{ id: string }>(
    'DELETE FROM post WHERE id IN (SELECT id FROM post WHERE created_at < $1 ORDER BY created_at LIMIT $2) RETURNING id',
    [beforeMs, limit],
  );
  if (gone.length > 0) await tx.query('DELETE FROM report WHERE post_id = ANY($1::text[])', [gone.map(({ id }) => id)]);
  return gone.length;
}

/** Removes what is told of the copies in minutes before this one. */
export async function deleteCopyChangesBefore(database: Queryable, beforeMinute: number): Promise<void> {
  await database.query('DELETE FROM copied_minute WHERE minute < $1', [beforeMinute]);
}

/** The brands of which counts are kept, also those that are watched no more; each is one step in the index. */
export async function countedBrands(database: Queryable): Promise<string[]> {
  const rows = await database.query<{ brand: string }>(
    `WITH RECURSIVE one AS (
       SELECT min(brand) AS brand FROM brand_minute
       UNION ALL SELECT (SELECT min(m.brand) FROM brand_minute m WHERE m.brand > one.brand) FROM one WHERE one.brand IS NOT NULL)
     SELECT brand FROM one WHERE brand IS NOT NULL`,
  );
  return rows.map(({ brand }) => brand);
}

/** Removes at most a day of a brand's counts, from the earliest on, as far as they are older than a minute. False when there were none. */
export async function deleteCountsBefore(database: Database, brand: string, beforeMinute: number): Promise<boolean> {
  return database.transaction(async (tx) => {
    const [{ first }] = (await tx.query<{ first: number | null }>(
      'SELECT min(minute) AS first FROM brand_minute WHERE brand = $1',
      [brand],
    )) as [{ first: number | null }];
    if (first === null || first >= beforeMinute) return false;
    const to = Math.min(first + dayMinutes, beforeMinute);
    await tx.query('DELETE FROM stratum_count WHERE brand = $1 AND minute < $2', [brand, to]);
    await tx.query('DELETE FROM brand_minute WHERE brand = $1 AND minute < $2', [brand, to]);
    return true;
  });
}

/** Removes a brand's expectations and ended alerts that are older than a minute. */
export async function deleteJudgementsBefore(database: Database, brand: string, beforeMinute: number): Promise<void> {
  await database.query('DELETE FROM expectation WHERE brand = $1 AND quarter < $2', [
    brand,
    Math.floor(beforeMinute / 15),
  ]);
  await database.query('DELETE FROM alert WHERE brand = $1 AND minute < $2 AND NOT active', [brand, beforeMinute]);
}

/** Removes what is told of sources that could not be read in minutes before this one, of which no counts are kept either. */
export async function deleteGapsBefore(database: Queryable, beforeMinute: number): Promise<void> {
  await database.query('DELETE FROM source_gap WHERE to_minute <= $1', [beforeMinute]);
}

/**
 * Removes what tells of deeds: audit, messages that were delivered or given up, but those of incidents that go on, and digests before a
 * channel's last one.
 */
export async function deleteRecordsBefore(database: Database, beforeMs: number): Promise<void> {
  await database.query('DELETE FROM audit WHERE at < $1', [beforeMs]);
  await database.query(
    `DELETE FROM outbox o WHERE due_at < $1 AND state IN ('delivered', 'failed', 'withheld')
       AND NOT EXISTS (SELECT 1 FROM incident i WHERE i.id = o.incident_id AND i.closed_at IS NULL)`,
    [beforeMs],
  );
  await database.query(
    `DELETE FROM digest d WHERE until_minute < $1 AND EXISTS (
       SELECT 1 FROM digest later WHERE later.channel = d.channel AND later.until_minute > d.until_minute)`,
    [Math.floor(beforeMs / 60_000)],
  );
}
