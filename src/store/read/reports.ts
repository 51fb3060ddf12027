import { decidedByLabel } from '../../core/words/label.ts';
import type { Place, PlaceLevel } from '../../core/words/place.ts';
import type { Kind } from '../../core/words/report.ts';
import { harmOrder } from '../../core/words/symptom.ts';
import type { Queryable } from '../../ports/database.ts';
import { appFacts, type WithApp } from './app-facts.ts';
import { pseudonymOf } from './pseudonym.ts';

export interface ReportFilter {
  brand?: string;
  kind?: Kind;
  symptom?: string;
  surface?: string;
  area?: string;
  source?: string;
  /** Minutes. */
  from?: number;
  to?: number;
}

export type ReportOrder = 'newest' | 'oldest' | 'harm';

export interface ReportPage extends ReportFilter {
  order: ReportOrder;
  limit: number;
  /** Continues behind the report with these values of the order's columns. */
  after?: (number | string)[];
}

/** A report together with the post that it judges. */
export interface ReportWithPost extends WithApp {
  postId: string;
  brand: string;
  source: string;
  minute: number;
  createdAt: number;
  editedAt: number | null;
  kind: Kind;
  pCurrent: number;
  symptoms: string[];
  surfaces: string[];
  place: Place | null;
  text: string;
  lang: string | null;
  url: string | null;
  fromBrand: boolean;
  author: string;
  /** Near copies that were left out. */
  copies: number;
  /** Power of two; null where the source doesn't tell. */
  reach: number | null;
  harm: number;
  model: string;
  label: StandingLabel | null;
}

/** The person's word that a report carries in place of a model's. */
export interface StandingLabel {
  id: number;
  at: number;
  /** Name of the key that was used, or who sat at the machine. */
  by: string;
  reason: string;
  oldKind: Kind;
}

interface ReportRow extends WithApp, Record<string, unknown> {
  post_id: string;
  brand: string;
  source: string;
  minute: number;
  created_at: number;
  edited_at: number | null;
  kind: Kind;
  p_current: number;
  symptoms: string[];
  surfaces: string[];
  country: string | null;
  state: string | null;
  city: string | null;
  metro: string | null;
  lat: number | null;
  lon: number | null;
  place_level: PlaceLevel | null;
  place_from: Place['from'] | null;
  place_confidence: number | null;
  text: string;
  lang: string | null;
  url: string | null;
  from_brand: boolean;
  author_key: string;
  copies: number;
  reach: number | null;
  harm: number;
  model: string;
  label: StandingLabel | null;
}

/** Conditions on `report r`, with parameters $1 … $8 of `filterParameters`. */
export const reportConditions = `
  ($1::text IS NULL OR r.brand = $1) AND ($2::text IS NULL OR r.kind = $2)
  AND ($3::text IS NULL OR $3 = ANY(r.symptoms)) AND ($4::text IS NULL OR $4 = ANY(r.surfaces))
  AND ($5::text IS NULL OR r.country = split_part($5, '-', 1))
  AND ($5::text IS NULL OR position('-' IN $5) = 0 OR r.state = split_part(split_part($5, '-', 2), ':', 1))
  AND ($5::text IS NULL OR position(':' IN $5) = 0 OR r.metro = split_part($5, ':', 2))
  AND ($6::text IS NULL OR r.source = $6) AND ($7::int4 IS NULL OR r.minute >= $7) AND ($8::int4 IS NULL OR r.minute < $8)`;

export function filterParameters(filter: ReportFilter): unknown[] {
  const stated = (value: string | undefined) => (value === undefined || value === '*' ? null : value);
  return [
    filter.brand ?? null,
    filter.kind ?? null,
    stated(filter.symptom),
    stated(filter.surface),
    stated(filter.area),
    filter.source ?? null,
    filter.from ?? null,
    filter.to ?? null,
  ];
}

const columns = `r.post_id, r.brand, r.source, r.minute, p.created_at, p.edited_at, r.kind, r.p_current, r.symptoms, r.surfaces,
  r.country, r.state, r.city, r.metro, r.lat, r.lon, r.place_level, r.place_from, r.place_confidence,
  p.text, p.lang, p.url, p.from_brand, p.reach, ${appFacts}, r.author_key, r.model`;

