import type { Queryable } from '../ports/database.ts';

/** What a brand's watch remembered after a minute. */
export interface SavedWatch<Memory> extends Record<string, unknown> {
  minute: number;
  body: Memory;
}

export async function readWatch<Memory>(database: Queryable, brand: string): Promise<SavedWatch<Memory> | null> {
  const [row] = await database.query<SavedWatch<Memory>>('SELECT minute, body FROM watch WHERE brand = $1', [brand]);
  return row ?? null;
}

export async function writeWatch(
  tx: Queryable,
  brand: string,
  { minute, body }: { minute: number; body: unknown },
): Promise<void> {
  await tx.query(
    `INSERT INTO watch (brand, minute, body) VALUES ($1, $2, $3::jsonb)
     ON CONFLICT (brand) DO UPDATE SET minute = excluded.minute, body = excluded.body`,
    [brand, minute, JSON.stringify(body)],
  );
}
