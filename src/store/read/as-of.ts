import type { Queryable } from '../../ports/database.ts';

/** Per brand the minute before which the detector has judged everything. Brands not judged yet are absent. */
export async function readAsOf(database: Queryable): Promise<Map<string, number>> {
  const rows = await database.query<{ brand: string; settled_minute: number }>(
    'SELECT brand, settled_minute FROM detector ORDER BY brand',
  );
  return new Map(rows.map((row) => [row.brand, row.settled_minute]));
}
