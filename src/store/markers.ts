import type { Marker } from '../core/words/marker.ts';
import type { Queryable } from '../ports/database.ts';

export async function insertMarker(
  tx: Queryable,
  { createdAt, actor, ...marker }: Omit<Marker, 'id'> & { createdAt: number; actor: string },
): Promise<number> {
  const { brand, kind, at, note, name } = marker;
  const [row] = await tx.query<{ id: number }>(
    'INSERT INTO marker (brand, kind, at, note, created_at, name, actor) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id',
    [brand, kind, at, note, createdAt, name, actor],
  );
  return row!.id;
}

/** In from ≤ at < to, oldest first, the newest of them if there are more than `limit`. */
export async function readMarkers(
  database: Queryable,
  { brand, from, to, limit }: { brand: string; from: number; to: number; limit: number },
): Promise<Marker[]> {
  const rows = await database.query<Marker & Record<string, unknown>>(
    `SELECT id, brand, kind, at, note, name FROM marker WHERE brand = $1 AND at >= $2 AND at < $3
     ORDER BY at DESC, id DESC LIMIT $4`,
    [brand, from, to, limit],
  );
  return rows.reverse();
}
