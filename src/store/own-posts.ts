import type { OwnPost } from '../core/incident/official-word.ts';
import type { Incident } from '../core/words/incident.ts';
import type { Queryable } from '../ports/database.ts';

/** How long after an incident's end the brand's all-clear may still come. */
const afterwardsMs = 24 * 3_600_000;

/** What a brand itself posted about a fault since the onset of an incident and before an instant, oldest first. */
export async function readOwnPosts(
  database: Queryable,
  { brand, onset, closedAt }: Pick<Incident, 'brand' | 'onset' | 'closedAt'>,
  beforeMs: number,
): Promise<OwnPost[]> {
  const until = Math.min(beforeMs, (closedAt ?? beforeMs) + afterwardsMs);
  return database.query<OwnPost & Record<string, unknown>>(
    `SELECT p.created_at AS at, r.kind, p.url FROM report r JOIN post p ON p.id = r.post_id
     WHERE r.brand = $1 AND r.minute >= $2 AND r.minute <= $3 AND p.created_at < $4 AND p.from_brand
       AND r.kind IN ('ack', 'current', 'resolved') ORDER BY p.created_at, p.id`,
    [brand, Math.floor(onset.low / 60_000), Math.floor(until / 60_000), until],
  );
}
