import type { ScoredIncident } from '../../core/incident/scoreboard.ts';
import type { IncidentVerdict } from '../../core/words/handling.ts';
import type { Incident, IncidentState } from '../../core/words/incident.ts';
import type { Queryable } from '../../ports/database.ts';

/** What is stored of one, with the incident itself: what its telemetry says is judged anew. */
export type JudgedIncident = Omit<ScoredIncident, 'telemetry'> & { incident: Incident };

/** Incidents with an onset in from ≤ t < to that reached one of the states, each with its latest verdict; one that is part of another counts there. */
export async function readScoredIncidents(
  database: Queryable,
  { from, to, states }: { from: number; to: number; states: readonly IncidentState[] },
): Promise<JudgedIncident[]> {
  return database.query<JudgedIncident & Record<string, unknown> & { verdict: IncidentVerdict | null }>(
    `SELECT i.brand, coalesce(v.real_onset_at, i.onset_at) AS "onsetAt", r.at AS "reachedAt", v.verdict,
       i.body AS incident,
       ((i.body->'official'->>'firstWordAt')::float8 - i.onset_at) / 60000 AS "firstWordMinutes"
     FROM incident i
     JOIN (SELECT incident_id, min(at) AS at FROM transition WHERE to_state = ANY($3) GROUP BY incident_id) r
       ON r.incident_id = i.id
     LEFT JOIN (SELECT DISTINCT ON (incident_id) incident_id, verdict, real_onset_at FROM incident_verdict
       ORDER BY incident_id, id DESC) v ON v.incident_id = i.id
     WHERE i.onset_at >= $1 AND i.onset_at < $2 AND i.merged_into IS NULL ORDER BY i.onset_at, i.id`,
    [from, to, states],
  );
}

/** Since when each brand is watched, epoch ms: its first expectation. */
export async function readWatchedSince(database: Queryable, brands: string[]): Promise<Map<string, number>> {
  const since = new Map<string, number>();
  for (const brand of brands) {
    const [row] = await database.query<{ quarter: number | null }>(
      `SELECT min(quarter) AS quarter FROM expectation WHERE brand = $1 AND symptom = '*' AND surface = '*' AND area = '*'`,
      [brand],
    );
    if (row && row.quarter !== null) since.set(brand, row.quarter * 15 * 60_000);
  }
  return since;
}
