import type { Queryable } from '../../ports/database.ts';

/** Per brand the minute before which the detector has judged everything. Brands without any report so far are absent. */
export async function readAsOf(database: Queryable): Promise<Map<string, number>> {
  const rows = await database.query<{ brand: string; minute: number }>(
    "SELECT shard AS brand, position AS minute FROM stage_cursor WHERE stage = 'detect' ORDER BY shard",
  );
  return new Map(rows.map((row) => [row.brand, row.minute]));
}
