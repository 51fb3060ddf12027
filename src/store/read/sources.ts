import type { Queryable } from '../../ports/database.ts';

export type SourceState = 'starting' | 'ok' | 'limited' | 'failing' | 'silent' | 'off';

export interface SourceGap {
  fromMinute: number;
  toMinute: number | null;
  reason: string;
}

/** A source's health as the ingest stage left it. Instants are epoch ms. */
export interface SourceHealth {
  id: string;
  kind: string;
  state: SourceState;
  since: number;
  message: string;
  lastAttemptAt: number | null;
  lastSuccessAt: number | null;
  lastPostAt: number | null;
  retryAt: number | null;
  failures: number;
  posts: number;
  malformed: number;
  gaps: SourceGap[];
}

/** All sources with their gaps since a minute. */
export async function readSources(database: Queryable, gapsSinceMinute: number): Promise<SourceHealth[]> {
  const sources = await database.query<Omit<SourceHealth, 'gaps'> & Record<string, unknown>>(
    `SELECT id, kind, state, state_since AS since, message, last_attempt_at AS "lastAttemptAt",
       last_success_at AS "lastSuccessAt", last_post_at AS "lastPostAt", retry_at AS "retryAt", failures, posts, malformed
     FROM source ORDER BY id`,
  );
  const gaps = await database.query<SourceGap & { source: string } & Record<string, unknown>>(
    `SELECT source, from_minute AS "fromMinute", to_minute AS "toMinute", reason FROM source_gap
     WHERE to_minute IS NULL OR to_minute > $1 ORDER BY source, from_minute`,
    [gapsSinceMinute],
  );
  return sources.map((source) => ({
    ...source,
    gaps: gaps
      .filter((gap) => gap.source === source.id)
      .map(({ fromMinute, toMinute, reason }) => ({ fromMinute, toMinute, reason })),
  }));
}

/** US dollars that each source has cost since the beginning of a month (epoch ms), by id: its pages and its looks at stored posts. */
export async function readSpending(database: Queryable, monthFromMs: number): Promise<Map<string, number>> {
  const rows = await database.query<{ id: string; usd: number }>(
    `SELECT s.id, CASE WHEN s.last_success_at >= $1::int8 THEN s.spent_usd ELSE 0 END
       + CASE WHEN r.spent_at >= $1::int8 THEN r.spent_usd ELSE 0 END AS usd
     FROM source s LEFT JOIN recheck r ON r.source = s.id`,
    [monthFromMs],
  );
  return new Map(rows.map(({ id, usd }) => [id, usd]));
}
