import type { Incident } from '../../core/words/incident.ts';
import type { Interval } from '../../core/words/interval.ts';
import type { Database } from '../../ports/database.ts';
import { readAhead } from './read-ahead.ts';
import { filterParameters, type ReportFilter, reportConditions } from './reports.ts';

/** Rows that are asked for at once: a piece of whole minutes that holds about so many. */
const pieceRows = 5_000;

/**
 * The cells of one exported post, as the database writes them: id, brand, source, creation, edit, kind, share of current, symptoms, surfaces,
 * country, state, metro, city, place's level and confidence, author's key, whether the brand's, language, address, text, model, and of a review the app's version,
 * store country and stars. The place isn't thinned out yet. Instants are epoch ms, shares ten-thousandths.
 */
const columns = `r.post_id, r.brand, r.source, p.created_at, p.edited_at, r.kind, (r.p_current * 10000)::int4,
  array_to_string(r.symptoms, ';'), array_to_string(r.surfaces, ';'), r.country, r.state, r.metro, r.city, r.place_level,
  (r.place_confidence * 10000)::int4, r.author_key, p.from_brand, p.lang, p.url, p.text, r.model,
  p.app_version, p.app_country, p.app_rating`;
export const postCellCount = 24;

// A report's minute is that of its post: the posts of a piece lie together in the index of times.
const piece = `SELECT ${columns} FROM report r JOIN post p ON p.id = r.post_id
  WHERE p.deleted_at IS NULL AND p.created_at >= $7 * 60000::int8 AND p.created_at < $8 * 60000::int8 AND ${reportConditions}
  ORDER BY r.minute, r.post_id COLLATE "C"`;

/** Minutes. */
export type PostFilter = ReportFilter & Interval;

/**
 * Posts with their judgement by brand and minute, deleted ones left out, in COPY's text form, in pieces of whole minutes, each a snapshot of its
 * own: what is deleted while the file is written is left out from then on, and no copy of the whole is made.
 */
export function copyPosts(database: Database, filter: PostFilter): AsyncGenerator<Uint8Array, void, undefined> {
  return readAhead(copiedPieces(database, filter));
}

async function* copiedPieces(database: Database, filter: PostFilter): AsyncGenerator<Uint8Array, void, undefined> {
  const brands = filter.brand === undefined ? await readReportedBrands(database) : [filter.brand];
  for (const brand of brands)
    for (let { from } = filter; from < filter.to; ) {
      const to = await endOfPiece(database, brand, { from, to: filter.to });
      const bytes = await database.copy(piece, filterParameters({ ...filter, brand, from, to }));
      if (bytes.length > 0) yield bytes;
      from = to;
    }
}

/** The end of the minutes that hold about so many rows; one busy minute is a piece of its own. */
async function endOfPiece(database: Database, brand: string, { from, to }: Interval): Promise<number> {
  const [row] = await database.query<{ minute: number }>(
    `SELECT minute FROM report WHERE brand = $1 AND minute >= $2 AND minute < $3 ORDER BY brand, minute
     LIMIT 1 OFFSET ${pieceRows}`,
    [brand, from, to],
  );
  return row === undefined ? to : Math.max(from + 1, row.minute);
}

/** Each step finds the next brand in the index, however many reports lie between. */
async function readReportedBrands(database: Database): Promise<string[]> {
  const rows = await database.query<{ brand: string }>(
    `WITH RECURSIVE reported (brand) AS (
       SELECT min(brand) FROM report
       UNION ALL SELECT (SELECT min(r.brand) FROM report r WHERE r.brand > reported.brand) FROM reported WHERE brand IS NOT NULL)
     SELECT brand FROM reported WHERE brand IS NOT NULL ORDER BY brand`,
  );
  return rows.map(({ brand }) => brand);
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
     FROM (SELECT DISTINCT country, state, metro, city, author_key FROM report r
       WHERE state IS NOT NULL AND ${reportConditions}) AS r
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
