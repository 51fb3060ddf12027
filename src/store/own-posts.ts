import type { OwnPost } from '../core/incident/official-word.ts';
import type { Incident } from '../core/words/incident.ts';
import type { Queryable } from '../ports/database.ts';
import { withTakenIn } from './statements.ts';

/** How long after an incident's end the brand's all-clear may still come. */
const afterwardsMs = 24 * 3_600_000;

/**
 * What a brand itself said about a fault since the onset of an incident and before an instant, oldest first: posts of its accounts, and
 * the statements on its status page here.
 */
export async function readOwnPosts(
  database: Queryable,
  { id, brand, onset, closedAt }: Pick<Incident, 'id' | 'brand' | 'onset' | 'closedAt'>,
  beforeMs: number,
): Promise<OwnPost[]> {
  const until = Math.min(beforeMs, (closedAt ?? beforeMs) + afterwardsMs);
  return database.query<OwnPost & Record<string, unknown>>(
    `SELECT * FROM (
       SELECT p.created_at AS at, r.kind, p.url FROM report r JOIN post p ON p.id = r.post_id
       WHERE r.brand = $2 AND r.minute >= $3 AND r.minute <= $4 AND p.created_at < $5 AND p.from_brand
         AND r.kind IN ('ack', 'current', 'resolved')
       UNION ALL
       SELECT approved_at, CASE kind WHEN 'all-clear' THEN 'resolved' ELSE 'ack' END, NULL FROM statement
       WHERE incident_id IN ${withTakenIn} AND approved_at <= $5) AS word ORDER BY at, kind, url`,
    [id, brand, Math.floor(onset.low / 60_000), Math.floor(until / 60_000), until],
  );
}
