import type { Column } from '../ports/format.ts';
import { type PostCells, type PostFilter, placeKey, readPlaceSizes, streamPosts } from '../store/read/exports.ts';
import type { ExportRequest, ExportTools } from './export-request.ts';

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

/** Posts with their judgement. Where too few people speak from a place, only the wider place is told. */
export async function* postRows(
  tools: ExportTools,
  request: ExportRequest,
): AsyncGenerator<unknown[][], void, undefined> {
  const { brand, symptom, surface, area, source } = request;
  const range = { from: Math.floor(request.from / 60_000), to: Math.ceil(request.to / 60_000) };
  const filter: PostFilter = { brand, symptom, surface, area, source, ...range };
  const widen = placeWidener(await readPlaceSizes(tools.database, filter), tools.smallestCell);
  for await (const batch of streamPosts(tools.database, filter)) yield batch.map((row) => postRow(row, widen));
}

/** As read, but for the place and the digits. */
function postRow(cells: PostCells, widen: (cells: PostCells) => ShownPlace): unknown[] {
  const [id, brand, source, createdAt, editedAt, kind, pCurrent, symptoms, surfaces, country] = cells;
  const { state, metro, city, level, suppressed } = widen(cells);
  const [author, lang, url, text, model] = [cells[15], cells[17], cells[18], cells[19], cells[20]];
  const [at, edited, fromBrand] = [Number(createdAt), editedAt === null ? null : Number(editedAt), cells[16] === 't'];
  const [judged, confidence] = [rounded(pCurrent), cells[14] === null ? null : rounded(cells[14])];
  // biome-ignore format: one line for what is one row
  return [id, brand, source, at, edited, kind, judged, symptoms, surfaces, country, state, metro, city, level, confidence, suppressed, author, fromBrand, lang, url, text, model];
}

interface StoredPlace {
  country: string | null;
  state: string | null;
  metro: string | null;
  city: string | null;
  level: string | null;
}

interface ShownPlace {
  state: string | null;
  metro: string | null;
  city: string | null;
  level: string | null;
  suppressed: boolean;
}

/** Tells a place as widely as its number of people demands; each place is worked out once. */
function placeWidener(sizes: ReadonlyMap<string, number>, smallest: number): (cells: PostCells) => ShownPlace {
  const large: IsLarge = (cell) => (sizes.get(placeKey(cell)) ?? 0) >= smallest;
  const known = new Map<string, ShownPlace>();
  return ([, , , , , , , , , country, state, metro, city, level]) => {
    const key = `${country}|${state}|${metro}|${city}|${level}`;
    let shown = known.get(key);
    if (!shown) {
      // A copy: the cells are views of a whole piece, which would stay with them.
      shown = structuredClone(widened({ country, state, metro, city, level }, large));
      known.set(key, shown);
    }
    return shown;
  };
}

/** Whether enough people speak from a place. */
type IsLarge = (cell: Parameters<typeof placeKey>[0]) => boolean;

function widened(place: StoredPlace, large: IsLarge): ShownPlace {
  const { country, state, metro, city, level } = place;
  if (state === null) return { state, metro: null, city: null, level, suppressed: false };
  if (!large({ country, state })) return { state: null, metro: null, city: null, level: 'country', suppressed: true };
  if (metro !== null && !large({ country, state, metro }))
    return { state, metro: null, city: null, level: 'state', suppressed: true };
  if (city !== null && !large({ country, state, metro, city }))
    return { state, metro, city: null, level: metro === null ? 'state' : 'metro', suppressed: true };
  // A point or a ZIP code is finer than any cell that is counted here.
  return { state, metro, city, level: level === 'point' || level === 'zip' ? 'city' : level, suppressed: false };
}

/** Stored in single precision: the digits behind the fourth mean nothing. */
function rounded(tenThousandths: string): number {
  return Number(tenThousandths) / 10_000;
}