/** One look into the index of fingerprints per text that is shown: `+ 0` as in migration 7. */
const copies = `CASE WHEN r.fingerprint = '' THEN 0 ELSE (
    SELECT count(*) FROM post c
    WHERE c.fingerprint = r.fingerprint AND c.fingerprint <> '' AND c.id <> r.post_id AND c.deleted_at IS NULL
      AND c.outcome IN ('kept', 'near-copy') AND c.created_at + 0 BETWEEN p.created_at - 86400000 AND p.created_at + 86400000) END`;

/** 0 is the gravest. */
const harm = `CASE ${harmOrder.map((id, rank) => `WHEN '${id}' = ANY(r.symptoms) THEN ${rank}`).join(' ')} ELSE ${harmOrder.length} END`;

/** Columns of an order; all of them run the same way. */
const orders: Record<ReportOrder, { keys: string[]; way: 'ASC' | 'DESC' }> = {
  newest: { keys: ['r.minute', 'r.post_id', 'r.brand'], way: 'DESC' },
  oldest: { keys: ['r.minute', 'r.post_id', 'r.brand'], way: 'ASC' },
  harm: { keys: [`(${harm})`, '(-coalesce(p.reach, 0))', '(-r.minute)', 'r.post_id', 'r.brand'], way: 'ASC' },
};

/** The minute as the index over all brands knows it (migration 23). */
const minuteOfAll = '(r.minute + 0)';
const rangeOfAll = `AND ($7::int4 IS NULL OR ${minuteOfAll} >= $7) AND ($8::int4 IS NULL OR ${minuteOfAll} < $8)`;

/** Values of the order's columns, from which a next page goes on. */
export function placeInOrder(
  order: ReportOrder,
  { harm, reach, minute, postId, brand }: ReportWithPost,
): (number | string)[] {
  return order === 'harm' ? [harm, -(reach ?? 0), -minute, postId, brand] : [minute, postId, brand];
}

const label = `CASE WHEN r.model = '${decidedByLabel}' THEN (
    SELECT json_build_object('id', l.id, 'at', l.at, 'by', coalesce(k.name, l.actor), 'reason', l.reason, 'oldKind', l.old_kind)
    FROM label l LEFT JOIN api_key k ON k.id = l.actor
    WHERE l.post_id = r.post_id AND l.brand = r.brand AND l.withdrawn_at IS NULL) END`;

export async function readReports(database: Queryable, page: ReportPage): Promise<ReportWithPost[]> {
  const ofAll = page.brand === undefined;
  const { way, ...order } = orders[page.order];
  const keys = ofAll ? order.keys.map((key) => (key === 'r.minute' ? minuteOfAll : key)) : order.keys;
  const place = keys.map((_, i) => `$${10 + i}`).join(', ');
  const behind = page.after ? `AND (${keys.join(', ')}) ${way === 'DESC' ? '<' : '>'} (${place})` : '';
  const rows = await database.query<ReportRow>(
    `SELECT ${columns}, ${harm} AS harm, ${copies} AS copies, ${label} AS label FROM report r JOIN post p ON p.id = r.post_id
     WHERE p.deleted_at IS NULL AND ${reportConditions} ${ofAll ? rangeOfAll : ''} ${behind}
     ORDER BY ${keys.map((key) => `${key} ${way}`).join(', ')} LIMIT $9`,
    [...filterParameters(page), page.limit, ...(page.after ?? [])],
  );
  return rows.map(reportFrom);
}

function reportFrom(row: ReportRow): ReportWithPost {
  return {
    postId: row.post_id,
    brand: row.brand,
    source: row.source,
    minute: row.minute,
    createdAt: row.created_at,
    editedAt: row.edited_at,
    kind: row.kind,
    pCurrent: row.p_current,
    symptoms: row.symptoms,
    surfaces: row.surfaces,
    place: placeFrom(row),
    text: row.text,
    lang: row.lang,
    url: row.url,
    fromBrand: row.from_brand,
    author: pseudonymOf(row.author_key),
    copies: row.copies,
    reach: row.reach,
    app: row.app,
    harm: row.harm,
    model: row.model,
    label: row.label,
  };
}

function placeFrom(row: ReportRow): Place | null {
  if (row.country === null || row.place_level === null || row.place_from === null) return null;
  const { country, state, city, metro, lat, lon, place_level: level, place_from: from } = row;
  return { country, state, city, metro, lat, lon, level, from, confidence: row.place_confidence ?? 0 };
}
