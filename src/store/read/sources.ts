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
  spentUsd: number;
  gaps: SourceGap[];
}

/** All sources with their gaps since a minute. */
export async function readSources(database: Queryable, gapsSinceMinute: number): Promise<SourceHealth[]> {
  const sources = await database.query<Omit<SourceHealth, 'gaps'> & Record<string, unknown>>(
    `SELECT id, kind, state, state_since AS since, message, last_attempt_at AS "lastAttemptAt",
       last_success_at AS "lastSuccessAt", last_post_at AS "lastPostAt", retry_at AS "retryAt", failures, posts, malformed,
       spent_usd AS "spentUsd"
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
