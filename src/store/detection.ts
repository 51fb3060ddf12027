import { createHash } from 'node:crypto';
import type { Alert } from '../core/words/alert.ts';
import type { Stratum } from '../core/words/stratum.ts';
import type { Queryable } from '../ports/database.ts';
import { type AlertRow, alertFrom, rowOfAlert } from './alert-row.ts';

/** A counted minute of one watched series. */
export interface CountRow extends Record<string, unknown> {
  symptom: string;
  surface: string;
  area: string;
  minute: number;
  observed: number;
}

/**
 * Counts of the series that are watched over time: all, each symptom, surface and state, each symptom on each surface and in each state;
 * and the brand's mentions as symptom `~mentions`. Half-open range, ordered by minute.
 */
export async function watchedCounts(
  database: Queryable,
  brand: string,
  range: { from: number; to: number },
): Promise<CountRow[]> {
  return database.query<CountRow>(
    `SELECT symptom, surface, area, minute, observed FROM stratum_count
       WHERE brand = $1 AND minute >= $2 AND minute < $3 AND surface <> 'unknown' AND (area = '*' OR length(area) = 5)
     UNION ALL
     SELECT '~mentions', '*', '*', minute, mentions FROM brand_minute WHERE brand = $1 AND minute >= $2 AND minute < $3
     ORDER BY minute`,
    [brand, range.from, range.to],
  );
}

/** Minutes with reports of some of a brand's series, and how many, from a minute on of each up to one (exclusive) for all. */
export async function seriesMinutes(
  database: Queryable,
  brand: string,
  { series, to }: { series: readonly (Omit<Stratum, 'brand'> & { from: number })[]; to: number },
): Promise<CountRow[]> {
  if (series.length === 0) return [];
  return database.query<CountRow>(
    `SELECT c.symptom, c.surface, c.area, c.minute, c.observed
     FROM unnest($2::text[], $3::text[], $4::text[], $5::int4[]) AS s(symptom, surface, area, since)
     JOIN stratum_count c ON c.brand = $1 AND c.symptom = s.symptom AND c.surface = s.surface AND c.area = s.area
       AND c.minute >= s.since AND c.minute < $6 ORDER BY c.minute`,
    [
      brand,
      series.map(({ symptom }) => symptom),
      series.map(({ surface }) => surface),
      series.map(({ area }) => area),
      series.map(({ from }) => from),
      to,
    ],
  );
}

/** First counted minute of a brand, null when nothing was counted yet. */
export async function firstCountedMinute(database: Queryable, brand: string): Promise<number | null> {
  const [row] = await database.query<{ minute: number | null }>(
    'SELECT min(minute) AS minute FROM brand_minute WHERE brand = $1',
    [brand],
  );
  return row?.minute ?? null;
}

/** Takes the minutes before `to` whose counts were replaced away and returns the earliest, null when there is none. */
export async function takeEarliestChange(database: Queryable, brand: string, to: number): Promise<number | null> {
  const [row] = await database.query<{ minute: number | null }>(
    'WITH taken AS (DELETE FROM changed_minute WHERE brand = $1 AND minute < $2 RETURNING minute) SELECT min(minute) AS minute FROM taken',
    [brand, to],
  );
  return row?.minute ?? null;
}

export interface SavedDetector {
  settledMinute: number;
  model: string;
  state: unknown;
}

export async function readDetector(database: Queryable, brand: string): Promise<SavedDetector | null> {
  const [row] = await database.query<{ settled_minute: number; model: string; state: unknown }>(
    'SELECT settled_minute, model, state FROM detector WHERE brand = $1',
    [brand],
  );
  return row ? { settledMinute: row.settled_minute, model: row.model, state: row.state } : null;
}

export async function writeDetector(database: Queryable, brand: string, saved: SavedDetector): Promise<void> {
  await database.query(
    `INSERT INTO detector (brand, settled_minute, model, state) VALUES ($1, $2, $3, $4::jsonb)
     ON CONFLICT (brand) DO UPDATE SET settled_minute = excluded.settled_minute, model = excluded.model, state = excluded.state`,
    [brand, saved.settledMinute, saved.model, JSON.stringify(saved.state)],
  );
}

export interface ExpectationRow {
  symptom: string;
  surface: string;
  area: string;
  quarter: number;
  mean: number;
  dispersion: number;
  learning: number;
}

export async function writeExpectations(database: Queryable, brand: string, rows: ExpectationRow[]): Promise<void> {
  if (rows.length === 0) return;
  await database.query(
    `INSERT INTO expectation (brand, symptom, surface, area, quarter, mean, dispersion, learning)
     SELECT $1, symptom, surface, area, quarter, mean, dispersion, learning
     FROM unnest($2::text[], $3::text[], $4::text[], $5::int4[], $6::float8[], $7::float8[], $8::float4[]) AS e(symptom, surface, area, quarter, mean, dispersion, learning)
     ON CONFLICT (brand, symptom, surface, area, quarter) DO UPDATE SET mean = excluded.mean, dispersion = excluded.dispersion, learning = excluded.learning`,
    [
      brand,
      rows.map(({ symptom }) => symptom),
      rows.map(({ surface }) => surface),
      rows.map(({ area }) => area),
      rows.map(({ quarter }) => quarter),
      rows.map(({ mean }) => mean),
      rows.map(({ dispersion }) => dispersion),
      rows.map(({ learning }) => learning),
    ],
  );
}

/** What was expected of a brand's series in a range of quarters, in their order. */
export async function readExpectedMeans(
  database: Queryable,
  brand: string,
  quarters: { from: number; to: number },
): Promise<Pick<ExpectationRow, 'symptom' | 'surface' | 'area' | 'quarter' | 'mean'>[]> {
  return database.query(
    `SELECT symptom, surface, area, quarter, mean FROM expectation WHERE brand = $1 AND quarter >= $2 AND quarter < $3
     ORDER BY quarter, symptom, surface, area`,
    [brand, quarters.from, quarters.to],
  );
}

