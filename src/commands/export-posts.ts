import type { Column } from '../ports/format.ts';
import { type PostRow, placeKey, readPlaceSizes, streamPosts } from '../store/read/exports.ts';
import type { ReportFilter } from '../store/read/reports.ts';
import { type ExportRequest, type ExportTools, smallestCell } from './export-request.ts';

export const postColumns: Column[] = [
  { name: 'id', type: 'text' },
  { name: 'brand', type: 'text' },
  { name: 'source', type: 'text' },
  { name: 'at', type: 'instant' },
  { name: 'edited_at', type: 'instant' },
  { name: 'kind', type: 'text' },
  { name: 'p_current', type: 'real' },
  { name: 'symptoms', type: 'text' },
  { name: 'surfaces', type: 'text' },
  { name: 'country', type: 'text' },
  { name: 'state', type: 'text' },
  { name: 'metro', type: 'text' },
  { name: 'city', type: 'text' },
  { name: 'place_level', type: 'text' },
  { name: 'place_confidence', type: 'real' },
  { name: 'place_suppressed', type: 'boolean' },
  { name: 'author', type: 'text' },
  { name: 'from_brand', type: 'boolean' },
  { name: 'lang', type: 'text' },
  { name: 'url', type: 'text' },
  { name: 'text', type: 'text' },
  { name: 'model', type: 'text' },
];

/** Posts with their judgement. Where fewer than five people speak from a place, only the wider place is told. */
export async function* postRows(
  tools: ExportTools,
  request: ExportRequest,
): AsyncGenerator<unknown[][], void, undefined> {
  const { brand, symptom, surface, area } = request;
  const range = { from: Math.floor(request.from / 60_000), to: Math.ceil(request.to / 60_000) };
  const filter: ReportFilter = { brand, symptom, surface, area, ...range };
  const sizes = await readPlaceSizes(tools.database, filter);
  for await (const batch of streamPosts(tools.database, filter)) yield batch.map((row) => postRow(row, sizes));
}

function postRow(row: PostRow, sizes: ReadonlyMap<string, number>): unknown[] {
  const place = coarsened(row, sizes);
  return [
    row.post_id,
    row.brand,
    row.source,
    row.created_at,
    row.edited_at,
    row.kind,
    rounded(row.p_current),
    row.symptoms,
    row.surfaces,
    row.country,
    place.state,
    place.metro,
    place.city,
    place.level,
    row.place_confidence === null ? null : rounded(row.place_confidence),
    place.suppressed,
    row.author,
    row.from_brand,
    row.lang,
    row.url,
    row.text,
    row.model,
  ];
}

interface ShownPlace {
  state: string | null;
  metro: string | null;
  city: string | null;
  level: string | null;
  suppressed: boolean;
}

function coarsened(row: PostRow, sizes: ReadonlyMap<string, number>): ShownPlace {
  const { country, state, metro, city, place_level: level } = row;
  if (state === null) return { state, metro: null, city: null, level, suppressed: false };
  const large = (place: Parameters<typeof placeKey>[0]) => (sizes.get(placeKey(place)) ?? 0) >= smallestCell;
  if (!large({ country, state })) return { state: null, metro: null, city: null, level: 'country', suppressed: true };
  if (metro !== null && !large({ country, state, metro }))
    return { state, metro: null, city: null, level: 'state', suppressed: true };
  if (city !== null && !large({ country, state, metro, city }))
    return { state, metro, city: null, level: metro === null ? 'state' : 'metro', suppressed: true };
  // A point or a ZIP code is finer than any cell that is counted here.
  return { state, metro, city, level: level === 'point' || level === 'zip' ? 'city' : level, suppressed: false };
}

/** Stored in single precision: the digits behind the fourth mean nothing. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
