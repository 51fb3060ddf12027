import type { Kind } from '../../core/words/report.ts';
import type { Database, Queryable } from '../../ports/database.ts';

/** A stored report with what its post adds to detection; no text. */
export interface HistoryRow extends Record<string, unknown> {
  post_id: string;
  brand: string;
  source: string;
  kind: Kind;
  p_current: number;
  symptoms: string[];
  surfaces: string[];
  country: string | null;
  state: string | null;
  city: string | null;
  metro: string | null;
  place_level: string | null;
  place_from: string | null;
  place_confidence: number | null;
  author_key: string;
  minute: number;
  model: string;
  created_at: number;
  from_brand: boolean;
}

/** Reports of brands over a half-open range of minutes, in order of their minutes, in constant memory. */
export function streamHistory(
  database: Database,
  { brands, from, to }: { brands: string[]; from: number; to: number },
): AsyncIterable<HistoryRow[]> {
  return database.stream<HistoryRow>(
    `SELECT r.post_id, r.brand, r.source, r.kind, r.p_current, r.symptoms, r.surfaces, r.country, r.state, r.city, r.metro,
       r.place_level, r.place_from, r.place_confidence, r.author_key, r.minute, r.model, p.created_at, p.from_brand
     FROM report r JOIN post p ON p.id = r.post_id
     WHERE r.brand = ANY($1::text[]) AND r.minute >= $2 AND r.minute < $3 ORDER BY r.minute, r.post_id, r.brand`,
    [brands, from, to],
    2_000,
  );
}

export interface HistoryGap extends Record<string, unknown> {
  source: string;
  from_minute: number;
  to_minute: number | null;
  reason: string;
}

/** Gaps of sources that overlap a half-open range of minutes, with their reasons. */
export async function readHistoryGaps(database: Queryable, range: { from: number; to: number }): Promise<HistoryGap[]> {
  return database.query<HistoryGap>(
    `SELECT source, from_minute, to_minute, reason FROM source_gap
     WHERE from_minute < $2 AND (to_minute IS NULL OR to_minute > $1) ORDER BY source, from_minute`,
    [range.from, range.to],
  );
}

/** How long an outage that only its beginning is told of is taken to have lasted, ms. */
const missedOutageMs = 4 * 3_600_000;

/** When something was broken as people say: incidents whose latest verdict is "true", and outages that were missed; epoch ms. */
export async function readJudgedOutages(
  database: Queryable,
  { brands, fromMs, toMs }: { brands: string[]; fromMs: number; toMs: number },
): Promise<{ brand: string; fromMs: number; toMs: number }[]> {
  const rows = await database.query<{ brand: string; from_ms: number; to_ms: number }>(
    `SELECT * FROM (
       SELECT i.brand, coalesce(v.real_onset_at, i.onset_at) AS from_ms, coalesce(i.closed_at, i.updated_at) AS to_ms
       FROM incident i CROSS JOIN LATERAL (
         SELECT verdict, real_onset_at FROM incident_verdict WHERE incident_id = i.id ORDER BY id DESC LIMIT 1) v
       WHERE v.verdict = 'true'
       UNION ALL
       SELECT brand, began_at, began_at + $4::int8 FROM missed_outage) told
     WHERE brand = ANY($1::text[]) AND to_ms >= $2 AND from_ms < $3 ORDER BY brand, from_ms`,
    [brands, fromMs, toMs, missedOutageMs],
  );
  return rows.map(({ brand, from_ms, to_ms }) => ({ brand, fromMs: from_ms, toMs: to_ms }));
}

/** Minutes in which a brand's evidence reached the budget, of its own alerts (those over all symptoms and areas). */
export async function readAlarmMinutes(database: Queryable, brand: string): Promise<number[]> {
  const rows = await database.query<{ first_minute: number }>(
    "SELECT first_minute FROM alert WHERE brand = $1 AND method = 'temporal' AND symptom = '*' AND surface = '*' AND area = '*' ORDER BY first_minute",
    [brand],
  );
  return rows.map(({ first_minute }) => first_minute);
}
