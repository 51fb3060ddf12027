import type { Queryable } from '../ports/database.ts';

export async function readStagePosition(database: Queryable, stage: string, shard: string): Promise<number | null> {
  const [row] = await database.query<{ position: number }>(
    'SELECT position FROM stage_cursor WHERE stage = $1 AND shard = $2',
    [stage, shard],
  );
  return row?.position ?? null;
}

export async function writeStagePosition(
  database: Queryable,
  stage: string,
  shard: string,
  position: number,
): Promise<void> {
  await writeStagePositions(database, stage, new Map([[shard, position]]));
}

export async function writeStagePositions(
  database: Queryable,
  stage: string,
  positions: ReadonlyMap<string, number>,
): Promise<void> {
  await database.query(
    `INSERT INTO stage_cursor (stage, shard, position) SELECT $1, shard, position
     FROM unnest($2::text[], $3::int8[]) AS p(shard, position) ORDER BY shard
     ON CONFLICT (stage, shard) DO UPDATE SET position = excluded.position`,
    [stage, [...positions.keys()], [...positions.values()]],
  );
}

/** Up to which minute (exclusive) each brand is judged, and shared failures were looked for; null: never. */
export async function readReached(
  database: Queryable,
): Promise<{ judged: Map<string, number>; related: number | null }> {
  const rows = await database.query<{ stage: string; shard: string; position: number }>(
    "SELECT stage, shard, position FROM stage_cursor WHERE stage IN ('detect', 'relate')",
  );
  return {
    judged: new Map(rows.filter(({ stage }) => stage === 'detect').map(({ shard, position }) => [shard, position])),
    related: rows.find(({ stage }) => stage === 'relate')?.position ?? null,
  };
}
