import type { Queryable } from '../../ports/database.ts';

/** Messages that are neither delivered nor given up, by channel, and when the step was that the oldest tells, epoch ms. */
export async function readWaitingMessages(
  database: Queryable,
): Promise<{ channel: string; n: number; stepAt: number }[]> {
  return database.query<{ channel: string; n: number; stepAt: number }>(
    `SELECT o.channel, count(*)::int4 AS n, min(coalesce(t.at, (o.note->>'to')::int8)) AS "stepAt"
     FROM outbox o LEFT JOIN transition t ON t.incident_id = o.incident_id AND t.revision = o.revision
     WHERE o.state = 'waiting' AND (t.at IS NOT NULL OR o.note IS NOT NULL) GROUP BY o.channel ORDER BY o.channel`,
  );
}
