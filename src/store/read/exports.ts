import type { Incident } from '../../core/words/incident.ts';
import type { Interval } from '../../core/words/interval.ts';
import type { Database } from '../../ports/database.ts';
import { pseudonymOf } from './pseudonym.ts';
import { readAhead } from './read-ahead.ts';
import { filterParameters, type ReportFilter, reportConditions } from './reports.ts';

// Small batches die young: larger ones cost more in garbage collection than they save in round trips.
const batchSize = 1_000;

/** One exported post; the place isn't thinned out yet. Instants are epoch ms. */
export type PostRow = [
  postId: string,
  brand: string,
  source: string,
  createdAt: number,
  editedAt: number | null,
  kind: string,
  pCurrent: number,
  symptoms: string,
  surfaces: string,
  country: string | null,
  state: string | null,
  metro: string | null,
  city: string | null,
  placeLevel: string | null,
  placeConfidence: number | null,
  author: string,
  fromBrand: boolean,
  lang: string | null,
  url: string | null,
  text: string,
  model: string,
];

const authorColumn = 15;

// One JSON text a row instead of 21 columns: the drivers' parsing of columns would cost more than all the rest.
const postAsJson = `json_build_array(r.post_id, r.brand, r.source, p.created_at, p.edited_at, r.kind, r.p_current,
  array_to_string(r.symptoms, ';'), array_to_string(r.surfaces, ';'), r.country, r.state, r.metro, r.city, r.place_level,
  r.place_confidence, r.author_key, p.from_brand, p.lang, p.url, p.text, r.model)::text`;

/** Posts with their judgement by brand and minute, deleted ones left out, in one snapshot. */
export async function* streamPosts(
  database: Database,
  filter: ReportFilter,
): AsyncGenerator<PostRow[], void, undefined> {
  const batches = database.stream<{ post: string }>(
    `SELECT ${postAsJson} AS post FROM report r JOIN post p ON p.id = r.post_id
     WHERE p.deleted_at IS NULL AND ${reportConditions}
     ORDER BY r.brand, r.minute, r.post_id COLLATE "C"`,
    filterParameters(filter),
    batchSize,
  );
  for await (const batch of readAhead(batches)) {
    const rows = JSON.parse(`[${batch.map(({ post }) => post).join(',')}]`) as PostRow[];
    for (const row of rows) row[authorColumn] = pseudonymOf(row[authorColumn]);
    yield rows;
  }
}

/** Key of a place in `readPlaceSizes`. */
export function placeKey(place: {
  country: string | null;
  state?: string | null;
  metro?: string | null;
  city?: string | null;
}): string {
  return [place.country, place.state, place.metro, place.city].map((part) => part ?? '').join('|');
}

/** How many people speak from each state, metro and city of the selection: what small cells are judged by. */
export async function readPlaceSizes(database: Database, filter: ReportFilter): Promise<Map<string, number>> {
  const rows = await database.query<{
    country: string;
    state: string;
    metro: string | null;
    city: string | null;
    people: number;
  }>(
    `SELECT r.country, r.state, r.metro, r.city, count(DISTINCT r.author_key) AS people
     FROM report r JOIN post p ON p.id = r.post_id
     WHERE p.deleted_at IS NULL AND r.state IS NOT NULL AND ${reportConditions}
     GROUP BY GROUPING SETS ((r.country, r.state), (r.country, r.state, r.metro), (r.country, r.state, r.metro, r.city))`,
    filterParameters(filter),
  );
  const sizes = new Map<string, number>();
  for (const row of rows) {
    const key = placeKey(row);
    sizes.set(key, Math.max(sizes.get(key) ?? 0, row.people));
  }
  return sizes;
}

/** Incidents that were open at some time of the range, in the order of their onset, in one snapshot. */
export async function* streamIncidents(
  database: Database,
  filter: { brand?: string; range: Interval },
): AsyncGenerator<Incident[], void, undefined> {
  const batches = database.stream<{ body: Incident }>(
    `SELECT body FROM incident
     WHERE ($1::text IS NULL OR brand = $1) AND onset_at < $3 AND (closed_at IS NULL OR closed_at >= $2)
     ORDER BY onset_at, id`,
    [filter.brand ?? null, filter.range.from * 60_000, filter.range.to * 60_000],
    500,
  );
  for await (const batch of batches) yield batch.map(({ body }) => body);
}
