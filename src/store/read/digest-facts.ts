import type { IncidentVerdict } from '../../core/words/handling.ts';
import type { Interval } from '../../core/words/interval.ts';
import type { Queryable } from '../../ports/database.ts';

export interface BrandCounts {
  reports: number;
  /** Null where nothing was expected yet. */
  expected: number | null;
}

/** Reports of a brand in a span of minutes, and what was expected there. */
export async function readBrandCounts(database: Queryable, brand: string, span: Interval): Promise<BrandCounts> {
  const [row] = await database.query<BrandCounts & Record<string, unknown>>(
    `SELECT (SELECT coalesce(sum(observed), 0)::float8 FROM stratum_count
       WHERE brand = $1 AND symptom = '*' AND surface = '*' AND area = '*' AND minute >= $2 AND minute < $3) AS reports,
       (SELECT sum(mean * (least(quarter * 15 + 15, $3) - greatest(quarter * 15, $2)))::float8 FROM expectation
       WHERE brand = $1 AND symptom = '*' AND surface = '*' AND area = '*' AND quarter >= $2 / 15 AND quarter * 15 < $3) AS expected`,
    [brand, span.from, span.to],
  );
  return row!;
}

/** The latest verdict and who took an incident on last, of several incidents. */
export async function readHandled(
  database: Queryable,
  incidentIds: string[],
): Promise<Map<string, { verdict: IncidentVerdict | null; takenOnBy: string | null }>> {
  const rows = await database.query<{ id: string; verdict: IncidentVerdict | null; takenOnBy: string | null }>(
    `SELECT i.id, (SELECT verdict FROM incident_verdict v WHERE v.incident_id = i.id ORDER BY v.id DESC LIMIT 1) AS verdict,
       (SELECT name FROM acknowledgment a WHERE a.incident_id = i.id ORDER BY a.id DESC LIMIT 1) AS "takenOnBy"
     FROM incident i WHERE i.id = ANY($1::text[])`,
    [incidentIds],
  );
  return new Map(rows.map(({ id, ...handled }) => [id, handled]));
}

/** Verdicts that were given from ≤ t < to (epoch ms), by brand; of each incident the last one in that time. */
export async function readJudgedLately(
  database: Queryable,
  { from, to }: Interval,
): Promise<{ brand: string; verdict: IncidentVerdict; n: number }[]> {
  return database.query<{ brand: string; verdict: IncidentVerdict; n: number } & Record<string, unknown>>(
    `SELECT i.brand, v.verdict, count(*)::int4 AS n FROM (
       SELECT DISTINCT ON (incident_id) incident_id, verdict FROM incident_verdict WHERE at >= $1 AND at < $2
       ORDER BY incident_id, id DESC) v JOIN incident i ON i.id = v.incident_id GROUP BY i.brand, v.verdict`,
    [from, to],
  );
}

/** Outages without an incident that people told of from ≤ t < to (epoch ms), by brand. */
export async function readToldMissed(
  database: Queryable,
  { from, to }: Interval,
): Promise<{ brand: string; n: number }[]> {
  return database.query<{ brand: string; n: number }>(
    'SELECT brand, count(*)::int4 AS n FROM missed_outage WHERE at >= $1 AND at < $2 GROUP BY brand',
    [from, to],
  );
}

/** Messages that were due from ≤ t < to (epoch ms) and are given up. */
export async function countUndelivered(database: Queryable, { from, to }: Interval): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    "SELECT count(*)::int4 AS n FROM outbox WHERE state = 'failed' AND due_at >= $1 AND due_at < $2",
    [from, to],
  );
  return row!.n;
}