/** The same finding is the same alert: hash of method, stratum and first minute. */
export function alertId(
  method: Alert['method'],
  { brand, symptom, surface, area }: Stratum,
  firstMinute: number,
): string {
  return createHash('sha256')
    .update([method, brand, symptom, surface, area, firstMinute].join('|'))
    .digest('hex')
    .slice(0, 20);
}

export async function upsertAlerts(tx: Queryable, alerts: Alert[]): Promise<void> {
  await tx.query(
    `INSERT INTO alert SELECT * FROM jsonb_populate_recordset(NULL::alert, $1::jsonb)
     ON CONFLICT (id) DO UPDATE SET minute = excluded.minute, observed = excluded.observed, expected = excluded.expected, recurrence_interval = excluded.recurrence_interval,
       onset_at = excluded.onset_at, onset_low = excluded.onset_low, onset_high = excluded.onset_high, active = excluded.active, reasons = excluded.reasons, detail = excluded.detail`,
    [JSON.stringify(alerts.map(rowOfAlert))],
  );
}

/** Alerts of a brand that are active or were updated at or after a minute. */
export async function readAlerts(database: Queryable, brand: string, sinceMinute: number): Promise<Alert[]> {
  const rows = await database.query<AlertRow>(
    'SELECT * FROM alert WHERE brand = $1 AND (active OR minute >= $2) ORDER BY first_minute, id',
    [brand, sinceMinute],
  );
  return rows.map(alertFrom);
}

/** Sums of a brand's minutes over a half-open range. */
export interface BrandSums extends Record<string, unknown> {
  mentions: number;
  current: number;
  resolved: number;
  located: number;
}

export async function brandSums(
  database: Queryable,
  brand: string,
  range: { from: number; to: number },
): Promise<BrandSums> {
  const [row] = await database.query<BrandSums>(
    `SELECT coalesce(sum(mentions), 0)::int8 AS mentions, coalesce(sum(current), 0)::int8 AS current, coalesce(sum(resolved), 0)::int8 AS resolved,
       coalesce(sum(located), 0)::int8 AS located FROM brand_minute WHERE brand = $1 AND minute >= $2 AND minute < $3`,
    [brand, range.from, range.to],
  );
  return row!;
}

/** Counted current reports and mentions by source over a half-open range. */
export interface SourceSum extends Record<string, unknown> {
  source: string;
  current: number;
  mentions: number;
}

export async function sourceSums(
  database: Queryable,
  brand: string,
  range: { from: number; to: number },
): Promise<SourceSum[]> {
  return database.query<SourceSum>(
    `SELECT s.key AS source, sum((s.value ->> 'current')::int4)::int8 AS current, sum((s.value ->> 'mentions')::int4)::int8 AS mentions
     FROM brand_minute b, jsonb_each(b.by_source) AS s WHERE b.brand = $1 AND b.minute >= $2 AND b.minute < $3 GROUP BY s.key ORDER BY s.key`,
    [brand, range.from, range.to],
  );
}

/** Sums of every counted series of a brand over a half-open range. */
export interface StratumSum extends Record<string, unknown> {
  symptom: string;
  surface: string;
  area: string;
  observed: number;
}

export async function stratumSums(
  database: Queryable,
  brand: string,
  range: { from: number; to: number },
): Promise<StratumSum[]> {
  return database.query<StratumSum>(
    `SELECT symptom, surface, area, sum(observed)::int8 AS observed FROM stratum_count
     WHERE brand = $1 AND minute >= $2 AND minute < $3 AND (symptom = '*' OR (surface = '*' AND area = '*'))
     GROUP BY symptom, surface, area ORDER BY symptom, surface, area`,
    [brand, range.from, range.to],
  );
}

/** Current reports in a half-open range: who and when. `kind || ''` fits no partial index, of which one would be read whole for the brand. */
export async function reportAuthors(
  database: Queryable,
  brand: string,
  range: { from: number; to: number },
): Promise<{ author: string; minute: number }[]> {
  return database.query<{ author: string; minute: number }>(
    `SELECT author_key AS author, minute FROM report
     WHERE brand = $1 AND minute >= $2 AND minute < $3 AND kind || '' = 'current'`,
    [brand, range.from, range.to],
  );
}

/** Of a brand's current reports in a half-open range, those whose post is also judged for another. */
export async function alsoNamed(
  database: Queryable,
  { brand, other, from, to }: { brand: string; other: string; from: number; to: number },
): Promise<{ n: number; of: number }> {
  const [row] = await database.query<{ n: number; of: number }>(
    `SELECT count(o.post_id)::int4 AS n, count(*)::int4 AS of FROM report r
     LEFT JOIN report o ON o.post_id = r.post_id AND o.brand = $2
     WHERE r.brand = $1 AND r.minute >= $3 AND r.minute < $4 AND r.kind = 'current'`,
    [brand, other, from, to],
  );
  return row!;
}

/** First own word of the brand about a fault in a half-open range of minutes, epoch ms: from an index of such words alone (migration 24). */
export async function firstAcknowledgement(
  database: Queryable,
  brand: string,
  range: { from: number; to: number },
): Promise<number | null> {
  const [row] = await database.query<{ at: number | null }>(
    `SELECT min(p.created_at) AS at FROM report r JOIN post p ON p.id = r.post_id
     WHERE r.brand = $1 AND r.minute + 0 >= $2::int4 AND r.minute + 0 < $3::int4 AND r.kind = 'ack' AND p.from_brand`,
    [brand, range.from, range.to],
  );
  return row?.at ?? null;
}
